"""Gives what must be asked about first: personal data, and tells what becomes of it."""

from __future__ import annotations

import pytest

from flows.conversation import EventKind
from flows.documents.blocks import Paragraph
from flows.documents.coach_page import build_coach_page
from flows.drafts.path import path
from flows.forms.load import load_library
from flows.messages import ButtonPress, File, FileInput, FileKind, TextInput
from flows.quality.personal_data import personal
from tests.fakes.drafts import DAY
from tests.fakes.simulator import Simulator

RANCANGAN = load_library()["rancangan"]
NIK = "7324016505900001"
STORY = f"Ibu dengan NIK {NIK} kurang darah."
PHOTO = File(key="k", kind=FileKind.PHOTO, name="rekap.jpg", mime="image/jpeg", size=9)


def doubted(text: str = STORY, question: str = "masalah") -> Simulator:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument=question))
    person.says(text)
    return person


def test_personal_data_is_flagged_before_it_is_saved() -> None:
    person = doubted()
    assert f"Ada NIK di jawaban itu: {NIK}" in person.text
    assert person.value("masalah") is None
    assert not any(NIK in event.raw for event in person.conversation.events)


@pytest.mark.parametrize("word", ["Samarkan", "ya", "oke"])
def test_masking_saves_the_rest(word: str) -> None:
    person = doubted()
    person.says(word)
    assert person.value("masalah") == "Ibu dengan NIK [disamarkan] kurang darah."
    assert not any(NIK in event.raw for event in person.conversation.events)


def test_a_person_may_keep_it_as_it_is() -> None:
    person = doubted()
    person.presses("Simpan apa adanya")
    assert person.value("masalah") == STORY


def test_what_is_written_anew_leaves_a_masked_note() -> None:
    person = doubted()
    person.presses("Tulis ulang")
    assert person.question == "masalah"
    assert person.conversation.draft.notes[-1].raw == "Ibu dengan NIK [disamarkan] kurang darah."


def test_another_text_takes_the_place_of_the_one_in_doubt() -> None:
    person = doubted()
    person.says("Sepanjang 2025 banyak ibu kurang darah.")
    assert person.value("masalah") == "Sepanjang 2025 banyak ibu kurang darah."
    assert [event.kind for event in person.conversation.events][:2] == [EventKind.NOTED, EventKind.ANSWERED]


@pytest.mark.parametrize("word", ["daftar", "bantuan", "pratinjau", "simpan", "contoh"])
def test_looking_around_leaves_the_doubt_open(word: str) -> None:
    person = doubted()
    person.says(word)
    person.gives(ButtonPress(verb="repeat"))
    assert "Disamarkan dulu?" in person.text
    person.presses("Samarkan")
    assert person.value("masalah") is not None


@pytest.mark.parametrize("word", ["kembali", "lewati", "lanjut", "urungkan", "ubah judul", "batal"])
def test_walking_away_keeps_the_text_as_a_masked_note(word: str) -> None:
    person = doubted()
    person.says(word)
    assert person.conversation.pending is None
    assert any("[disamarkan]" in note.raw for note in person.conversation.draft.notes)


def test_an_old_doubts_button_does_not_settle_a_new_one() -> None:
    person = doubted()
    old = person.last
    person.says("Hubungi 0812-3456-7890")
    person.presses("Simpan apa adanya", of=old)
    assert person.value("masalah") is None
    assert "0812-3456-7890" in person.text


def test_a_photo_in_the_middle_of_a_doubt_is_kept_and_the_doubt_stays() -> None:
    person = doubted()
    person.gives(FileInput(file=PHOTO))
    assert len(person.conversation.draft.proofs) == 1
    assert "Disamarkan dulu?" in person.text


def test_an_addition_is_doubted_for_itself_alone() -> None:
    person = doubted()
    person.presses("Simpan apa adanya")
    person.says("tambah")
    person.says("Sembilan ibu dirujuk.")
    assert person.value("masalah") == f"{STORY}\nSembilan ibu dirujuk."
    person.says("tambah: Telepon 0812-3456-7890.")
    person.presses("Samarkan")
    assert person.value("masalah") == f"{STORY}\nSembilan ibu dirujuk.\nTelepon [disamarkan]."


