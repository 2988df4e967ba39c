"""Knows when people are reminded of a workshop, and keeps the timers for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import House
from bot.scheduling.quiet_hours import good, good_before
from storage.messages import timers
from storage.outreach.workshops import Workshop

REMIND = "workshop"
"""A timer's kind: its subject is the workshop and how many minutes before it."""
AFTER = "workshop_after"
"""A timer's kind: a workshop is over; its subject is the workshop."""
MINUTE = timedelta(minutes=1)
EXACT = timedelta(hours=12)
"""A reminder that comes so shortly before comes to the minute: the day itself is no surprise."""
REST = timedelta(hours=20)
"""How long after a workshop people hear of it again: the next morning."""


def is_exact(step: timedelta) -> bool:
    """Tell whether a reminder comes whatever the hour."""
    return step < EXACT


def moment(house: House, one: Workshop, step: timedelta) -> datetime:
    """Return when a reminder comes."""
    wished = one.starts_at - step
    return wished if is_exact(step) else good_before(wished, house.zone)


def overtaken(house: House, one: Workshop, step: timedelta, now: datetime) -> bool:
    """Tell whether a later reminder is due as well: of two at once, after a standstill, only that one goes."""
    return any(other < step and moment(house, one, other) <= now for other in one.plan)


def set_reminders(connection: Connection, house: House, one: Workshop, now: datetime) -> None:
    """Set the timers of a workshop to its time and plan; what would have been due before now does not come."""
    for step in one.plan:
        due = moment(house, one, step)
        if due > now:
            timers.put(connection, REMIND, _subject(one, step), due)
        else:
            timers.drop(connection, REMIND, _subject(one, step))
    timers.put(connection, AFTER, str(one.id), good(one.ends_at + REST, house.zone))


def drop_all(connection: Connection, one: Workshop) -> None:
    """Take the timers of a workshop away."""
    for step in one.plan:
        timers.drop(connection, REMIND, _subject(one, step))
    timers.drop(connection, AFTER, str(one.id))


def _subject(one: Workshop, step: timedelta) -> str:
    return f"{one.id} {step // MINUTE}"
