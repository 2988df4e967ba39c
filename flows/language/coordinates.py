"""Coordinates read and written: pins, decimal degrees, degrees and minutes, map links."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flows.parsed import Problem
from flows.text_format import tidy
from flows.texts import word

SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5
"""A box around Indonesia, in degrees."""

_DECIMAL = r"[-\u2212]?[0-9]{1,3}(?:[.,][0-9]+)?"
_SIDES = {"ls": -1, "s": -1, "lu": 1, "u": 1, "n": 1, "bt": 1, "t": 1, "e": 1, "bb": -1, "b": -1, "w": -1}
_LATITUDES = frozenset({"ls", "s", "lu", "u", "n"})
_PAIR = re.compile(
    rf"(?<![\w.,])(?P<a>{_DECIMAL})\s*°?\s*(?P<a_side>ls|lu|s|n|u)?\s*[,;/ ]\s*"
    rf"(?P<b>{_DECIMAL})\s*°?\s*(?P<b_side>bt|bb|e|w|t|b)?(?![\w°])"
)
_DEGREES = re.compile(
    r"(?P<degrees>[0-9]{1,3}(?:[.,][0-9]+)?)\s*°\s*"
    r"(?:(?P<minutes>[0-9]{1,2}(?:[.,][0-9]+)?)\s*['′’]\s*)?"
    r"(?:(?P<seconds>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:[\"″”]|''|’’)\s*)?"
    r"(?P<side>ls|lu|bt|bb|[snuewtb])\b"
)
_FLOAT = r"(-?[0-9]{1,3}\.[0-9]+)"
_MAPS = (
    re.compile(rf"!3d{_FLOAT}!4d{_FLOAT}"),
    re.compile(rf"[?&](?:q|query|ll|center|destination|daddr|sll|cp)=(?:loc:)?{_FLOAT},\+?\s*{_FLOAT}"),
    re.compile(rf"/(?:search|place|dir)/{_FLOAT},\+?\s*{_FLOAT}"),
    re.compile(rf"@{_FLOAT},{_FLOAT}"),
    re.compile(rf"^geo:{_FLOAT},{_FLOAT}"),
)
_ADDRESS_WORDS = 2
"""Words from which on a text without coordinates is taken as an address."""


def read_place(text: str) -> list[float] | Problem:
    """Return `[latitude, longitude]` of a text or a map link."""
    clean = unquote(tidy(text))
    for shape in _MAPS:
        if match := shape.search(clean):
            return place(float(match[1]), float(match[2]))
    if "goo.gl" in clean or "://" in clean:
        return Problem(text=word("place.link"))
    lowered = clean.lower()
    found = [(match["side"], _degrees(match)) for match in _DEGREES.finditer(lowered)]
    latitudes = [degrees for side, degrees in found if side in _LATITUDES]
    longitudes = [degrees for side, degrees in found if side not in _LATITUDES]
    if len(latitudes) == len(longitudes) == 1:
        return place(latitudes[0], longitudes[0])
    if match := _PAIR.search(lowered):
        return place(_signed(match["a"], match["a_side"]), _signed(match["b"], match["b_side"]))
    if _looks_like_address(lowered):
        return Problem(text=word("place.address"))
    return Problem(text=word("place.unread", how=word("place.how")))


def _looks_like_address(text: str) -> bool:
    return sum(any(letter.isalpha() for letter in word) for word in text.split()) >= _ADDRESS_WORDS


def place(latitude: float, longitude: float) -> list[float] | Problem:
    """Return a place if it lies in Indonesia; else ask to check it."""
    if _inside(latitude, longitude):
        return [round(latitude, 6), round(longitude, 6)]
    if _inside(longitude, latitude):
        swapped = write_place(longitude, latitude)
        return Problem(text=word("place.swapped", swapped=swapped))
    return Problem(text=word("place.outside", how=word("place.how")))


def write_place(latitude: float, longitude: float) -> str:
    """Write a place: "2,5931° LS, 121,0792° BT"."""
    north = "LU" if latitude > 0 else "LS"
    east = "BT" if longitude >= 0 else "BB"
    return f"{_written(latitude)}° {north}, {_written(longitude)}° {east}"


def _inside(latitude: float, longitude: float) -> bool:
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


def _degrees(match: re.Match[str]) -> float:
    degrees, minutes, seconds = (_float(match[part] or "0") for part in ("degrees", "minutes", "seconds"))
    return _SIDES[match["side"]] * (degrees + minutes / 60 + seconds / 3600)


def _signed(written: str, side: str | None) -> float:
    value = _float(written)
    return value if side is None or value < 0 else _SIDES[side] * value


def _float(written: str) -> float:
    return float(written.replace(",", ".").replace("\u2212", "-"))


def _written(degrees: float) -> str:
    whole, part = f"{abs(degrees):.6f}".split(".")
    return f"{whole},{part[:4]}{part[4:].rstrip('0')}"
