"""The number or amount in a text, or a problem."""

from __future__ import annotations

import re
from decimal import Decimal

from flows.forms.model import Money, Number
from flows.language.numbers import (
    SCALES,
    NumberReading,
    figures,
    plain_number,
    without_denominator,
    write_number,
    write_whole,
)
from flows.parsed import Problem
from flows.text_format import listed, tidy
from flows.texts import word

MONEY_SCALES = {**SCALES, "m": 1_000_000_000, "t": 1_000_000_000_000}
"""With money, "2 M" means miliar."""

_CURRENCY = re.compile(r"\b(?:rp|idr)\b[.:]?\s*|\brp\.?(?=[0-9])", re.IGNORECASE)
_CENTS = re.compile(r"[.,](?:-+|=|00\b)(?![0-9])[-=]*")
_RANGE = re.compile(r"[0-9]\s*(?:-|\u2013|sampai|hingga|s/d|s\.d\.?|sd|atau)\s*[0-9]")
_NOTHING = re.compile(
    r"^(?:nol|nihil|gratis|kosong|tidak ada|tdk ada|tidak pakai|tanpa|belum ada|-)"
    r"(?:\s(?:biaya|anggaran|dana|sama sekali|rupiah|uang|biayanya|anggarannya|dananya)){0,3}[.!]?$"
)


def read_number(question: Number, text: str) -> int | float | Problem:
    """Return the number of a text within the question's bounds."""
    example = _example(question)
    clean = without_denominator(_without(question.unit, tidy(text)))
    found = _distinct(figures(clean))
    if not found:
        return Problem(text=word("number.unread", example=example))
    if len(found) > 1:
        return _several(found)
    possible = [number for number in found[0].readings if not question.whole or number == int(number)]
    possible = [number for number in possible if _bounds(question, number) is None] or possible
    if not found[0].readings:
        return Problem(text=word("number.not_a_number", written=found[0].written, example=example))
    if not possible:
        near = plain_number(found[0].readings[0])
        return Problem(text=word("number.whole", example=write_number(int(near))))
    if len(possible) > 1:
        return _ambiguous(possible)
    return _bounds(question, possible[0]) or plain_number(possible[0])


def read_money(_question: Money, text: str) -> int | Problem:
    """Return an amount in whole rupiah."""
    clean = _CENTS.sub("", tidy(text).lower() + " ").strip()
    if _NOTHING.match(clean.strip()):
        return 0
    marked = bool(_CURRENCY.search(clean))
    bare = _CURRENCY.sub(" ", clean)
    found = _distinct(figures(bare, MONEY_SCALES))
    found = found if _RANGE.search(bare) else _amounts(found)
    if not found:
        return Problem(text=word("number.no_amount"))
    if len(found) > 1:
        return _several(found)
    rupiah = [number for number in found[0].readings if number == int(number)]
    if not rupiah or (0 < rupiah[0] < 1000 and not marked and not found[0].scaled):
        return Problem(text=word("number.which_rupiah", written=found[0].written))
    if rupiah[0] < 0:
        return Problem(text=word("number.negative_amount"))
    return int(rupiah[0])


def write_money(value: float) -> str:
    """Write whole rupiah: Rp12.500.000."""
    return f"Rp{write_whole(value)}"


def _distinct(found: tuple[NumberReading, ...]) -> list[NumberReading]:
    by_meaning = {figure.readings or (figure.written,): figure for figure in reversed(found)}
    return [figure for figure in found if by_meaning.get(figure.readings or (figure.written,)) is figure]


def _amounts(found: list[NumberReading]) -> list[NumberReading]:
    """Leave out counts and years that stand beside an amount: "1 paket 12 juta tahun 2025"."""
    amounts = [
        figure
        for figure in found
        if figure.scaled or (figure.readings and max(figure.readings) >= 1000 and not _is_year(figure.written))
    ]
    return amounts or found


def _is_year(written: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)[0-9]{2}", written))


def _without(unit: str, text: str) -> str:
    """Drop the question's own unit, which may hold digits: "per 100.000 kelahiran"."""
    if not any(character.isdigit() for character in unit):
        return text
    return re.sub(re.escape(tidy(unit)), " ", text, flags=re.IGNORECASE)


def _bounds(question: Number, number: Decimal) -> Problem | None:
    low, high = question.minimum, question.maximum
    if (low is None or number >= Decimal(repr(low))) and (high is None or number <= Decimal(repr(high))):
        return None
    unit = f" {question.unit}" if question.unit else ""
    if low is not None and high is not None:
        wanted = word("number.between", low=write_number(low), high=write_number(high), unit=unit)
    elif low is not None:
        wanted = word("number.at_least", low=write_number(low), unit=unit)
    else:
        wanted = word("number.at_most", high=write_number(high or 0), unit=unit)
    return Problem(text=word("number.out_of_bounds", number=write_number(plain_number(number)), wanted=wanted))


def _example(question: Number) -> str:
    if question.example and len(question.example) <= 20:
        return question.example
    low = question.minimum or 0
    high = question.maximum if question.maximum is not None else low + 128
    middle = low + (high - low) / 2
    return write_number(int(middle) if int(middle) >= low else middle)


def _several(found: list[NumberReading]) -> Problem:
    shown = [figure.written for figure in found[:3]]
    return Problem(text=word("number.several", shown=listed(shown), first=shown[0]))


def _ambiguous(possible: list[Decimal]) -> Problem:
    first, second = (write_number(plain_number(number)) for number in possible[:2])
    return Problem(text=word("number.ambiguous", first=first, second=second))
