"""Row ids in the arguments of buttons."""

from __future__ import annotations

DIGITS = 17
"""The most digits of an id that is read: no table has more rows, and a 64-bit column refuses 20 digits."""


def row_number(text: str) -> int:
    """Return the id; 0, which no row has, for anything else: buttons can be forged."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0
