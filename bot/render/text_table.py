"""A plain-text table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GAP = "  "


def tabled(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Return lines with aligned columns; those in `right` are right-aligned, as numbers are."""
    every = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    ends = frozenset(right)
    return [
        GAP.join(
            cell.rjust(width) if column in ends else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in every
    ]
