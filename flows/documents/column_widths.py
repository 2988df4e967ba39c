"""The widths of a table's columns."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

NARROWEST, WIDEST = 5, 18
"""Letters of a column's longest word that count: shorter ones need air, longer ones are broken."""


def widths(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return each column's share of 1,000: long texts get more, yet every usual word fits on a line."""
    weights = [_weight([row[number] for row in rows]) for number in range(len(rows[0]))]
    total = sum(weights)
    shares = [round(1000 * weight / total) for weight in weights]
    shares[-1] += 1000 - sum(shares)
    return tuple(shares)


def _weight(cells: Sequence[str]) -> float:
    longest = max((len(word) for cell in cells for word in cell.split()), default=0)
    text = max((len(cell) for cell in cells), default=0)
    return max(min(max(longest, NARROWEST), WIDEST), min(3 * sqrt(text), 40))
