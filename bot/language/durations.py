"""Durations as people write them: "7 hari", "H-1", "baru saja"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)

_UNITS = {"menit": MINUTE, "jam": HOUR, "hari": DAY, "pekan": WEEK, "minggu": WEEK}
_DURATION = re.compile(rf"([0-9]{{1,4}})\s*({'|'.join(_UNITS)})|\bh\s*-\s*([0-9]{{1,2}})")
_AHEAD = re.compile(rf"\b([0-9]{{1,3}})\s*({'|'.join(_UNITS)}) lagi\b")


def read_durations(text: str) -> Sequence[timedelta]:
    """Return the durations in a text: "7 hari, 2 jam", or "H-7"."""
    matches = _DURATION.findall(text.lower())
    return [int(days) * DAY if days else int(count) * _UNITS[unit] for count, unit, days in matches]


def read_ahead(text: str, below: timedelta | None = None) -> timedelta | None:
    """Return how far ahead "2 jam lagi" is; None without such words, or if their unit is not shorter than `below`."""
    match = _AHEAD.search(text)
    if match is None or (below is not None and _UNITS[match[2]] >= below):
        return None
    return int(match[1]) * _UNITS[match[2]]


def waited(span: timedelta) -> str:
    """Write a duration, rounded down: "baru saja", "3 jam", "2 hari"."""
    if span < HOUR:
        minutes = span // MINUTE
        return f"{minutes} menit" if minutes >= 2 else "baru saja"
    return f"{span // HOUR} jam" if span < 2 * DAY else f"{span // DAY} hari"
