"""Moves drafts between versions of a form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.conversation import EventKind, Point
from flows.drafts.event_log import fold
from flows.drafts.upgrade import placed, renames, upgrade
from flows.forms.model import Flow
from flows.messages import ButtonPress, File, FileInput, FileKind, Input, TextInput
from tests.fakes.co_writers import Company
from tests.fakes.simulator import START, Simulator

TEXT = {"kind": "text", "prompt": "Apa judulnya?", "label": "Judul"}
STORY = {"kind": "long_text", "prompt": "Apa masalahnya?", "label": "Masalah"}
COUNT = {"kind": "number", "prompt": "Berapa orang?", "label": "Sasaran"}
PHOTO = File(key="k", kind=FileKind.PHOTO, name="rekap.jpg", mime="image/jpeg", size=9)
KIND = {"kind": "choice", "prompt": "Jenisnya apa?", "label": "Jenis"}


def form(version: int, *questions: dict[str, object], **more: object) -> Flow:
    section = {"id": "isi", "title": "Isi", "questions": list(questions)}
    return Flow.model_validate(
        {"id": "coba", "version": version, "title": "Formulir coba", "short": "Coba", "sections": [section], **more}
    )


OLD = form(1, {"id": "judul", **TEXT}, {"id": "masalah", **STORY}, {"id": "sasaran", **COUNT})


def written() -> Simulator:
    alice = Simulator(OLD)
    alice.says("Jemput Bola")
    alice.says("Cakupan turun dari 82 % ke 64 %.")
    alice.says("140")
    return alice


def test_answers_stay_where_nothing_changed() -> None:
    new = form(2, {"id": "judul", **TEXT}, {"id": "masalah", **STORY}, {"id": "sasaran", **COUNT})
    done = upgrade(written().conversation, OLD, new, START)
    assert done.conversation.version == 2
    assert done.events == ()
    assert done.left == ()
    assert done.conversation.draft.value("sasaran") == 140


def test_a_renamed_question_keeps_its_answer() -> None:
    new = form(
        2,
        {"id": "nama", **TEXT},
        {"id": "masalah", **STORY},
        {"id": "sasaran", **COUNT},
        migrations=[{"from_version": 1, "renamed": {"judul": "nama"}}],
    )
    alice = written()
    alice.is_sent_back(
        Point(id=1, section="isi", question="judul", who="Carol", text="Terlalu panjang."),
        Point(id=2, section="isi", question="hilang", who="Carol", text="Kurang jelas."),
    )
    done = upgrade(alice.conversation, OLD, new, START)
    assert done.renamed == (("judul", "nama"),)
    assert done.conversation.draft.value("nama") == "Jemput Bola"
    assert [point.question for point in done.conversation.points] == ["nama", ""]
    assert done.conversation.draft == fold(done.conversation.events)


def test_renames_go_through_all_versions_between() -> None:
    new = form(
        3,
        {"id": "sebutan", **TEXT},
        migrations=[
            {"from_version": 2, "renamed": {"nama": "sebutan"}},
            {"from_version": 1, "renamed": {"judul": "nama"}},
        ],
    )
    assert renames(1, new) == {"judul": "sebutan", "nama": "sebutan"}
    assert renames(2, new) == {"nama": "sebutan"}


def test_an_answer_of_another_kind_becomes_a_note_and_its_question_is_open_again() -> None:
    choices = [{"id": "a", "label": "Aplikasi"}, {"id": "b", "label": "Layanan keliling"}]
    new = form(2, {"id": "judul", **TEXT}, {"id": "masalah", **STORY}, {"id": "sasaran", **KIND, "choices": choices})
    done = upgrade(written().conversation, OLD, new, START)
    assert done.left == ("sasaran",)
    assert done.conversation.draft.value("sasaran") is None
    assert [event.kind for event in done.events] == [EventKind.NOTED, EventKind.ANSWERED]
    assert done.conversation.draft.notes[-1].raw == "140"


def test_a_question_that_is_gone_leaves_its_answer_in_the_log() -> None:
    new = form(2, {"id": "judul", **TEXT}, {"id": "masalah", **STORY})
    done = upgrade(written().conversation, OLD, new, START)
    assert done.left == ("sasaran",)
    assert any(event.value == 140 for event in done.conversation.events)


def test_the_person_stands_at_a_question_of_the_new_version() -> None:
    alice = Simulator(OLD)
    alice.says("Jemput Bola")
    new = form(2, {"id": "judul", **TEXT}, {"id": "uraian", **STORY}, migrations=[{"from_version": 1}])
    assert alice.question == "masalah"
    assert upgrade(alice.conversation, OLD, new, START).conversation.cursor.question == "uraian"


def test_a_member_stands_at_a_question_that_is_still_asked_and_keeps_the_credit() -> None:
    company = Company(OLD, "Alice", "Erna")
    company["Alice"].says("Jemput Bola")
    erna = company["Erna"]
    erna.gives(ButtonPress(verb="edit", argument="judul"))
    new = form(
        2,
        {"id": "nama", **TEXT},
        {"id": "masalah", **STORY},
        {"id": "sasaran", **COUNT},
        migrations=[{"from_version": 1, "renamed": {"judul": "nama"}}],
    )
    done = upgrade(company["Alice"].conversation, OLD, new, START)
    theirs = replace(erna.conversation, version=2, events=done.conversation.events, draft=done.conversation.draft)
    moved = placed(theirs, 1, new)
    assert (moved.cursor.question, moved.upto) == ("nama", len(done.conversation.events))
    answer = moved.draft.answers["nama"]
    assert moved.events[answer.event - 1].source.contact == "Alice"


SECOND = form(
    2,
    {"id": "nama", **TEXT},
    {"id": "masalah", **STORY},
    migrations=[{"from_version": 1, "renamed": {"judul": "nama"}}],
)
THIRD = form(
    3,
    {"id": "sebutan", **TEXT},
    {"id": "masalah", **STORY},
    migrations=[{"from_version": 1, "renamed": {"judul": "nama"}}, {"from_version": 2, "renamed": {"nama": "sebutan"}}],
)


def test_a_draft_can_be_moved_to_a_newer_version_again_and_again() -> None:
    alice = written()
    alice.is_upgraded(SECOND)
    alice.is_upgraded(THIRD)
    assert alice.value("sebutan") == "Jemput Bola"
    assert alice.conversation.draft == fold(alice.conversation.events)


def test_what_a_newer_version_does_not_ask_is_not_undone_in_it() -> None:
    alice = written()
    assert alice.conversation.events[-1].question == "sasaran"
    alice.is_upgraded(SECOND)
    alice.says("urungkan")
    assert "“Masalah” kosong lagi" in alice.text
    alice.says("urungkan")
    assert "Belum ada jawaban yang bisa diurungkan" in alice.text


def test_a_late_answer_to_several_questions_that_are_not_all_asked_any_more_is_kept_as_a_note() -> None:
    dump = OLD.model_dump(exclude_unset=True)
    dump["sections"][0]["together"] = [["judul", "masalah", "sasaran"]]
    alice = Simulator(Flow.model_validate(dump), brief=True)
    asked = alice.conversation.ask
    alice.is_upgraded(form(2, {"id": "judul", **TEXT}, {"id": "masalah", **STORY}))
    alice.says("lanjut")
    alice.says("1. Jemput Bola\n2. Ibu jauh dari posyandu.\n3. 140", seeing=asked)
    assert alice.conversation.draft.answers == {}
    assert alice.conversation.draft.notes[-1].raw == "1. Jemput Bola\n2. Ibu jauh dari posyandu.\n3. 140"


@pytest.mark.parametrize("given", [TextInput(text="Kelas ibu; 5; 10"), FileInput(file=PHOTO)])
def test_what_follows_an_answer_that_a_newer_version_does_not_ask_is_taken_where_the_person_is(given: Input) -> None:
    alice = Simulator(OLD, brief=True)
    alice.gives(FileInput(file=PHOTO))
    alice.gives(ButtonPress(verb="edit", argument="sasaran"))
    alice.says("140 orang")
    alice.is_upgraded(SECOND)
    alice.gives(given)
    assert alice.heard
