"""The codec of what buttons and prompts carry: a frozen dataclass, written as words in the order of its fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from typing import Any, TypeVar, get_type_hints

P = TypeVar("P")

DIGITS = 17
"""No row has more, and a database refuses numbers of twenty."""


def encode(payload: object) -> str:
    """Return the payload as words with single spaces between them: int, StrEnum, bool ("+" or "-"), str.

    A text with spaces, and a tuple of numbers, can only be the last field.
    """
    values = [getattr(payload, field.name) for field in fields(payload)]  # type: ignore[arg-type]
    return " ".join(written for value in values if (written := _written(value)))


def decode(kind: type[P], text: str) -> P | None:
    """Return the payload that the words stand for; None if they stand for none: buttons can be forged.

    A field that is missing at the end takes its default.
    """
    hints = get_type_hints(kind)
    own: tuple[Field[Any], ...] = fields(kind)  # type: ignore[arg-type]
    *before, last = own
    takes_rest = hints[last.name] in (str, tuple[int, ...])
    words = text.split(" ", len(before)) if takes_rest else text.split()
    if len(words) > len(own):
        return None
    values: dict[str, object] = {}
    for field, word in zip(own, words, strict=False):
        value = _READERS.get(hints[field.name], _enum(hints[field.name]))(word)
        if value is None:
            return None
        values[field.name] = value
    if any(field.name not in values and field.default is MISSING for field in own):
        return None
    return kind(**values)


def _written(value: object) -> str:
    match value:
        case bool():
            return "+" if value else "-"
        case StrEnum():
            return value.value
        case tuple():
            return " ".join(map(str, value))
        case _:
            return str(value)


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= DIGITS else None


def _numbers(words: str) -> tuple[int, ...] | None:
    numbers = [_number(word) for word in words.split()]
    return None if None in numbers else tuple(number for number in numbers if number is not None)


def _enum(kind: Any) -> Callable[[str], object | None]:
    return lambda word: kind(word) if word in [member.value for member in kind] else None


_READERS: dict[Any, Callable[[str], object | None]] = {
    int: _number,
    bool: {"+": True, "-": False}.get,
    str: lambda word: word,
    tuple[int, ...]: _numbers,
}


def row_number(text: str) -> int:
    """Return the number; 0, which no row has, where there is none: buttons can be forged."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0
