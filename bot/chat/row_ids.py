"""Reads the number of a row out of what a button carries."""

from __future__ import annotations

DIGITS = 17
"""No row has more, and a database refuses numbers of twenty."""


def row_number(text: str) -> int:
    """Return the number; 0, which no row has, where there is none: buttons can be forged."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0
