"""Answers people who do not know where they are: who speaks, and what this is."""

from __future__ import annotations

import pytest

from flows.forms.load import load_library
from tests.fakes.simulator import Simulator

LIBRARY = load_library()
WHO = "Saya Tuntun, program yang membantu pegawai menulis proposal inovasi lewat obrolan."


@pytest.mark.parametrize(
    "text", ["apa ini?", "ini apa", "Ini apa ya?", "siapa kamu", "Maaf, ini siapa?", "bot apa ini"]
)
def test_at_the_opening_a_stranger_is_told_what_this_is_and_asked_again(text: str) -> None:
    person = Simulator(LIBRARY["pembuka"])
    before = person.last
    person.says(text)
    said, rest = person.text.split("\n\n", 1)
    assert said.startswith(WHO)
    assert said.count(".") == 2, "two sentences"
    assert rest.startswith("Inovasi Anda sekarang sampai di mana?")
    assert person.last.choices == before.choices


@pytest.mark.parametrize("text", ["siapa kamu?", "kamu siapa ya"])
def test_within_a_form_who_asks_for_a_name_is_told_and_nothing_is_answered(text: str) -> None:
    person = Simulator(LIBRARY["rancangan"])
    person.says(text)
    assert person.text.startswith(WHO)
    assert person.value("nama_inovator") is None
    assert person.question == "nama_inovator"


@pytest.mark.parametrize("text", ["ini apa", "apa ini ya"])
def test_within_a_form_what_is_this_asks_about_the_question(text: str) -> None:
    person = Simulator(LIBRARY["rancangan"])
    person.says(text)
    assert person.value("nama_inovator") is None
    assert "Tulis dengan gelar" in person.text


@pytest.mark.parametrize("text", ["Siapa Ini Contoh", "Kamus Siapa", "Ini apa adanya saja, cukup sederhana"])
def test_an_answer_that_only_sounds_so_stays_an_answer(text: str) -> None:
    person = Simulator(LIBRARY["rancangan"])
    person.says(text)
    assert person.value("nama_inovator") == text
