"""Leads through a coach's points: what is late, old, private, spoken or of an earlier round finds its place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.conversation import AnswerSource, Conversation, EffectKind, Point, Status
from flows.engine.turn.points import about, returned
from flows.forms.model import Flow
from flows.messages import Button, ButtonPress, File, FileInput, FileKind
from tests.bot.features.reviews.nine_sections import NINE
from tests.fakes.drafts import draft
from tests.fakes.simulator import STATE, Simulator

STORY = "Ibu hamil terlambat diperiksa karena posyandu jauh, jalan rusak, dan suami bekerja sampai malam setiap hari."
LONGER = f"{STORY} Pada 2025 ada 12 ibu yang terlambat, menurut register KIA."
SHORT = "Ada 12 ibu, menurut register KIA."
WORDING = "Pada 2025 ada 12 dari 40 ibu hamil yang terlambat diperiksa, menurut register KIA puskesmas."

FORM = Flow.model_validate(
    {
        "id": "coba",
        "version": 1,
        "title": "Formulir coba",
        "short": "Coba",
        "sections": [
            {
                "id": "isi",
                "title": "Isi",
                "questions": [
                    {"id": "masalah", "kind": "long_text", "prompt": "Apa masalahnya?", "label": "Masalah"},
                    {"id": "ide", "kind": "long_text", "prompt": "Apa idenya?", "label": "Ide"},
                ],
            },
            {
                "id": "angka",
                "title": "Angka",
                "questions": [
                    {
                        "id": "target",
                        "kind": "table",
                        "prompt": "Apa targetnya?",
                        "label": "Target",
                        "row": "target",
                        "columns": [
                            {"id": "nama", "kind": "text", "prompt": "Apa namanya?", "label": "Nama"},
                            {"id": "jumlah", "kind": "number", "prompt": "Berapa jumlahnya?", "label": "Jumlah"},
                        ],
                    },
                    {"id": "bukti", "kind": "evidence", "prompt": "Ada buktinya?", "label": "Bukti"},
                ],
            },
        ],
    }
)


def fix(number: int, about: str, text: str = "Tambahkan angka.") -> Point:
    return point(number, about, text=text)


def point(number: int, about: str, *, text: str = "", wording: str = "", is_question: bool = False) -> Point:
    """Return a remark to a question, or to a section."""
    section, question = (FORM.section_of(about).id, about) if FORM.has(about) else (about, "")
    return Point(
        id=number, section=section, question=question, who="Carol", text=text, wording=wording, is_question=is_question
    )


def test_a_remark_to_a_section_is_about_its_only_question() -> None:
    given = draft()
    assert about(NINE, given, Point(id=1, section="dampak", who="Carol", text="")) == "dampak_isi"
    assert about(FORM, given, Point(id=1, section="isi", who="Carol", text="")) is None
    assert about(FORM, given, point(1, "ide")) == "ide"


@pytest.fixture
def alice() -> Simulator:
    """Somebody who has answered everything."""
    simulator = Simulator(FORM)
    for text in (STORY, STORY, "Ibu periksa", "40"):
        simulator.says(text)
    simulator.presses("Selesai")
    simulator.gives(ButtonPress(verb="done"))
    assert simulator.question is None
    return simulator


def open_points(simulator: Simulator) -> list[int]:
    return [found.id for found in simulator.conversation.points]


def reports(simulator: Simulator) -> list[str]:
    return [f"{effect.kind} {effect.argument}" for effect in simulator.effects]


def test_a_draft_without_points_is_read_as_before(alice: Simulator) -> None:
    stored = STATE.dump_python(alice.conversation, mode="json")
    for name in ("points", "settled", "focus"):
        del stored[name]
    del stored["cursor"]["point"]
    read: Conversation = STATE.validate_python(stored)
    assert (read.points, read.settled, read.focus, read.cursor.point) == ((), (), None, None)


def test_the_points_come_in_the_forms_order_whatever_their_numbers(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "target"), fix(2, "isi"), fix(3, "ide"), fix(4, "masalah"))
    assert open_points(alice) == [4, 3, 2, 1]
    assert "Catatan 1 dari 4 · Masalah" in alice.says("lanjut")


def test_what_is_said_to_the_message_of_a_point_put_off_deals_with_that_point(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"), fix(2, "ide"))
    alice.says("lanjut")
    seen = alice.conversation.ask
    alice.presses("Nanti")
    alice.says(LONGER, seeing=seen)
    assert open_points(alice) == [2]
    assert alice.value("masalah") == LONGER
    assert alice.value("ide") == STORY
    assert "Catatan 2 dari 2" in alice.text


def test_what_is_said_late_to_a_coachs_question_is_its_answer_and_no_text_of_the_draft(alice: Simulator) -> None:
    alice.is_sent_back(point(1, "masalah", text="Sejak kapan?", is_question=True), fix(2, "ide"))
    alice.says("lanjut")
    seen = alice.conversation.ask
    alice.presses("Nanti")
    alice.says("Sejak 2023.", seeing=seen)
    assert open_points(alice) == [2]
    assert alice.value("ide") == STORY
    assert [(effect.argument, effect.text) for effect in alice.effects if effect.kind is EffectKind.REPLIED] == [
        ("1", "Sejak 2023.")
    ]


def test_a_button_of_a_point_that_is_dealt_with_changes_nothing(alice: Simulator) -> None:
    alice.is_sent_back(point(1, "masalah", wording=WORDING), fix(2, "ide"))
    alice.says("lanjut")
    asked = alice.last
    alice.presses("Tetap tulisan saya")
    alice.presses("Pakai usulan", of=asked)
    assert alice.value("masalah") == STORY
    assert "Catatan itu sudah selesai." in alice.text
    assert open_points(alice) == [2]


def test_a_suggestion_put_off_can_be_taken_from_its_own_message(alice: Simulator) -> None:
    alice.is_sent_back(point(1, "masalah", wording=WORDING), fix(2, "ide"))
    alice.says("lanjut")
    asked = alice.last
    alice.presses("Nanti")
    alice.presses("Pakai usulan", of=asked)
    assert alice.conversation.draft.answers["masalah"].how is AnswerSource.COACH
    assert open_points(alice) == [2]


def test_a_third_wording_is_the_writers_own(alice: Simulator) -> None:
    alice.is_sent_back(point(1, "masalah", wording=WORDING))
    alice.says("lanjut")
    alice.says(LONGER)
    assert alice.value("masalah") == LONGER
    assert reports(alice) == ["settled 1 resolved"]


def test_a_suggestion_with_personal_data_is_doubted_like_any_answer(alice: Simulator) -> None:
    alice.is_sent_back(point(1, "masalah", wording="Ibu Rina, NIK 7324016505900001, terlambat diperiksa."))
    alice.says("lanjut")
    assert "Disamarkan dulu?" in alice.presses("Pakai usulan")
    assert open_points(alice) == [1]
    alice.presses("Samarkan")
    assert "7324016505900001" not in str(alice.value("masalah"))
    assert reports(alice) == ["settled 1 accepted"]


def test_a_short_text_never_takes_a_storys_place_unasked(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"))
    alice.says("lanjut")
    alice.says(SHORT)
    assert (alice.value("masalah"), open_points(alice)) == (STORY, [1])
    alice.presses("Tambahkan")
    assert (alice.value("masalah"), open_points(alice)) == (f"{STORY}\n{SHORT}", [])


def test_a_short_text_with_personal_data_is_asked_about_twice(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"))
    alice.says("lanjut")
    alice.says("Ibu dengan NIK 7324016505900001.")
    alice.says("samarkan")
    assert "jauh lebih pendek" in alice.text
    alice.says("ganti semua")
    assert "7324016505900001" not in str(alice.value("masalah"))
    assert STORY not in str(alice.value("masalah"))
    assert open_points(alice) == []


def test_what_waits_for_a_choice_is_kept_when_something_else_is_opened(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"))
    alice.says("lanjut")
    alice.says(SHORT)
    alice.says("ubah ide")
    assert alice.value("masalah") == STORY
    assert alice.conversation.draft.notes[-1].raw == SHORT


def test_a_table_is_mended_and_called_done(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "target"))
    alice.says("lanjut")
    alice.presses("Ubah “Target”")
    alice.presses("Tambah target")
    alice.says("Bayi ditimbang")
    alice.says("64")
    alice.presses("Selesai")
    assert "Carol tentang “Target”" in alice.text
    assert open_points(alice) == [1]
    alice.presses("Sudah saya perbaiki")
    assert open_points(alice) == []


def test_a_file_at_a_point_is_evidence_for_its_section_and_a_voice_answers_a_question(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "bukti"), point(2, "isi", text="Sejak kapan?", is_question=True))
    alice.gives(ButtonPress(verb="point_open", argument="1"))
    alice.gives(FileInput(file=File(key="k", kind=FileKind.PHOTO, name="a.jpg", mime="image/jpeg", size=9)))
    assert [proof.section for proof in alice.conversation.draft.proofs] == ["angka"]
    alice.gives(ButtonPress(verb="point_open", argument="2"))
    voice = File(key="v", kind=FileKind.VOICE, name="a.ogg", mime="audio/ogg", size=9)
    alice.gives(FileInput(file=voice))
    assert len(alice.conversation.draft.proofs) == 1
    assert [effect.file for effect in alice.effects if effect.kind is EffectKind.REPLIED] == [voice]
    assert open_points(alice) == [1]


def test_the_word_for_remarks_lists_them_and_says_when_there_are_none(alice: Simulator) -> None:
    assert "Tidak ada catatan pendamping" in alice.says("catatan")
    alice.is_sent_back(fix(1, "masalah"), point(2, "ide", wording=WORDING))
    assert "Catatan untuk draf “Coba”: 2 belum selesai" in alice.says("catatan")
    assert "Usulan: " in alice.presses("2. Ide")


def test_a_question_back_goes_to_the_coach_and_leaves_the_point_open(alice: Simulator) -> None:
    alice.is_sent_back(point(1, "masalah", text="Berapa?", is_question=True), fix(2, "ide"))
    alice.says("lanjut")
    alice.says("maksudnya yang tahun berapa?")
    assert reports(alice) == ["replied 1"]
    assert open_points(alice) == [1, 2]
    assert "Catatan 2 dari 2" in alice.text


@pytest.mark.parametrize("text", ["terima kasih", "ok"])
def test_a_courtesy_is_no_answer_to_a_coach(alice: Simulator, text: str) -> None:
    alice.is_sent_back(point(1, "masalah", text="Sudah ada SK?", is_question=True))
    alice.says("lanjut")
    alice.says(text)
    assert open_points(alice) == [1]
    alice.says("ya")
    assert open_points(alice) == []


def test_changing_something_else_comes_back_to_the_point(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"), fix(2, "target"))
    alice.says("lanjut")
    alice.says("ubah ide")
    alice.says(LONGER)
    assert "Catatan 1 dari 2" in alice.text
    assert open_points(alice) == [1, 2]


def test_answering_a_question_out_of_turn_deals_with_its_point_and_comes_back(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"), fix(2, "ide"))
    alice.says("lanjut")
    assert "Catatan 2 dari 2" in alice.says("ubah ide")
    alice.says(LONGER)
    assert open_points(alice) == [1]
    assert "Catatan 1 dari 2" in alice.text


def test_back_goes_through_the_points_dealt_with_or_not(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"), fix(2, "ide"))
    alice.says("lanjut")
    alice.says(LONGER)
    assert "Apa masalahnya?" in alice.says("kembali")
    assert alice.value("masalah") == LONGER
    assert "Catatan 2 dari 2" in alice.says("lanjut")


def test_undoing_what_an_earlier_round_dealt_with_opens_nothing(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "ide"))
    alice.says("lanjut")
    alice.says(LONGER)
    alice.conversation = returned(FORM, alice.conversation, [fix(2, "masalah")])
    alice.says("lanjut")
    alice.says("urungkan")
    assert alice.value("ide") == STORY
    assert open_points(alice) == [2]


def test_a_way_that_ends_while_points_wait_says_so(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"), fix(2, "ide"))
    assert "Masih ada 2 catatan Carol." in alice.says("ulangi")
    assert "Catatan 1 dari 2" in alice.presses("Kerjakan catatan")


def test_points_that_a_colleague_or_coach_closes_are_passed_over(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "target"), fix(2, "bukti"))
    alice.says("lanjut")
    asked = alice.last
    alice.conversation = returned(FORM, alice.conversation, [fix(2, "bukti")])
    button = next(choice for choice in asked.choices if choice == Button("Sudah saya perbaiki", "point_done", "1"))
    alice.gives(ButtonPress(verb=button.verb, argument=button.argument, ask=asked.ask))
    assert "Catatan itu sudah selesai." in alice.text
    assert "Carol tentang “Bukti”" in alice.text


def test_the_last_point_leads_to_the_end_and_sending_stands_first(alice: Simulator) -> None:
    alice.is_sent_back(fix(1, "masalah"))
    alice.now += timedelta(days=2)
    alice.says("lanjut")
    alice.says(LONGER)
    assert "Semua catatan sudah Anda kerjakan." in alice.text
    assert alice.last.choices[0].label == "Kirim lagi"
    assert alice.conversation.status is Status.REVISE


def test_a_draft_that_came_back_without_an_answer_is_led_through_its_points() -> None:
    somebody = Simulator(FORM)
    somebody.is_sent_back(fix(1, "masalah"), fix(2, "target"))
    somebody.gives(ButtonPress(verb="point_later", argument="1"))
    assert not somebody.conversation.events
    assert [choice.label for choice in somebody.last.choices] == ["Ubah “Target”", "Sudah saya perbaiki"]


def test_a_voice_sent_late_answers_the_question_that_its_sender_saw(alice: Simulator) -> None:
    voice = File(key="v", kind=FileKind.VOICE, name="suara.ogg", mime="audio/ogg", size=9)
    alice.is_sent_back(point(1, "masalah", text="Sejak kapan?", is_question=True), fix(2, "ide"))
    alice.says("lanjut")
    asked = alice.conversation.ask
    alice.says("nanti")
    assert "Catatan 2 dari 2" in alice.text
    alice.gives(FileInput(file=voice), seeing=asked)
    assert open_points(alice) == [2]
    assert alice.conversation.draft.proofs == ()


def test_a_photo_sent_late_is_evidence_where_its_sender_was_and_moves_nobody(alice: Simulator) -> None:
    photo = File(key="k", kind=FileKind.PHOTO, name="rekap.jpg", mime="image/jpeg", size=9)
    alice.is_sent_back(fix(1, "masalah"), fix(2, "target"))
    alice.says("ubah masalah")
    alice.gives(ButtonPress(verb="point_open", argument="2"))
    asked = alice.conversation.ask
    alice.gives(ButtonPress(verb="point_open", argument="1"))
    alice.gives(FileInput(file=photo), seeing=asked)
    assert [proof.section for proof in alice.conversation.draft.proofs] == ["angka"]
    assert "Catatan 1 dari 2" in alice.text
