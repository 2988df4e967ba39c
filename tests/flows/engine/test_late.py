"""Sends what was meant for another question: late, twice, from a second device, by an old button."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.conversation import EventKind
from flows.forms.load import load_library
from flows.messages import ButtonPress, File, FileInput, FileKind, UnsupportedInput
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.simulator import Simulator

KIPP, PEMBUKA = load_library()["kipp_2025"], load_library()["pembuka"]
PHOTO = File(key="k", kind=FileKind.PHOTO, name="sk.jpg", mime="image/jpeg", size=9)


def past_the_category() -> tuple[Simulator, int]:
    """Return a person who has chosen a category, and the number of the message that asked for it."""
    person = Simulator(KIPP)
    person.gives(ButtonPress(verb="edit", argument="kategori"))
    asked = person.conversation.ask
    person.presses("Pelayanan kesehatan")
    return person, asked


def test_two_devices_answer_at_once_and_the_later_answer_wins_with_a_way_back() -> None:
    person = Simulator(KIPP)
    person.says("Sore Bunda bagi Ibu Pekerja")
    person.says("Sore Bunda bagi Ibu Kebun", seeing=1)
    assert person.value("judul") == "Sore Bunda bagi Ibu Kebun"
    assert "masuk satu jawaban lagi" in person.text
    assert person.question == "nama_inovator"
    assert [event.raw for event in person.conversation.events] == [
        "Sore Bunda bagi Ibu Pekerja",
        "Sore Bunda bagi Ibu Kebun",
    ]
    person.presses("Urungkan")
    assert person.value("judul") == "Sore Bunda bagi Ibu Pekerja"


def test_the_rest_of_a_cut_story_is_joined_to_its_beginning() -> None:
    person = Simulator(KIPP)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    asked = person.conversation.ask
    person.says("Ibu pulang dari kebun pukul 14.00.")
    person.says("Padahal layanan tutup pukul 12.00.", seeing=asked)
    assert person.value("masalah") == "Ibu pulang dari kebun pukul 14.00.\nPadahal layanan tutup pukul 12.00."


def test_a_late_answer_to_a_skipped_question_is_used_for_it() -> None:
    person = Simulator(KIPP)
    person.says("lewati")
    person.says("Sore Bunda bagi Ibu Pekerja", seeing=1)
    assert person.value("judul") == "Sore Bunda bagi Ibu Pekerja"
    assert person.question == "nama_inovator"


def test_the_same_late_text_again_changes_nothing() -> None:
    person = Simulator(KIPP)
    person.says("Sore Bunda bagi Ibu Pekerja")
    person.says("Sore Bunda bagi Ibu Pekerja", seeing=1)
    assert "sudah tersimpan" in person.text
    assert [event.kind for event in person.conversation.events] == [EventKind.ANSWERED, EventKind.NOTED]


def test_a_second_tap_before_the_reply_is_not_answered_twice() -> None:
    person, asked = past_the_category()
    person.gives(ButtonPress(verb="choose", argument="kesehatan", ask=asked), seeing=asked)
    assert person.heard == ()


def test_another_tap_on_the_message_just_answered_corrects_it() -> None:
    person, asked = past_the_category()
    person.gives(ButtonPress(verb="choose", argument="digital", ask=asked), seeing=asked)
    assert person.value("kategori") == "digital"
    assert person.last.actions[0].label == "Urungkan"


def test_a_tap_on_last_weeks_button_never_changes_todays_answer() -> None:
    person, asked = past_the_category()
    person.now += timedelta(days=7)
    person.gives(ButtonPress(verb="choose", argument="digital", ask=asked), seeing=asked)
    assert person.value("kategori") == "kesehatan"
    assert "Jawabannya tidak saya ubah" in person.text
    assert person.last.actions[0].label == "Ubah “Kategori”"


def test_a_tap_on_an_older_message_never_changes_an_answer_even_at_once() -> None:
    person, asked = past_the_category()
    person.says("lanjut")
    person.says("lanjut")
    person.gives(ButtonPress(verb="choose", argument="digital", ask=asked), seeing=asked)
    assert person.value("kategori") == "kesehatan"


def test_a_tap_on_the_old_button_of_an_unanswered_question_answers_it() -> None:
    person = Simulator(KIPP)
    person.gives(ButtonPress(verb="edit", argument="kategori"))
    asked = person.conversation.ask
    person.says("lewati")
    person.gives(ButtonPress(verb="choose", argument="digital", ask=asked), seeing=asked)
    assert person.value("kategori") == "digital"


@pytest.mark.parametrize("verb", ["skip", "done", "row_add", "row_done", "row_remove"])
def test_an_old_button_does_nothing_to_the_question_that_is_open_now(verb: str) -> None:
    person = Simulator(KIPP)
    person.says("Sore Bunda bagi Ibu Pekerja")
    person.says("Rahmawati Contoh")
    before = person.conversation
    person.gives(ButtonPress(verb=verb, argument="1", ask=1), seeing=1)
    assert person.conversation.events == before.events
    assert person.question == before.cursor.question


def test_a_late_word_does_not_act_on_the_question_that_is_open_now() -> None:
    person = Simulator(KIPP)
    person.says("Sore Bunda bagi Ibu Pekerja")
    person.says("lewati", seeing=1)
    assert person.question == "nama_inovator"
    assert "“lewati” tadi untuk pertanyaan sebelumnya" in person.text


def test_a_late_photo_becomes_evidence_of_the_section_its_sender_saw() -> None:
    person = Simulator(KIPP)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.gives(FileInput(file=PHOTO), seeing=1)
    assert [proof.section for proof in person.conversation.draft.proofs] == ["tentang"]


def test_a_late_link_becomes_evidence_where_evidence_was_asked() -> None:
    person = Simulator(KIPP)
    person.gives(ButtonPress(verb="edit", argument="bukti_latar"))
    asked = person.conversation.ask
    person.says("lewati")
    person.says("https://contoh.id/rekap", seeing=asked)
    assert [proof.link for proof in person.conversation.draft.proofs] == ["https://contoh.id/rekap"]


def test_a_late_sticker_is_a_sticker() -> None:
    person = Simulator(KIPP)
    person.says("Sore Bunda bagi Ibu Pekerja")
    person.gives(UnsupportedInput(what="sticker"), seeing=1)
    assert "Stikernya manis" in person.text


def test_a_late_cell_goes_into_its_own_cell_with_a_way_back() -> None:
    person = Simulator(EVERY_KIND)
    person.gives(ButtonPress(verb="edit", argument="kegiatan"))
    asked = person.conversation.ask
    person.says("Kelas ibu")
    person.says("Kelas ibu hamil", seeing=asked)
    assert person.value("kegiatan") == [{"nama": "Kelas ibu hamil"}]
    assert person.conversation.cursor.column == "cerita"
    assert "kegiatan 1, Nama: Kelas ibu hamil" in person.text
    person.presses("Urungkan")
    assert person.value("kegiatan") == [{"nama": "Kelas ibu"}]


def test_a_late_answer_that_takes_others_out_waits_for_a_yes() -> None:
    person = Simulator(EVERY_KIND)
    person.gives(ButtonPress(verb="edit", argument="jenis"))
    asked = person.conversation.ask
    person.presses("Digital")
    person.gives(ButtonPress(verb="edit", argument="alamat"))
    person.says("https://contoh.id/a")
    person.says("Non digital", seeing=asked)
    assert "Tetap diganti?" in person.text
    assert person.value("jenis") == "digital"


def test_a_late_text_for_a_question_that_is_gone_is_kept_as_a_note() -> None:
    person = Simulator(EVERY_KIND)
    person.gives(ButtonPress(verb="edit", argument="jenis"))
    person.presses("Digital")
    person.gives(ButtonPress(verb="edit", argument="alamat"))
    asked = person.conversation.ask
    person.gives(ButtonPress(verb="edit", argument="jenis"))
    person.presses("Non digital")
    person.says("https://contoh.id/a", seeing=asked)
    assert person.value("alamat") is None
    assert person.conversation.draft.notes[-1].raw == "https://contoh.id/a"


def test_a_question_that_a_late_answer_takes_out_is_not_asked_again() -> None:
    person = Simulator(PEMBUKA)
    person.presses("Sudah dipakai")
    assert person.question == "umur"
    person.says("Masih ide", seeing=1)
    assert person.effects[-1].argument == "rancangan"
    assert "Sudah berapa lama" not in person.text


def test_after_a_late_answer_the_way_goes_on_behind_the_question_it_took_out() -> None:
    person = Simulator(EVERY_KIND)
    person.presses("Isi lengkap sekaligus")
    asked = person.conversation.ask
    person.says("lewati")
    person.says("lewati")
    person.presses("Digital")
    assert person.question == "alamat"
    person.says("Non digital", seeing=asked + 2)
    assert person.value("jenis") == "bukan"
    assert person.question == "tujuan"


@pytest.mark.parametrize("kind", FileKind)
def test_a_file_in_reply_to_a_message_that_asked_nothing_is_evidence_where_the_person_is(kind: FileKind) -> None:
    person = Simulator(KIPP)
    while person.question is not None:
        person.says("lewati")
    end = person.conversation.ask
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.gives(FileInput(file=replace(PHOTO, kind=kind)), seeing=end)
    assert [proof.section for proof in person.conversation.draft.proofs] == ["latar_belakang"]
    assert "saya simpan sebagai bukti" in person.text
