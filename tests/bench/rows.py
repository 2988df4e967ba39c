"""The table of goals and figures."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

WIDTHS = (4, 66, 7, 24, 6)
HEAD = ("goal", "what", "wanted", "measured", "")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table."""

    number: str
    what: str
    wanted: str
    measured: str
    met: bool | None = None
    """None: not measured here."""
    bound: str = ""
    """What keeps it from being better, in a clause."""


def at_most(ratio: float, goal: float) -> tuple[str, bool]:
    """Return a goal that is not to be exceeded, as it is printed, and whether it is met."""
    return f"<= {goal:g}", ratio <= goal


def skipped(number: str, what: str, wanted: str, why: str) -> Row:
    """Return the row of something that can not be measured here."""
    return Row(number=number, what=what, wanted=wanted, measured=f"skipped: {why}")


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a plain table; under each, what bounds it."""
    lines = [_line(HEAD), _line(tuple("-" * width for width in WIDTHS))]
    for row in rows:
        verdict = {True: "met", False: "MISSED", None: ""}[row.met]
        lines.append(_line((row.number, row.what, row.wanted, row.measured, verdict)))
        lines += textwrap.wrap(
            row.bound and f"bound by {row.bound}", 112, initial_indent=" " * 8, subsequent_indent=" " * 8
        )
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
