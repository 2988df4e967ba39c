"""The hour at which a person usually writes, and the next allowed day at that hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from statistics import median_low
from zoneinfo import ZoneInfo

from bot.scheduling.quiet_hours import EVENING, LATE, MORNING, is_free

USUAL = time(19, 30)
"""The hour without data: after work and the evening prayers, when most people here write."""
DAWN = timedelta(hours=4)
"""A day of writing ends here and not at midnight: who writes at 23.50 and at 0.10 writes at midnight, not at noon."""
DAYS = 7
"""How many of the latest writing days count: a long workshop is one day among the evenings."""
STEP = 15
"""Minutes to which the hour is rounded down, to read like an appointment."""
LEEWAY = timedelta(hours=2)
"""How late a reminder may still be sent on its day, if the program was not running."""


def usual_hour(answered: Iterable[datetime], zone: ZoneInfo) -> time:
    """Return the hour at which a person usually begins to write, moved into the allowed hours."""
    begun: dict[datetime, int] = {}
    for moment in sorted(answered):
        shifted = moment.astimezone(zone) - DAWN
        day = shifted.replace(hour=0, minute=0, second=0, microsecond=0)
        begun.setdefault(day, shifted.hour * 60 + shifted.minute)
    if not begun:
        return USUAL
    minute = median_low(list(begun.values())[-DAYS:])
    earliest, latest = (_since_dawn(limit) for limit in (MORNING, LATE))
    return _at(min(max(minute, earliest), latest))


def next_at(hour: time, earliest: datetime, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the next allowed moment at this hour, not before `earliest`, and its latest time of sending.

    A moment that has passed by less than LEEWAY still counts.
    """
    day = max(earliest, now - timedelta(days=1)).astimezone(zone).date()
    while True:
        moment = datetime.combine(day, hour, zone)
        until = min(moment + LEEWAY, datetime.combine(day, EVENING, zone))
        if not is_free(day) and moment >= earliest and until > now:
            return moment.astimezone(UTC), until.astimezone(UTC)
        day += timedelta(days=1)


def _since_dawn(moment: time) -> int:
    return moment.hour * 60 + moment.minute - int(DAWN.total_seconds()) // 60


def _at(minute: int) -> time:
    whole = minute - minute % STEP + int(DAWN.total_seconds()) // 60
    return time(whole // 60, whole % 60)
