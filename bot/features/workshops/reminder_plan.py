"""Knows when people are reminded of a workshop, and keeps the timers for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import AppContext
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


def moment(app: AppContext, workshop: Workshop, step: timedelta) -> datetime:
    """Return when a reminder comes."""
    wished = workshop.starts_at - step
    return wished if is_exact(step) else good_before(wished, app.zone)


def overtaken(app: AppContext, workshop: Workshop, step: timedelta, now: datetime) -> bool:
    """Tell whether a later reminder is due as well: of two at once, after a standstill, only that one goes."""
    return any(other < step and moment(app, workshop, other) <= now for other in workshop.plan)


def set_reminders(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> None:
    """Set the timers of a workshop to its time and plan; what would have been due before now does not come."""
    for step in workshop.plan:
        due = moment(app, workshop, step)
        if due > now:
            timers.put(connection, REMIND, _subject(workshop, step), due)
        else:
            timers.drop(connection, REMIND, _subject(workshop, step))
    timers.put(connection, AFTER, str(workshop.id), good(workshop.ends_at + REST, app.zone))


def drop_all(connection: Connection, workshop: Workshop) -> None:
    """Take the timers of a workshop away."""
    for step in workshop.plan:
        timers.drop(connection, REMIND, _subject(workshop, step))
    timers.drop(connection, AFTER, str(workshop.id))


def _subject(workshop: Workshop, step: timedelta) -> str:
    return f"{workshop.id} {step // MINUTE}"
