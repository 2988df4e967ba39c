"""Reads when an announcement is to go: "besok 9", "Senin 1/12 pukul 09.00", "2 jam lagi"; and offers better times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.language.moments import Span, Unread, read_span
from bot.scheduling.quiet_hours import good
from flows.text_format import tidy

NINE = time(9)
"""When people have read what came in the night."""
_LATER = re.compile(r"\b([0-9]{1,3})\s*(menit|jam) lagi\b")
_SPANS = {"menit": timedelta(minutes=1), "jam": timedelta(hours=1)}
_HALF = re.compile(r"\bsetengah ([0-9]{1,2})\b")
_PART_FIRST = re.compile(
    r"\b(pagi|siang|sore|malam)(?P<today> ini)?\s+(?:(?:jam|pukul|pkl)\.?\s*)?([0-9]{1,2}(?:[.:][0-9]{2})?)(?![0-9/])"
)
_LAST_NUMBER = re.compile(r"(?<![0-9/.:-])(?<!pukul )(?<!jam )([0-9]{1,2})(?=(?:\s*(?:wib|wita|wit))?\s*$)")


def read_due(text: str, now: datetime, zone: ZoneInfo) -> datetime | Unread:
    """Return the moment a text tells, or what is missing in it; one that is over is told as such."""
    clean = tidy(text).lower()
    if later := _LATER.search(clean):
        return now + int(later[1]) * _SPANS[later[2]]
    clean = _HALF.sub(lambda half: f"pukul {int(half[1]) - 1}.30", clean)
    clean = _PART_FIRST.sub(lambda part: f"{'hari ini ' if part['today'] else ''}pukul {part[3]} {part[1]}", clean)
    read = read_span(clean, now, zone)
    if isinstance(read, Unread) and read.key == "no_hour":  # "besok 9"
        read = read_span(_LAST_NUMBER.sub(r"pukul \1", clean, count=1), now, zone)
    elif isinstance(read, Unread) and read.key == "no_day":  # "pukul 15.00"
        read = _soonest(clean, now, zone)
    return read if isinstance(read, Unread) else read.starts_at


def better(moment: datetime, now: datetime, zone: ZoneInfo) -> Sequence[datetime]:
    """Return two moments at which people may be written to: the next one, and a morning after it."""
    first = good(max(moment, now), zone)
    if first <= now:
        first = good(now + timedelta(hours=1), zone)
    local = first.astimezone(zone)
    morning = datetime.combine(local.date() + timedelta(days=1), NINE, zone)
    return first, good(morning.astimezone(first.tzinfo), zone)


def _soonest(clean: str, now: datetime, zone: ZoneInfo) -> Unread | Span:
    today = read_span(f"hari ini {clean}", now, zone)
    if not isinstance(today, Unread):
        return today
    return read_span(f"besok {clean}", now, zone) if today.key == "past" else Unread("no_day")
