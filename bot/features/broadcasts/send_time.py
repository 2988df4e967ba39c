"""The time of a broadcast: read from "besok 9", "Senin 1/12 pukul 09.00" or "2 jam lagi", and good times to offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.language.moments import TimeProblem, TimeRange, names_hour, read_span
from bot.scheduling.quiet_hours import good

NINE = time(9)
"""The hour of an offered morning: people have read by then what came in the night."""


def read_due(text: str, now: datetime, zone: ZoneInfo) -> datetime | TimeProblem:
    """Return the moment that a text names, or the problem in it; an hour without a day is the next such hour."""
    read = read_span(text, now, zone)
    if isinstance(read, TimeProblem) and read.key == "no_day" and names_hour(text):  # "pukul 15.00"
        read = _soonest(text, now, zone)
    return read if isinstance(read, TimeProblem) else read.starts_at


def better(moment: datetime, now: datetime, zone: ZoneInfo) -> Sequence[datetime]:
    """Return two moments at which people may be written to: the next one, and a morning after it."""
    first = good(max(moment, now), zone)
    if first <= now:
        first = good(now + timedelta(hours=1), zone)
    local = first.astimezone(zone)
    morning = datetime.combine(local.date() + timedelta(days=1), NINE, zone)
    return first, good(morning.astimezone(first.tzinfo), zone)


def _soonest(text: str, now: datetime, zone: ZoneInfo) -> TimeProblem | TimeRange:
    today = read_span(f"hari ini {text}", now, zone)
    if not isinstance(today, TimeProblem):
        return today
    return read_span(f"besok {text}", now, zone) if today.key == "past" else TimeProblem("no_day")
