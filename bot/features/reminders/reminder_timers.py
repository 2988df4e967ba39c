"""The timers that remind people of unfinished drafts.

Once an hour by day a sweep finds the people who have fallen silent. Each is planned in a transaction of their own;
the next reminder is one timer per person, which plans again when due, so that nobody who wrote since is reminded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.chat.forms import OPENING
from bot.features.reminders.message import reminder
from bot.features.reminders.schedule import OVERDUE, NextReminder, plan
from bot.scheduling.quiet_hours import good
from bot.scheduling.scheduler import DueTimer
from storage.messages import timers
from storage.outreach import reminders
from storage.people import contacts
from storage.records import Priority

SWEEP = "nudge_sweep"
"""The kind of the one timer that finds silent people; its subject is empty."""
LOOK = "nudge_look"
"""The kind of the timer that plans for one person; its subject is the contact, its end marks them as planned."""
KIND = "nudge"
"""The kind of a reminder that is to come; its subject is the contact."""
EVERY = timedelta(hours=1)
QUIET = timedelta(hours=6)
"""Silence before a person is planned for, so that active writers are not planned for every hour."""
MOST = 200
"""People of one sweep, to keep its transaction short."""
SOON = timedelta(minutes=1)
"""When a sweep that found MOST people continues."""


def begin(connection: Connection, now: datetime) -> None:
    """Set the sweep timer, if it is not set yet."""
    if timers.waiting(connection, SWEEP, "") is None:
        timers.put(connection, SWEEP, "", now)


def sweep(due_timer: DueTimer) -> None:
    """Set a LOOK timer for each person who fell silent since they were last planned for; set the next sweep."""
    if not due_timer.app.reminder_days:
        return
    found = reminders.unplanned(
        due_timer.connection,
        LOOK,
        OPENING,
        reminders.Silence(
            quiet=due_timer.now - QUIET,
            since=due_timer.now - timedelta(days=due_timer.app.reminder_days[-1] + 2 * OVERDUE),
        ),
        now=due_timer.now,
        most=MOST,
    )
    for contact in found:
        timers.put(due_timer.connection, LOOK, str(contact), due_timer.now, contact=contact)
    again = due_timer.now + (SOON if len(found) == MOST else EVERY)
    timers.put(due_timer.connection, SWEEP, "", good(again, due_timer.app.zone))


def look(due_timer: DueTimer) -> None:
    """Plan the next reminder of one person."""
    arrange(due_timer.connection, due_timer.app, int(due_timer.timer.subject), due_timer.now)


def remind(due_timer: DueTimer) -> None:
    """Send a person's reminder if it is still due, and plan the next one."""
    number = int(due_timer.timer.subject)
    contact = contacts.get(due_timer.connection, number)
    planned = None if contact is None else plan(due_timer.connection, due_timer.app, contact, due_timer.now)
    if planned is not None and planned.due <= due_timer.now:
        due_timer.notifier.to(number, reminder(due_timer.app, planned, due_timer.now), priority=Priority.BROADCAST)
        reminders.note(due_timer.connection, number, planned.draft.conversation.id, planned.step, due_timer.now)
    arrange(due_timer.connection, due_timer.app, number, due_timer.now)


def arrange(connection: Connection, app: AppContext, number: int, now: datetime) -> NextReminder | None:
    """Set the timer of a person's next reminder and return it; drop the timer and return None if there is none."""
    contact = contacts.get(connection, number)
    planned = None if contact is None else plan(connection, app, contact, now)
    if planned is None:
        timers.drop(connection, KIND, str(number))
    else:
        timers.put(connection, KIND, str(number), planned.due, contact=number)
    return planned


REMINDER_TIMERS: Mapping[str, Callable[[DueTimer], None]] = {SWEEP: sweep, LOOK: look, KIND: remind}
"""Kind of timer -> handler."""
