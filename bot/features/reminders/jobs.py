"""Reminds people of unfinished drafts, by timers that outlive the program; a turn knows nothing of it.

Once an hour by day a sweep finds who has fallen silent. Each is looked at in a transaction of its own, and what is
planned for them waits in one timer a person, which asks anew when it rings: whoever has written since is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.chat.forms import OPENING
from bot.features.reminders.message import reminder
from bot.features.reminders.schedule import OVERDUE, NextReminder, plan
from bot.scheduling.quiet_hours import good
from storage.messages import timers
from storage.outreach import reminders
from storage.people import contacts
from storage.records import Priority

if TYPE_CHECKING:  # the clockwork needs the service, which needs the commands
    from bot.scheduling.scheduler import DueTimer

SWEEP = "nudge_sweep"
"""The kind of the one timer that looks for people; its subject is empty."""
LOOK = "nudge_look"
"""The kind of a look at one person; its subject is the contact, and when it was done tells that it was done."""
KIND = "nudge"
"""The kind of a reminder that is to come; its subject is the contact."""
EVERY = timedelta(hours=1)
QUIET = timedelta(hours=6)
"""How long a person is silent before they are looked at: whoever writes all day is not looked at every hour."""
MOST = 200
"""People of one sweep: a transaction of the whole house is short."""
SOON = timedelta(minutes=1)
"""When the sweep goes on that found more."""


def begin(connection: Connection, now: datetime) -> None:
    """See to it that somebody looks for people, from the program's first start on."""
    if timers.waiting(connection, SWEEP, "") is None:
        timers.put(connection, SWEEP, "", now)


def sweep(due_timer: DueTimer) -> None:
    """Find those who have fallen silent in a draft since they were last looked at, and have each looked at."""
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
    """Remind a person, if it is still the moment for it; plan what comes next."""
    number = int(due_timer.timer.subject)
    contact = contacts.get(due_timer.connection, number)
    planned = None if contact is None else plan(due_timer.connection, due_timer.app, contact, due_timer.now)
    if planned is not None and planned.due <= due_timer.now:
        due_timer.notifier.to(number, reminder(due_timer.app, planned, due_timer.now), priority=Priority.BROADCAST)
        reminders.note(due_timer.connection, number, planned.draft.conversation.id, planned.step, due_timer.now)
    arrange(due_timer.connection, due_timer.app, number, due_timer.now)


def arrange(connection: Connection, app: AppContext, number: int, now: datetime) -> NextReminder | None:
    """Set the timer of a person's next reminder, or none; return what is planned."""
    contact = contacts.get(connection, number)
    planned = None if contact is None else plan(connection, app, contact, now)
    if planned is None:
        timers.drop(connection, KIND, str(number))
    else:
        timers.put(connection, KIND, str(number), planned.due, contact=number)
    return planned


NUDGE_TIMERS: Mapping[str, Callable[[DueTimer], None]] = {SWEEP: sweep, LOOK: look, KIND: remind}
"""Kind of timer -> what it does."""
