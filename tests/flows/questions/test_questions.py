"""Proves that every kind of question understands, shows and refuses kindly."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conversation import AnswerSource
from flows.forms.model import Question, Value
from flows.messages import (
    ButtonPress,
    File,
    FileInput,
    FileKind,
    Input,
    InputKind,
    LocationInput,
    TextInput,
    UnsupportedInput,
)
from flows.parsed import Parsed, Problem
from flows.questions.kinds import KINDS, buttons, count_words, minutes, row, show, understand, wants
from tests.fakes.questions import EVERY_KIND, MONEY, NUMBER, PROOF, TARGETS, YES_NO, read, story, text

PHOTO = FileInput(
    file=File(key="abc", kind=FileKind.PHOTO, name="foto.jpg", mime="image/jpeg", size=9), caption="Posyandu"
)
GIVEN: tuple[Input, ...] = (
    TextInput(text=""),
    TextInput(text="..."),
    TextInput(text="halo"),
    ButtonPress(verb="choose", argument="zzz"),
    ButtonPress(verb="yes"),
    PHOTO,
    LocationInput(latitude=0, longitude=0),
    UnsupportedInput(what="sticker"),
    UnsupportedInput(what="edited", text="64"),
)
UNKIND = re.compile(r"\bsalah\b(?! satu)|tidak valid|invalid|error|gagal|harus", re.IGNORECASE)


def test_every_kind_of_the_model_has_a_row() -> None:
    assert {question.kind for question in EVERY_KIND} == set(KINDS)


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda question: question.kind)
@pytest.mark.parametrize("given", GIVEN, ids=repr)
def test_a_refusal_is_one_kind_message(question: Question, given: Input) -> None:
    outcome = understand(question, given)
    if isinstance(outcome, Problem):
        assert not UNKIND.search(outcome.text)
        assert 3 <= count_words(outcome.text) <= 30
        assert outcome.text[0].isupper() or outcome.text[0] == '"'


def test_a_photo_to_a_number_asks_for_a_number() -> None:
    outcome = understand(NUMBER, PHOTO)
    assert outcome == Problem(text="Untuk pertanyaan ini saya perlu angka, misalnya 64.")


def test_the_words_typed_are_kept_beside_the_value() -> None:
    assert understand(MONEY, TextInput(text="12,5 juta")) == Parsed(
        value=12_500_000, raw="12,5 juta", how=AnswerSource.TYPED
    )


def test_a_word_that_means_yes_is_taken_as_pressed() -> None:
    assert understand(YES_NO, ButtonPress(verb="yes")) == Parsed(value=True, raw="yes", how=AnswerSource.BUTTON)
    assert understand(YES_NO, ButtonPress(verb="no")) == Parsed(value=False, raw="no", how=AnswerSource.BUTTON)


def test_a_line_is_kept_as_written() -> None:
    assert read(text(), "  Siti  Contoh,\nA.Md.Keb. ") == "Siti  Contoh,\nA.Md.Keb."


def test_a_line_is_taken_however_long() -> None:
    assert read(text(max_characters=10), "a" * 13) == "a" * 13


def test_a_story_is_taken_however_long() -> None:
    long = "kata " * 3000
    assert read(story(max_words=200), long) == long.strip()


@pytest.mark.parametrize("said", ["", "   ", "...", "-", "🙂"])
def test_nothing_said_is_no_answer(said: str) -> None:
    assert str(read(story(), said)).startswith("? Ceritakan")
    assert str(read(text(), said)).startswith("? Satu dua kata sudah cukup")


def test_evidence_takes_a_file_with_its_caption() -> None:
    outcome = understand(PROOF, PHOTO)
    assert isinstance(outcome, Parsed)
    file = {"key": "abc", "kind": "photo", "name": "foto.jpg", "mime": "image/jpeg", "size": 9}
    assert outcome.value == {"file": file, "caption": "Posyandu"}
    assert outcome.how is AnswerSource.UPLOAD
    assert show(PROOF, outcome.value) == "foto.jpg (Posyandu)"


ROW: dict[str, Value] = {"indikator": "Cakupan K4", "awal": 64, "akhir": 90, "kapan": "2026-12", "sumber": "PWS KIA"}


@pytest.mark.parametrize(
    "said",
    [
        "Cakupan K4; 64 %; 90 %; Desember 2026; PWS KIA",
        "Cakupan K4\t64\t90\tDesember 2026\tPWS KIA",
        "| Cakupan K4 | 64 | 90 | Des 2026 | PWS KIA |",
        "Cakupan K4 – 64 % – 90 % – Desember 2026 – PWS KIA",
        "1. Cakupan K4;64;90;12/2026;PWS KIA;",
    ],
)
def test_a_whole_row_is_understood_at_once(said: str) -> None:
    assert row(TARGETS, said) == [ROW]


def test_several_lines_are_several_rows_and_cells_may_be_empty() -> None:
    assert row(TARGETS, "K4; 64; 90\n\nK6; ; 80; 2026-12") == [
        {"indikator": "K4", "awal": 64, "akhir": 90},
        {"indikator": "K6", "akhir": 80, "kapan": "2026-12"},
    ]


@pytest.mark.parametrize("said", ["Cakupan K4", "halo", "", "Cakupan K4, 64, 90", "K4; 64\nlalu saja"])
def test_what_does_not_look_like_rows_is_none(said: str) -> None:
    assert row(TARGETS, said) is None


def test_a_cell_that_is_not_understood_is_named() -> None:
    assert row(TARGETS, "K4; 64; 90\nK6; banyak") == Problem(
        text="Di indikator 2: Angka awal: Angkanya belum terbaca. Tulis angkanya saja, misalnya 64."
    )
    assert row(TARGETS, ";64;90") == Problem(text="Tambahkan juga Indikator, dengan titik koma di antaranya.")


def test_too_many_cells_are_told_what_a_row_has() -> None:
    outcome = row(TARGETS, "a;1;2;Des 2026;b;c")
    assert outcome == Problem(text="Satu indikator punya 5 isi: Indikator; Angka awal; Target; Kapan; Sumber data.")


def test_a_table_is_shown_one_line_a_row() -> None:
    assert show(TARGETS, [ROW, {"indikator": "K6"}]) == "1. Cakupan K4; 64 %; 90 %; Desember 2026; PWS KIA\n2. K6"


def test_a_value_of_another_kind_is_still_shown() -> None:
    assert show(NUMBER, "banyak") == "banyak"
    assert show(YES_NO, None) == ""
    assert show(TARGETS, "banyak") == "banyak"


def test_long_answers_take_longer() -> None:
    assert minutes(story(max_words=200)) > minutes(story(max_words=40)) > minutes(YES_NO) > 0
    assert all(minutes(question) > 0 for question in EVERY_KIND)


def test_each_kind_wants_the_control_that_serves_it() -> None:
    assert {question.kind: wants(question) for question in EVERY_KIND} == {
        "text": InputKind.TEXT,
        "long_text": InputKind.LONG_TEXT,
        "choice": InputKind.CHOICE,
        "choices": InputKind.CHOICE,
        "number": InputKind.NUMBER,
        "money": InputKind.TEXT,
        "date": InputKind.TEXT,
        "yes_no": InputKind.CHOICE,
        "link": InputKind.LINK,
        "location": InputKind.LOCATION,
        "table": InputKind.TEXT,
        "evidence": InputKind.FILE,
    }


def test_only_choices_have_buttons() -> None:
    assert {question.kind for question in EVERY_KIND if buttons(question)} == {"choice", "choices", "yes_no"}


@given(st.sampled_from(EVERY_KIND), st.text(max_size=60))
def test_any_text_gets_a_value_that_json_keeps_or_a_problem(question: Question, said: str) -> None:
    outcome = understand(question, TextInput(text=said))
    if isinstance(outcome, Parsed):
        assert json.loads(json.dumps(outcome.value)) == outcome.value
        assert outcome.raw == said
        assert isinstance(show(question, outcome.value), str)


@given(st.sampled_from(EVERY_KIND), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()))
def test_any_stored_value_can_be_shown(question: Question, value: bool | int | str | None) -> None:
    assert isinstance(show(question, value), str)


@pytest.mark.parametrize(("pressed", "meant"), [("ya", True), ("yes", True), ("tidak", False), ("no", False)])
def test_a_yes_or_no_is_pressed_in_either_language(pressed: str, meant: bool) -> None:
    outcome = understand(YES_NO, ButtonPress(verb="choose", argument=pressed))
    assert isinstance(outcome, Parsed)
    assert outcome.value is meant
