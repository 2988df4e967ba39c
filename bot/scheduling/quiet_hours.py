"""The hours when people may be disturbed: by day, not on Sundays, not on Indonesia's holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

MORNING = time(7, 30)
EVENING = time(20, 30)
LATE = time(20)
"""The hour of the evening before to which messages for the night are moved."""
SUNDAY = 6
CATEGORIES = ("public", "government")
"""Offices are closed on joint leave (cuti bersama) as on holidays."""


@lru_cache(maxsize=32)
def _free_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("ID", years=year, categories=CATEGORIES))


def is_free(day: date) -> bool:
    """Tell whether a day is a Sunday, a public holiday or joint leave."""
    return day.weekday() == SUNDAY or day in _free_days(day.year)


def is_good(moment: datetime, zone: ZoneInfo) -> bool:
    """Tell whether an unasked message may come at this moment."""
    local = moment.astimezone(zone)
    return MORNING <= local.time() < EVENING and not is_free(local.date())


def good(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment, or the next one outside quiet hours."""
    local = moment.astimezone(zone)
    if local.time() >= EVENING:
        local = datetime.combine(local.date() + timedelta(days=1), MORNING, zone)
    elif local.time() < MORNING:
        local = datetime.combine(local.date(), MORNING, zone)
    while is_free(local.date()):
        local = datetime.combine(local.date() + timedelta(days=1), MORNING, zone)
    return local.astimezone(moment.tzinfo)


def good_before(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment, or one near it outside quiet hours: on the same day, else on a day before."""
    local = moment.astimezone(zone)
    if not MORNING <= local.time() <= LATE:
        local = datetime.combine(local.date(), MORNING if local.time() < MORNING else LATE, zone)
    while is_free(local.date()):
        local -= timedelta(days=1)
    return local.astimezone(moment.tzinfo)
