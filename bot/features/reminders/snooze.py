"""The days to which a reminder can be snoozed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot.scheduling.quiet_hours import is_free
from bot.texts import word
from flows.language.dates import DAYS
from flows.messages import Button

TOMORROW, MONDAY, FORTNIGHT = "besok", "senin", "dua_minggu"
NEAR = 2
"""Days that a Monday must be away to be another day than tomorrow."""
A_WEEK = 7
"""From so many days on a day's name means an earlier one."""


def _open_day(day: date) -> date:
    """Return the day, or the next on which people may be disturbed."""
    while is_free(day):
        day += timedelta(days=1)
    return day


def _monday(today: date) -> date:
    ahead = -today.weekday() % 7
    return today + timedelta(days=ahead if ahead >= NEAR else ahead + 7)


LATER: Mapping[str, Callable[[date], date]] = {
    TOMORROW: lambda today: _open_day(today + timedelta(days=1)),
    MONDAY: lambda today: _open_day(_monday(today)),
    FORTNIGHT: lambda today: _open_day(today + timedelta(days=14)),
}
"""What a button says -> the day it means, seen from today."""


def day_button(when: str, today: date) -> Button:
    """Return the button that puts a reminder off; it names a day only where that can mean no other."""
    day = LATER[when](today)
    key = "next_week" if when == MONDAY and (day - today).days >= A_WEEK else when
    return Button(word(f"nudge_day.{key}", day=DAYS[day.weekday()]), "nudge_later", when)
