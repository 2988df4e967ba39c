"""Tells hints once, offers one tap to follow them and one to leave the answer; takes evidence at any moment."""

from __future__ import annotations

import pytest

from flows.forms.load import load_library
from flows.messages import ButtonPress, File, FileInput, FileKind
from tests.fakes.simulator import Simulator

RANCANGAN = load_library()["rancangan"]
PHOTO = File(key="k", kind=FileKind.PHOTO, name="rekap.jpg", mime="image/jpeg", size=9)
VOICE = File(key="v", kind=FileKind.VOICE, name="cerita.ogg", mime="audio/ogg", size=9)
POOR = "Banyak ibu hamil kurang darah."
GOOD = "Pada 2025, 120 dari 316 ibu hamil kurang darah (38 %), menurut register KIA."


def at(question: str) -> Simulator:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument=question))
    return person


def test_a_hint_comes_with_one_tap_to_follow_it() -> None:
    person = at("masalah")
    person.says(POOR)
    assert "💡 Tambahkan satu angka" in person.text
    assert person.last.actions[0].label == "Tambah ke jawaban tadi"


def test_a_hint_is_not_told_again_for_the_same_question() -> None:
    person = at("masalah")
    person.says(POOR)
    person.says("tambah: Ini terjadi setiap bulan.")
    assert "💡" not in person.text
    person.says("ubah masalah")
    person.says(POOR)
    assert "💡" not in person.text


def test_an_answer_with_figure_and_source_is_praised_for_them() -> None:
    person = at("masalah")
    person.says(GOOD)
    assert "Angka 38 % itu kuat, sumbernya juga jelas." in person.text


@pytest.mark.parametrize(
    "text",
    [
        "Pada 2025, 120 dari 316 ibu hamil kurang darah, menurut register KIA.",
        "Ada 38 % ibu kurang darah.",
        "Anggarannya Rp18 juta dari BOK, 2 desa.",
    ],
)
def test_nothing_is_praised_but_a_share_with_its_source(text: str) -> None:
    person = at("masalah")
    person.says(text)
    assert "itu kuat" not in person.text
    assert "jelas" not in person.text


def test_the_section_offers_to_follow_a_hint_or_to_leave_the_answer() -> None:
    person = at("masalah")
    person.gives(FileInput(file=PHOTO))
    person.says(POOR)
    person.says("daftar")
    assert "💡 1" in person.text
    person.presses("1. Masalah")
    assert "💡 Masalah: Tambahkan satu angka" in person.text
    assert [button.label for button in person.last.actions[:2]] == ["Tambah ke “Masalah”", "Biarkan begini"]
    person.presses("Biarkan begini")
    assert "💡" not in person.text
    assert "✓ Masalah" in [button.label for button in person.last.choices]


def test_a_hint_that_was_left_alone_comes_back_with_a_new_answer() -> None:
    person = at("masalah")
    person.gives(FileInput(file=PHOTO))
    person.says(POOR)
    person.gives(ButtonPress(verb="keep", argument="masalah"))
    person.says("ubah masalah")
    person.says("Ibu datang terlambat setiap minggu.")
    person.says("daftar")
    assert "💡 1" in person.text


def test_a_section_without_evidence_may_stay_so() -> None:
    person = at("masalah")
    person.says(GOOD)
    person.gives(ButtonPress(verb="section", argument="latar"))
    assert person.last.actions[0].label == "Kirim bukti"
    person.presses("Biarkan begini")
    assert "💡" not in person.text


def test_a_photo_at_any_question_is_evidence_and_the_question_stays() -> None:
    person = at("masalah")
    person.gives(FileInput(file=PHOTO, caption="rekap 2025"))
    proof = person.conversation.draft.proofs[0]
    assert (proof.section, proof.caption) == ("latar", "rekap 2025")
    assert "perlu cerita tertulis" in person.text
    assert person.question == "masalah"


def test_a_voice_note_is_kept_and_its_gist_asked_for() -> None:
    person = at("masalah")
    person.gives(FileInput(file=VOICE))
    assert "tulis intinya saja" in person.text


def test_evidence_is_closed_with_selesai_and_counts() -> None:
    person = at("bukti_masalah")
    person.gives(FileInput(file=PHOTO))
    person.says("https://contoh.id/rekap rekap tahun 2025")
    assert "Sudah ada 2 bukti" in person.text
    person.presses("Selesai")
    assert "2 bukti" in person.text
    assert person.value("bukti_masalah") is True


def test_selesai_without_evidence_skips_the_question() -> None:
    person = at("bukti_masalah")
    person.says("selesai")
    assert person.value("bukti_masalah") is None
    assert "bukti_masalah" in person.conversation.draft.skipped


def test_words_instead_of_evidence_are_kept_as_a_note() -> None:
    person = at("bukti_masalah")
    person.says("nanti saya carikan dulu di lemari arsip")
    assert person.question == "bukti_masalah"
    assert person.conversation.draft.notes[-1].raw == "nanti saya carikan dulu di lemari arsip"


def test_a_piece_of_evidence_can_be_taken_out_and_comes_back() -> None:
    person = at("bukti_masalah")
    person.gives(FileInput(file=PHOTO, caption="rekap"))
    person.presses("Keluarkan bukti")
    person.presses("1. rekap.jpg (rekap)")
    assert person.conversation.draft.proofs == ()
    person.presses("Urungkan")
    assert len(person.conversation.draft.proofs) == 1


def test_a_question_that_only_steers_counts_nowhere() -> None:
    person = at("asas_kapan")
    person.presses("Menyusul")
    person.says("daftar")
    assert "7. Asas pelayanan publik · 0/1" in person.text
    person.gives(ButtonPress(verb="preview", argument="asas"))
    assert "Menyusul" not in person.text


def test_a_line_that_is_too_long_is_kept_whole_and_told_by_how_much() -> None:
    alice = Simulator(RANCANGAN)
    title = "Jemput Bola " * 40
    alice.says("Siti Contoh")
    alice.says("Puskesmas Contoh")
    said = alice.says(title)
    assert alice.value("judul") == title.strip()
    assert "kepanjangan" in said
    assert alice.button("Ubah “Judul”")
