"""Reminds at the end of what was put off: answers longer than the form allows."""

from __future__ import annotations

from flows.forms.load import load_library
from flows.messages import ButtonPress, plain
from tests.fakes.simulator import Simulator

RANCANGAN = load_library()["rancangan"]
KIPP = load_library()["kipp_2025"]
STORY = " ".join(["Kader mencatat 12 ibu hamil yang belum diperiksa pada 2025 menurut register desa."] * 20)


def at_the_end(person: Simulator) -> Simulator:
    """Leave everything that is still open."""
    while person.question is not None:
        person.gives(ButtonPress(verb="skip"))
    return person


def with_story(person: Simulator, *questions: str) -> Simulator:
    for name in questions:
        person.gives(ButtonPress(verb="edit", argument=name))
        person.says(STORY)
    return person


def test_the_end_reminds_of_an_answer_over_its_limit_and_a_tap_opens_it() -> None:
    person = at_the_end(with_story(Simulator(RANCANGAN), "masalah"))
    assert "Yang tadi ditunda, “Masalah”: Sekarang 260 kata, batasnya 200." in person.text
    person.presses("Pendekkan sekarang")
    assert person.question == "masalah"
    person.says("Pada 2025 ada 12 ibu belum diperiksa (register desa).")
    assert "Pendekkan sekarang" not in [button.label for button in person.last.actions]
    assert "ditunda" not in person.text


def test_where_the_form_counts_by_section_the_end_counts_so_too() -> None:
    person = at_the_end(with_story(Simulator(KIPP), "masalah"))
    assert "“Masalah”: Bagian Latar Belakang sekarang 260 kata, batasnya 200" in person.text


def test_several_are_counted_and_the_first_is_named() -> None:
    person = at_the_end(with_story(Simulator(RANCANGAN), "masalah", "ide"))
    assert person.text.count("Yang tadi ditunda") == 1
    assert "1 lagi yang kepanjangan ada di Daftar." in person.text


def test_what_was_said_just_now_is_not_said_again() -> None:
    person = at_the_end(Simulator(RANCANGAN))
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says(STORY)
    assert person.question is None
    assert "260 kata" in plain(person.last.said)
    assert "ditunda" not in person.text
    assert [button.label for button in person.last.actions].count("Pendekkan sekarang") == 1


def test_where_two_are_too_long_the_one_just_written_is_offered_first() -> None:
    person = at_the_end(with_story(Simulator(RANCANGAN), "masalah"))
    with_story(person, "ide")
    assert person.question is None
    assert [button.label for button in person.last.actions].count("Pendekkan sekarang") == 1
    assert person.button("Pendekkan sekarang").argument == "ide"
    person.gives(ButtonPress(verb="repeat"))
    assert person.button("Pendekkan sekarang").argument == "masalah"


def test_an_answer_that_is_to_stay_is_not_reminded_of() -> None:
    person = with_story(Simulator(RANCANGAN), "masalah")
    person.gives(ButtonPress(verb="keep", argument="masalah"))
    assert "ditunda" not in at_the_end(person).text
