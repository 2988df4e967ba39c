"""The timer that reminds a coach of overdue submissions: by day, at most once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.chat.roles import Permission, Role, may
from bot.language.durations import waited
from bot.scheduling.quiet_hours import good, is_good
from bot.scheduling.scheduler import DueTimer
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Reply, TemplateNotice
from storage.messages import timers
from storage.people import contacts
from storage.records import QueuedSubmission
from storage.reviews import reviews

KIND = "queue"
"""The timer's kind; its subject is the coach."""
AGAIN = timedelta(days=1)
"""The least time between two reminders."""


def watch(connection: Connection, app: AppContext, coach: int, now: datetime) -> None:
    """Set the coach's timer for a new submission, unless one is set; nothing when reminders are off."""
    if app.review_patience and timers.waiting(connection, KIND, str(coach)) is None:
        _set(connection, app, coach, now + app.review_patience)


def remind(due_timer: DueTimer) -> None:
    """Remind a coach of overdue submissions; set the timer anew for when the next one is overdue."""
    coach = int(due_timer.timer.subject)
    contact = contacts.get(due_timer.connection, coach)
    if contact is None or not may([Role(role) for role in contact.roles], Permission.REVIEW):
        return
    if not is_good(due_timer.now, due_timer.app.zone):
        _set(due_timer.connection, due_timer.app, coach, due_timer.now)
        return
    waiting = _needing(reviews.queue(due_timer.connection, coach), coach)
    late = [
        queued for queued in waiting if due_timer.now - queued.submission.submitted_at >= due_timer.app.review_patience
    ]
    if late:
        due_timer.notifier.to(coach, _reminder(due_timer, late))
    if waiting:
        due = waiting[0].submission.submitted_at + due_timer.app.review_patience
        _set(due_timer.connection, due_timer.app, coach, max(due, due_timer.now + AGAIN) if late else due)


def _needing(waiting: Sequence[QueuedSubmission], coach: int) -> list[QueuedSubmission]:
    """Return the submissions that are the coach's own or still need a coach."""
    return [
        queued
        for queued in waiting
        if len(queued.reviews) < queued.submission.needs or any(review.coach == coach for review in queued.reviews)
    ]


def _set(connection: Connection, app: AppContext, coach: int, due: datetime) -> None:
    """Set the coach's timer for the next good hour after `due`."""
    timers.put(connection, KIND, str(coach), good(due, app.zone), contact=coach)


def _reminder(due_timer: DueTimer, late: Sequence[QueuedSubmission]) -> Reply:
    oldest = late[0]
    since = waited(due_timer.now - oldest.submission.submitted_at)
    day = long_date(oldest.submission.submitted_at.astimezone(due_timer.app.zone).date())
    unit = oldest.unit or word("called.no_unit")
    return Reply(
        text=say("overdue.remind", count=len(late), name=oldest.name, unit=unit, since=since),
        actions=(Button(word("queue.open"), "antrean"),),
        notice=TemplateNotice(kind="review_waiting", parameters=(oldest.name, unit, day)),
    )
