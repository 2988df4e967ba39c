"""Reads the same words as yes and no at a question, before a deed, and at an answer in doubt."""

from __future__ import annotations

import pytest

from flows.forms.load import load_library
from flows.language.yes_no import NO, YES, read_consent, read_yes_no, wants_more
from flows.messages import ButtonPress
from flows.parsed import Problem
from tests.fakes.simulator import Simulator

RANCANGAN = load_library()["rancangan"]
STORY = "Ibu hamil dengan NIK 7324016505900001 kurang darah setiap bulan."
SETTLED = {True: "Ibu hamil dengan NIK [disamarkan] kurang darah setiap bulan.", False: STORY, None: None}
WORDS = [(word, True) for word in sorted(YES)] + [(word, False) for word in sorted(NO)]


def in_doubt() -> Simulator:
    """Bring somebody to the question whether personal data are to be made unreadable."""
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says(STORY)
    return person


@pytest.mark.parametrize(("word", "is_yes"), [*WORDS, ("👍", True), ("Yup.", True), ("Siap!", True), ("blm", False)])
def test_a_yes_and_a_no_are_the_same_everywhere(word: str, is_yes: bool) -> None:
    assert read_yes_no(word) is is_yes
    assert read_consent(word, "Ya, ajukan") is is_yes
    person = in_doubt()
    person.says(word)
    assert person.value("masalah") == SETTLED[is_yes]


@pytest.mark.parametrize(
    ("text", "of_a_fact", "of_a_deed"),
    [
        ("sudah", True, None),
        ("ada", True, None),
        ("pernah", True, None),
        ("1", True, None),
        ("mau", None, True),
        ("silakan", None, True),
        ("batal", None, False),
        ("biarkan", None, False),
        ("tidak ada", False, None),
        ("terserah", None, None),
        ("ya, tapi belum resmi", True, None),
    ],
)
def test_what_is_so_is_no_leave_to_do_it(text: str, of_a_fact: bool | None, of_a_deed: bool | None) -> None:
    read = read_yes_no(text)
    assert (None if isinstance(read, Problem) else read) is of_a_fact
    assert read_consent(text) is of_a_deed


@pytest.mark.parametrize(
    ("text", "is_yes"),
    [
        ("iya samarkan dulu yang itu", True),
        ("jangan disamarkan ya", False),
        ("nanti", None),
        ("ogah", None),
        ("Ibu hamil mau diperiksa", None),
        ("yang benar begini", None),
    ],
)
def test_at_a_doubt_a_text_with_other_words_is_neither(text: str, is_yes: bool | None) -> None:
    person = in_doubt()
    person.says(text)
    assert person.value("masalah") == SETTLED[is_yes]


@pytest.mark.parametrize(("text", "more"), [("yup", True), ("oke", None), ("cukup", False), ("t", False)])
def test_another_one_is_wanted_or_not(text: str, more: bool | None) -> None:
    assert wants_more(text) is more
