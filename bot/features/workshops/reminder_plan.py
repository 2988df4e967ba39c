"""The times at which people are reminded of a workshop, and their timers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.scheduling.quiet_hours import good, good_before
from storage.messages import timers
from storage.outreach.workshops import Workshop

REMIND = "workshop"
"""The kind of timer of a reminder; its subject is the workshop and the minutes before it: "7 120"."""
AFTER = "workshop_after"
"""The kind of timer of the follow-up; its subject is the workshop."""
MINUTE = timedelta(minutes=1)
EXACT = timedelta(hours=12)
"""A reminder less than this before a workshop is sent to the minute, even at a bad hour."""
REST = timedelta(hours=20)
"""Time from the end of a workshop to its follow-up: the next morning."""


def is_exact(step: timedelta) -> bool:
    """Tell whether a reminder is sent at any hour."""
    return step < EXACT


def moment(app: AppContext, workshop: Workshop, step: timedelta) -> datetime:
    """Return when a reminder is due."""
    wished = workshop.starts_at - step
    return wished if is_exact(step) else good_before(wished, app.zone)


def overtaken(app: AppContext, workshop: Workshop, step: timedelta, now: datetime) -> bool:
    """Tell whether a later reminder is due too: of several after a standstill only the last is sent."""
    return any(other < step and moment(app, workshop, other) <= now for other in workshop.plan)


def set_reminders(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> None:
    """Set the timers of a workshop by its time and plan; reminders that would be past are dropped."""
    for step in workshop.plan:
        due = moment(app, workshop, step)
        if due > now:
            timers.put(connection, REMIND, _subject(workshop, step), due)
        else:
            timers.drop(connection, REMIND, _subject(workshop, step))
    timers.put(connection, AFTER, str(workshop.id), good(workshop.ends_at + REST, app.zone))


def drop_all(connection: Connection, workshop: Workshop) -> None:
    """Drop the timers of a workshop."""
    for step in workshop.plan:
        timers.drop(connection, REMIND, _subject(workshop, step))
    timers.drop(connection, AFTER, str(workshop.id))


def _subject(workshop: Workshop, step: timedelta) -> str:
    return f"{workshop.id} {step // MINUTE}"
