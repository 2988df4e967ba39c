"""Proves that numbers and amounts are read and written as Indonesians do."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.language.numbers import figures, readings, write_number
from flows.questions.kinds import show
from tests.fakes.questions import MONEY, NUMBER, PEOPLE, PERCENT, RATE, read

NUMBERS = {
    "64": 64,
    " 64 ": 64,
    "64,5": 64.5,
    "64.5": 64.5,
    "64 %": 64,
    "64%": 64,
    "64persen": 64,
    "sekitar 64 persen": 64,
    "kurang lebih 64 lah": 64,
    "1250": 1250,
    "1.250": 1250,
    "1 250": 1250,
    "1.250 orang": 1250,
    "1.250.000": 1_250_000,
    "1,250,000": 1_250_000,
    "1.250,5": 1250.5,
    "1,250.5": 1250.5,
    "1250.500": 1250.5,
    "0,125": 0.125,
    "0.125": 0.125,
    "0": 0,
    "007": 7,
    "-5": -5,
    "minus 5": -5,
    "\u22125": -5,
    "5 ribu": 5000,
    "5rb": 5000,
    "5k": 5000,
    "500rb": 500_000,
    "1,2 juta": 1_200_000,
    "1.2 jt": 1_200_000,
    "2 juta 500 ribu": 2_500_000,
    "2 miliar": 2_000_000_000,
    "K4 64": 64,
    "64 koma 5": 64.5,
    "2 lusin": 24,
    "64 dan 64": 64,
    "angkanya 64.": 64,
    "64,": 64,
    "nol": 0,
    "lima": 5,
    "sebelas": 11,
    "dua belas": 12,
    "dua puluh tiga": 23,
    "Dua Puluh Tiga orang": 23,
    "seratus dua puluh lima": 125,
    "seribu dua ratus": 1200,
    "dua belas ribu lima ratus": 12_500,
    "satu koma lima juta": 1_500_000,
    "satu koma dua lima": 1.25,
    "sejuta": 1_000_000,
    "setengah": 0.5,
    "dua setengah": 2.5,
    "39 per 100.000 kelahiran hidup": 39,
    "4/1.000 kelahiran": 4,
    "1.250\u00a0orang": 1250,
}


DIGITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]


def spelled(number: int) -> str:
    """Write a number below a million in words."""
    if number < 12:
        return DIGITS[number]
    if number < 20:
        return f"{DIGITS[number - 10]} belas"
    size, name = next((size, name) for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")) if number >= size)
    times, rest = divmod(number, size)
    begin = f"se{name}" if times == 1 else f"{spelled(times)} {name}"
    return f"{begin} {spelled(rest)}" if rest else begin


@given(st.integers(0, 999_999))
def test_a_number_in_words_is_read_as_itself(number: int) -> None:
    assert read(NUMBER, spelled(number)) == number


@pytest.mark.parametrize(("said", "meant"), NUMBERS.items())
def test_a_number_is_read_as_indonesians_write_it(said: str, meant: float) -> None:
    value = read(NUMBER, said)
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("tidak tahu", "? Angkanya belum terbaca. Tulis angkanya saja, misalnya 64."),
        ("", "? Angkanya belum terbaca. Tulis angkanya saja, misalnya 64."),
        ("K4", "? Angkanya belum terbaca. Tulis angkanya saja, misalnya 64."),
        ("1,250", "? Maksudnya 1.250 atau 1,25? Tulis salah satunya."),
        ("64 dan 70", "? Saya membaca 64 dan 70. Tulis satu angka saja, misalnya 64."),
        ("64-70", "? Saya membaca 64 dan 70. Tulis satu angka saja, misalnya 64."),
        ("64 dari 120 ibu", "? Saya membaca 64 dan 120. Tulis satu angka saja, misalnya 64."),
        ("12.50.000", '? "12.50.000" belum terbaca sebagai angka. Tulis seperti 64.'),
        ("1234567890123456", '? "1234567890123456" belum terbaca sebagai angka. Tulis seperti 64.'),
    ],
)
def test_what_is_no_single_number_is_asked_again_with_an_example(said: str, answer: str) -> None:
    assert read(NUMBER, said) == answer


def test_bounds_decide_what_an_ambiguous_number_means() -> None:
    assert read(PERCENT, "1,250") == 1.25
    assert read(PEOPLE, "1,250") == 1250


@pytest.mark.parametrize("said", ["640", "-1", "100,5"])
def test_a_number_outside_the_bounds_is_met_with_the_bounds(said: str) -> None:
    assert "di sini angkanya antara 0 dan 100 %" in str(read(PERCENT, said))


def test_a_whole_number_is_asked_for_where_people_are_counted() -> None:
    assert read(PEOPLE, "12,0") == 12
    assert read(PEOPLE, "12,5") == "? Di sini perlu bilangan bulat, misalnya 12."


def test_the_digits_of_a_unit_are_no_second_number() -> None:
    assert read(RATE, "180 per 100.000 kelahiran hidup") == 180
    assert show(RATE, 180) == "180 per 100.000 kelahiran hidup"


AMOUNTS = {
    "12,5 juta": 12_500_000,
    "12.5 jt": 12_500_000,
    "12jt": 12_000_000,
    "12 jutaan": 12_000_000,
    "Rp12jt": 12_000_000,
    "Rp 12.500.000,-": 12_500_000,
    "Rp. 12.500.000,00": 12_500_000,
    "Rp12.500.000": 12_500_000,
    "rp 12500000": 12_500_000,
    "12500000": 12_500_000,
    "12,500,000": 12_500_000,
    "IDR 12.500.000": 12_500_000,
    "12.500.000 rupiah": 12_500_000,
    "2 miliar": 2_000_000_000,
    "2 M": 2_000_000_000,
    "1,5 milyar": 1_500_000_000,
    "500rb": 500_000,
    "750 ribu": 750_000,
    "2 juta 500 ribu": 2_500_000,
    "dua juta lima ratus ribu rupiah": 2_500_000,
    "sekitar 4,2 juta rupiah": 4_200_000,
    "1 paket 12 juta tahun 2025": 12_000_000,
    "Rp 500": 500,
    "0": 0,
    "nol": 0,
    "Rp0": 0,
    "tanpa biaya": 0,
    "tidak ada": 0,
    "tidak ada anggaran": 0,
    "gratis": 0,
}


@pytest.mark.parametrize(("said", "rupiah"), AMOUNTS.items())
def test_an_amount_is_read_as_people_say_it(said: str, rupiah: int) -> None:
    value = read(MONEY, said)
    assert value == rupiah
    assert type(value) is int


@pytest.mark.parametrize(
    "said", ["12,5", "500", "banyak", "10-15 juta", "10 sampai 15 juta", "-5 juta", "1 juta dan 2 juta", ""]
)
def test_an_unclear_amount_is_asked_again(said: str) -> None:
    assert str(read(MONEY, said)).startswith("? ")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1250, "1.250"),
        (64.5, "64,5"),
        (0, "0"),
        (-5, "-5"),
        (1_000_000, "1.000.000"),
        (2.593, "2,5930"),
        (0.125, "0,125"),
        (1e-7, "0,0000001"),
    ],
)
def test_a_number_is_written_as_indonesians_do(value: float, written: str) -> None:
    assert write_number(value) == written


def test_money_is_written_with_rp() -> None:
    assert show(MONEY, 12_500_000) == "Rp12.500.000"


@given(st.integers(-(10**15) + 1, 10**15 - 1) | st.decimals(-(10**6), 10**6, places=4).map(float))
def test_a_number_shown_is_read_again_as_itself(value: float) -> None:
    assert read(NUMBER, show(NUMBER, value)) == value
    if 0 <= value <= 100:
        assert read(PERCENT, show(PERCENT, value)) == value


@given(st.integers(0, 10**15 - 1))
def test_an_amount_shown_is_read_again_as_itself(rupiah: int) -> None:
    assert read(MONEY, show(MONEY, rupiah)) == rupiah


@given(st.text("0123456789.,- rbjutaRp%KM\n", max_size=30))
def test_no_mixture_of_digits_and_separators_breaks_reading(said: str) -> None:
    for question in (NUMBER, PERCENT, PEOPLE, MONEY):
        assert read(question, said) is not None


@given(st.integers(0, 10**9))
def test_thousands_with_dots_have_one_reading(number: int) -> None:
    assert readings(write_number(number)) == (Decimal(number),)


def test_a_text_without_figures_has_none() -> None:
    assert figures("cakupan K4 dan H1N1") == ()
