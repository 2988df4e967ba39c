"""The days to which a reminder can be postponed, and their buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot.chat.context import ChatContext
from bot.scheduling.quiet_hours import is_free
from bot.texts import word
from flows.language.dates import DAYS
from flows.messages import Button

TOMORROW, MONDAY, FORTNIGHT = "besok", "senin", "dua_minggu"
NEAR = 2
"""Days ahead from which a Monday is offered: a nearer one is today or tomorrow."""
A_WEEK = 7
"""Days ahead from which a weekday's name alone would mean an earlier date."""


def _open_day(day: date) -> date:
    """Return the day, or the next one that is no holiday."""
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
"""A button's argument -> the date it means, from today's."""


def read_day(_: ChatContext, argument: str) -> str:
    """Return the key of a day in LATER; MONDAY for an unknown one (a Reader)."""
    return argument if argument in LATER else MONDAY


def day_button(when: str, today: date) -> Button:
    """Return the button that postpones a reminder; it names the weekday only where that is unambiguous."""
    day = LATER[when](today)
    key = "next_week" if when == MONDAY and (day - today).days >= A_WEEK else when
    return Button(word(f"nudge_day.{key}", day=DAYS[day.weekday()]), "nudge_later", when)
