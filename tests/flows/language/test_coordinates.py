"""Proves that places are read from pins, coordinates and map links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.messages import LocationInput
from flows.parsed import Parsed, Problem
from flows.questions.kinds import show, understand
from tests.fakes.questions import PLACE, read


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("-2.5931, 121.0792", [-2.5931, 121.0792]),
        ("-2.5931,121.0792", [-2.5931, 121.0792]),
        ("-2,5931, 121,0792", [-2.5931, 121.0792]),
        ("-2.5931 121.0792", [-2.5931, 121.0792]),
        ("\u22122.5931; 121.0792", [-2.5931, 121.0792]),
        ("koordinat -2.5931, 121.0792 ya", [-2.5931, 121.0792]),
        ("2,5931° LS, 121,0792° BT", [-2.5931, 121.0792]),
        ("2.5931 LS 121.0792 BT", [-2.5931, 121.0792]),
        ("1,5° LU, 124,8° BT", [1.5, 124.8]),
        ("2°35'S 121°4'E", [-2.583333, 121.066667]),
        ("2°35'35.2\"S 121°04'45.1\"E", [-2.593111, 121.079194]),
        ("2° 35′ 35″ LS 121° 4′ 45″ BT", [-2.593056, 121.079167]),
        ("https://www.google.com/maps/place/Malili/@-2.5931,121.0792,17z", [-2.5931, 121.0792]),
        ("https://www.google.com/maps/place/X/@-2.5,121.0,17z/data=!3d-2.6!4d121.1", [-2.6, 121.1]),
        ("https://maps.google.com/?q=-2.5931,121.0792", [-2.5931, 121.0792]),
        ("https://www.google.com/maps/search/?api=1&query=-2.5931%2C121.0792", [-2.5931, 121.0792]),
        ("https://www.google.com/maps/search/-2.5931,+121.0792", [-2.5931, 121.0792]),
        ("geo:-2.5931,121.0792", [-2.5931, 121.0792]),
    ],
)
def test_a_place_is_read_however_it_is_written(said: str, place: list[float]) -> None:
    assert read(PLACE, said) == place


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("Wotu", "? Lokasinya belum terbaca."),
        ("-2", "? Lokasinya belum terbaca."),
        ("https://maps.app.goo.gl/abc", "? Tautan ini saya catat, tetapi titiknya belum terbaca"),
        ("Jl. Poros Malili No. 3, Wotu", "? Alamatnya saya catat."),
        ("121.0792, -2.5931", "? Tulis lintang dulu, lalu bujur: apakah maksudnya 2,5931° LS, 121,0792° BT?"),
        ("48.85, 2.35", "? Titik ini jatuh di luar Indonesia"),
        ("999, 999", "? Titik ini jatuh di luar Indonesia"),
    ],
)
def test_what_is_no_place_in_indonesia_is_asked_again(said: str, start: str) -> None:
    assert str(read(PLACE, said)).startswith(start)


def test_a_pin_is_a_place() -> None:
    pinned = understand(PLACE, LocationInput(latitude=-2.5931, longitude=121.0792))
    assert isinstance(pinned, Parsed)
    assert pinned.value == [-2.5931, 121.0792]
    assert isinstance(understand(PLACE, LocationInput(latitude=0, longitude=0)), Problem)


@given(st.integers(-110_000, 60_000), st.integers(950_000, 1_410_000))
def test_a_place_shown_is_read_again_as_itself(latitude: int, longitude: int) -> None:
    place = [latitude / 10_000, longitude / 10_000]
    assert read(PLACE, show(PLACE, [*place])) == place


@given(st.text("0123456789.,-°'\"LSBTU @/", max_size=30))
def test_no_mixture_of_degrees_breaks_reading(said: str) -> None:
    assert read(PLACE, said) is not None