@pytest.mark.parametrize(("word", "wanted"), [("samarkan", "Kader [disamarkan]"), ("tidak", "Kader 081234567890")])
def test_a_row_with_a_number_in_it_is_doubted_too(word: str, wanted: str) -> None:
    person = doubted("Kader 081234567890; 5; 10", "target")
    assert person.value("target") is None
    person.says(word)
    assert person.value("target") == [{"indikator": wanted, "angka_awal": "5", "angka_target": "10"}]


def test_personal_data_in_a_refused_answer_and_in_a_caption_is_masked() -> None:
    person = Simulator(load_library()["kipp_2025"])
    person.gives(ButtonPress(verb="edit", argument="mulai_implementasi"))
    person.gives(TextInput(text=f"NIK {NIK}"))
    person.gives(FileInput(file=PHOTO, caption="kader 081234567890"))
    assert "saya samarkan" in person.text
    kept = [str(event.value) + event.raw for event in person.conversation.events]
    assert not any(personal(text) for text in kept)


TOLD = "Banyak ibu hamil terlambat diperiksa, contohnya NIK 7324104507890001 dari desa sebelah yang jauh sekali."


@pytest.mark.parametrize("reply", ["ya disamarkan aja", "oh iya", "boleh", "samarkan saja", "oke bu", "iya dong"])
def test_a_yes_in_a_persons_own_words_masks_and_saves_the_story(reply: str) -> None:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says(TOLD)
    person.says(reply)
    saved = str(person.value("masalah"))
    assert "[disamarkan]" in saved
    assert saved.startswith("Banyak ibu hamil terlambat diperiksa")


@pytest.mark.parametrize("reply", ["gak usah", "tidak usah bu", "biarin aja"])
def test_a_no_in_a_persons_own_words_saves_the_story_as_it_is(reply: str) -> None:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says(TOLD)
    person.says(reply)
    assert person.value("masalah") == TOLD


@pytest.mark.parametrize(
    ("reply", "saved"),
    [
        ("iya bu, disamarkan saja dulu nomornya", TOLD.replace("7324104507890001", "[disamarkan]")),
        ("Ya, banyak ibu hamil terlambat diperiksa bidan.",) * 2,
    ],
)
def test_up_to_six_words_are_about_the_doubt_and_more_are_an_answer(reply: str, saved: str) -> None:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says(TOLD)
    person.says(reply)
    assert person.value("masalah") == saved


def test_an_unclear_word_leaves_the_doubt_open_and_the_story_safe() -> None:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says(TOLD)
    said = person.says("terserah")
    assert "masih saya pegang" in said
    person.presses("Samarkan")
    assert "terlambat diperiksa" in str(person.value("masalah"))


@pytest.mark.parametrize("text", ["gak tau", "tidak tahu", "ndak tau", "nanti", "belum tahu."])
def test_who_does_not_know_is_asked_again_later(text: str) -> None:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says(text)
    assert person.value("masalah") is None
    assert "masalah" in person.conversation.draft.skipped


def test_who_does_not_see_what_is_asked_gets_help() -> None:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    assert RANCANGAN.question("masalah").help in person.says("ga ngerti")
    assert person.value("masalah") is None


def test_the_last_look_lists_what_was_masked_and_a_tap_writes_it_anew() -> None:
    person = doubted()
    person.presses("Samarkan")
    person.says("kirim")
    assert "Ada yang disamarkan di “Masalah”" in person.text
    person.presses("Tulis ulang “Masalah”")
    assert "Ada data pribadi yang tadi disamarkan; rapikan kalimatnya" in person.text
    person.says("Sepanjang 2025 ada 12 ibu kurang darah.")
    person.says("kirim")
    assert "disamarkan" not in person.text


def test_the_coachs_page_says_where_something_was_masked() -> None:
    person = doubted()
    person.presses("Samarkan")
    person.gives(ButtonPress(verb="edit", argument="target"))
    person.says("Kader 081234567890; 5; 10")
    person.says("samarkan")
    person.gives(FileInput(file=PHOTO, caption=f"NIK {NIK}"))
    draft = person.conversation.draft
    page = build_coach_page(RANCANGAN, draft, path=path(RANCANGAN, draft), made=DAY, revision=1)
    masked = {
        chapter.id: block.text
        for chapter in page.chapters
        for block in chapter.blocks
        if isinstance(block, Paragraph) and block.lead == "Ada yang disamarkan"
    }
    assert masked == {"latar": "Masalah", "sasaran": "Target perubahan, keterangan bukti"}
