"""Proves that a choice is found however it is typed, and never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.forms.model import Question
from flows.messages import ButtonPress, TextInput
from flows.parsed import Parsed, Problem
from flows.questions.kinds import buttons, show, understand
from tests.fakes.questions import AIMS, FREE, KIND, OFFICES, PUSKESMAS, YES_NO, choices, read


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("2", "Puskesmas Wotu"),
        ("no. 2", "Puskesmas Wotu"),
        ("yang kedua", "Puskesmas Wotu"),
        ("nomor 2", "Puskesmas Wotu"),
        ("2.", "Puskesmas Wotu"),
        ("Puskesmas Wotu", "Puskesmas Wotu"),
        ("puskesmas wotu", "Puskesmas Wotu"),
        ("pkm wotu", "Puskesmas Wotu"),
        ("PKM. WOTU", "Puskesmas Wotu"),
        ("wotu", "Puskesmas Wotu"),
        ("saya dari puskesmas wotu", "Puskesmas Wotu"),
        ("puskesmas tomoni", "Puskesmas Tomoni"),
        ("tomoni timur", "Puskesmas Tomoni Timur"),
        ("puskesmas tomini timr", "Puskesmas Tomoni Timur"),
        ("malilli", "Puskesmas Malili"),
        ("mangkutna", "Puskesmas Mangkutana"),
        ("wawondulla", "Puskesmas Wawondula"),
        ("lagaligo", "RSUD I Lagaligo"),
        ("dinkes", "Dinas Kesehatan"),
        ("kesehatan", "Dinas Kesehatan"),
    ],
)
def test_what_people_type_finds_its_unit(said: str, label: str) -> None:
    assert show(OFFICES, read(OFFICES, said)) == label


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("tomoni", ["Puskesmas Tomoni", "Puskesmas Tomoni Timur"]),
        ("pkm", ["Puskesmas Burau", "Puskesmas Wotu", "Puskesmas Tomoni", "Puskesmas Tomoni Timur"]),
        ("dinas", ["Dinas Kesehatan", "Dinas Pendidikan dan Kebudayaan"]),
    ],
)
def test_several_matches_are_offered_and_none_is_taken(said: str, offered: list[str]) -> None:
    outcome = understand(OFFICES, TextInput(text=said))
    assert isinstance(outcome, Problem)
    assert [choice.label for choice in outcome.candidates] == offered


@pytest.mark.parametrize("said", ["entahlah", "pkm lambo", "99", "0", "", "???", "🙂"])
def test_what_is_not_on_the_list_is_asked_again_with_a_way_to_answer(said: str) -> None:
    outcome = understand(OFFICES, TextInput(text=said))
    assert isinstance(outcome, Problem)
    assert outcome.text == 'Ketuk salah satu pilihan, atau ketik nomornya, misalnya "1" untuk Puskesmas Burau.'


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("bukan digital", "Non digital"),
        ("non", "Non digital"),
        ("nondigital", "Non digital"),
        ("yang digital saja", "Digital"),
    ],
)
def test_a_no_before_a_label_is_heard(said: str, label: str) -> None:
    assert show(KIND, read(KIND, said)) == label


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("pkm wotu", "c2"),
        ("3", "c3"),
        ("Puskesmas Lambo", "Puskesmas Lambo"),
        ("  Bagian Organisasi Setda ", "Bagian Organisasi Setda"),
        ("Wotu", "Wotu"),
    ],
)
def test_a_free_question_takes_what_is_not_listed_as_written(said: str, value: str) -> None:
    assert read(FREE, said) == value


def test_a_free_answer_is_shown_as_written() -> None:
    assert show(FREE, "Puskesmas Lambo") == "Puskesmas Lambo"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1, 3", ["c1", "c3"]),
        ("3 1", ["c1", "c3"]),
        ("1 dan 3", ["c1", "c3"]),
        ("2-4", ["c2", "c3", "c4"]),
        ("1,1,1", ["c1"]),
        ("Pelayanan kesehatan dan makan bergizi", ["c3", "c4"]),
        ("pangan; kesehatan", ["c2", "c3"]),
        ("gender, gizi", ["c1", "c4"]),
        ("Kesetaraan gender dan perlindungan hak perempuan, anak", ["c1"]),
        ("- pangan\n- gizi", ["c2", "c4"]),
    ],
)
def test_several_choices_are_read_from_numbers_and_words(said: str, value: list[str]) -> None:
    assert read(AIMS, said) == value


def test_too_many_or_too_few_choices_are_told() -> None:
    assert read(AIMS, "semua") == "? Pilih paling banyak 3; tadi terbaca 4."
    two = AIMS.model_copy(update={"minimum": 2})
    assert read(two, "1") == '? Pilih sedikitnya 2, misalnya "1, 2".'


def test_an_unknown_part_is_named() -> None:
    assert str(read(AIMS, "1, antariksa")).startswith('? "antariksa" belum ada di daftar.')


def test_none_is_an_answer_where_none_is_allowed() -> None:
    assert read(AIMS.model_copy(update={"minimum": 0}), "tidak ada") == []


def test_labels_with_commas_are_joined_with_semicolons() -> None:
    assert show(AIMS, ["c2", "c4"]) == "Swasembada pangan, air, energi; Makan bergizi"
    assert show(AIMS, ["c3", "c4"]) == "Pelayanan kesehatan dan Makan bergizi"


YES = [
    "ya",
    "Iya",
    "y",
    "YA!",
    "betul",
    "benar",
    "sudah",
    "sdh",
    "ada",
    "sudah, sejak 2023",
    "iya bu",
    "iya, tapi belum resmi",
    "sudah tapi belum semua",
    "ya, tidak masalah",
    "👍",
    "1",
    "ok",
]
NO = [
    "tidak",
    "Tdk",
    "belum",
    "blm",
    "nggak",
    "gak",
    "ga ada",
    "bukan",
    "belum, tapi segera",
    "ya belum",
    "ya, belum",
    "t",
    "2",
    "👎",
    "t idak belum",
]


@pytest.mark.parametrize(("said", "value"), [*((item, True) for item in YES), *((item, False) for item in NO)])
def test_yes_and_no_are_read_as_people_say_them(said: str, value: bool) -> None:
    assert read(YES_NO, said) is value


@pytest.mark.parametrize("said", ["mungkin", "tidak tahu", "belum yakin", "entah", "kadang", "", "64"])
def test_a_maybe_is_no_answer(said: str) -> None:
    assert read(YES_NO, said) == '? Cukup "ya" atau "tidak"; kalau belum pasti, pilih yang berlaku hari ini.'


@pytest.mark.parametrize("question", [KIND, OFFICES, FREE, YES_NO, AIMS], ids=lambda question: question.kind)
def test_every_button_is_understood_and_shown_as_its_label(question: Question) -> None:
    for button in buttons(question):
        pressed = understand(question, ButtonPress(verb=button.verb, argument=button.argument))
        assert isinstance(pressed, Parsed)
        assert show(question, pressed.value) == button.label
        assert read(question, button.label) == pressed.value


def test_an_unknown_button_is_a_problem() -> None:
    assert isinstance(understand(KIND, ButtonPress(verb="choose", argument="c9")), Problem)


def test_ticked_choices_arrive_joined() -> None:
    pressed = understand(AIMS, ButtonPress(verb="choose", argument="c4,c1"))
    assert isinstance(pressed, Parsed)
    assert pressed.value == ["c1", "c4"]


@given(st.sets(st.sampled_from([choice.id for choice in AIMS.choices]), min_size=1, max_size=3))
def test_choices_shown_are_read_again_as_themselves(ids: set[str]) -> None:
    value = sorted(ids)
    assert read(AIMS, show(AIMS, [*value])) == value


@given(st.sampled_from(PUSKESMAS), st.data())
def test_one_dropped_letter_never_leads_to_another_unit(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    typed = "puskesmas " + name[:place] + name[place + 1 :]
    found = read(OFFICES, typed)
    assert str(found).startswith("?") or show(OFFICES, found) == f"Puskesmas {name}" or typed.strip() == "puskesmas"


def test_a_number_word_that_stands_in_labels_is_a_search() -> None:
    ages = KIND.model_copy(update={"choices": choices("Dua tahun atau lebih", "Belum dua tahun", "Kurang yakin")})
    assert str(read(ages, "dua")).startswith("? Ada beberapa yang mirip")
    assert read(ages, "tiga") == "c3"
