"""What a button carries comes back as it was, and what was forged comes back as nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.payload import decode, encode
from bot.chat.roles import Role


@dataclass(frozen=True, slots=True)
class Everything:
    """A payload with a field of each kind."""

    number: int
    role: Role
    is_new: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """A payload that ends with numbers."""

    person: int
    units: tuple[int, ...] = ()


WORDS = st.text(alphabet="abc é", max_size=8).map(lambda text: " ".join(text.split()))


@given(st.integers(0, 10**17 - 1), st.sampled_from(list(Role)), st.booleans(), WORDS)
def test_a_payload_comes_back(number: int, role: Role, is_new: bool, text: str) -> None:
    payload = Everything(number, role, is_new, text)
    assert decode(Everything, encode(payload)) == payload


@given(st.integers(0, 99), st.lists(st.integers(0, 99)).map(tuple))
def test_numbers_at_the_end_come_back(person: int, units: tuple[int, ...]) -> None:
    assert decode(Several, encode(Several(person, units))) == Several(person, units)


def test_it_is_written_as_words() -> None:
    assert encode(Everything(7, Role.COACH, True, "di aula")) == "7 coach + di aula"
    assert encode(Everything(7, Role.COACH, False)) == "7 coach -"


@pytest.mark.parametrize(
    "forged",
    ["", "7", "7 coach", "x coach +", "7 raja +", "7 coach ja", "-7 coach +", "٧ coach +", "1" * 18 + " coach +"],
)
def test_what_is_no_payload_is_nothing(forged: str) -> None:
    assert decode(Everything, forged) is None


@pytest.mark.parametrize("forged", ["", "a", "1 2 b"])
def test_numbers_that_are_none_are_nothing(forged: str) -> None:
    assert decode(Several, forged) is None
