"""Forgives one wrong letter in a word that means a button, and never takes an answer for such a word."""

from __future__ import annotations

import pytest

from flows.language.command_words import nearly
from flows.messages import Button
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.simulator import Simulator


def at(question: str, *, brief: bool = False) -> Simulator:
    """Return a person who is asked this question."""
    person = Simulator(EVERY_KIND, brief=brief)
    person.presses("Isi lengkap sekaligus")
    person.says(f"ubah {question}")
    assert person.question == question
    return person


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kirm", "kirim"),
        ("Lnjut", "lanjut"),
        ("bantun", "bantuan"),
        ("lanjtu", "lanjut"),
        ("lewatti", "lewati"),
        ("KEMBAL!", "kembali"),
        ("/daftr", "daftar"),
        ("lanjut", None),
        ("kir", None),
        ("lnjt", None),
        ("kirm dong", None),
        ("lanjut2", None),
        ("bidan", None),
        ("simpang lima", None),
        ("", None),
    ],
)
def test_one_wrong_letter_in_one_word_is_understood(typed: str, meant: str | None) -> None:
    assert nearly(typed) == meant


def test_where_it_can_be_no_answer_it_is_done() -> None:
    person = at("orang")
    assert "Saya baca sebagai “lewati”." in person.says("lewti")
    assert "orang" in person.conversation.draft.skipped


def test_where_it_may_be_the_answer_it_is_asked() -> None:
    person = at("judul")
    said = person.says("kirm")
    assert "Maksudnya kirim?" in said
    assert EVERY_KIND.question("judul").prompt in said
    assert person.value("judul") is None
    assert person.conversation.draft.notes[-1].raw == "kirm"
    assert person.button("Ya, kirim") == Button("Ya, kirim", "submit")
    person.presses("Itu jawaban saya")
    assert person.value("judul") == "kirm"


def test_a_yes_does_what_was_meant() -> None:
    person = at("judul")
    person.says("lewti")
    person.presses("Ya, lewati")
    assert "judul" in person.conversation.draft.skipped


def test_a_choice_that_is_called_so_is_the_answer() -> None:
    person = at("jenis")
    person.says("digitl")
    assert person.value("jenis") == "digital"


def test_an_answer_that_begins_with_such_a_word_is_an_answer() -> None:
    person = at("judul")
    person.says("lanjut usia sehat")
    assert person.value("judul") == "lanjut usia sehat"


def test_a_late_word_is_for_its_own_question_and_orders_nothing() -> None:
    person = Simulator(EVERY_KIND)
    first = person.conversation.ask
    person.says("Kelas Ibu bagi Ibu")
    before = person.question
    person.says("lewti", seeing=first)
    assert person.question == before
    assert before not in person.conversation.draft.skipped


def test_what_is_asked_back_stands_there_once() -> None:
    person = at("judul")
    person.says("lewatii")
    assert [button.label for button in person.last.actions] == ["Ya, lewati", "Itu jawaban saya", "Contoh", "Bantuan"]
