"""Reminds a coach whose queue waits too long: by day, at most once a day, by a timer that outlives the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.chat.roles import Permission, Role, may
from bot.language.durations import waited
from bot.scheduling.quiet_hours import good, is_good
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Reply, TemplateNotice
from storage.messages import timers
from storage.people import contacts
from storage.records import QueuedSubmission
from storage.reviews import reviews

if TYPE_CHECKING:  # the clockwork needs the service, which needs the commands
    from bot.scheduling.scheduler import DueTimer

KIND = "queue"
"""The timer's kind; its subject is the coach."""
AGAIN = timedelta(days=1)


def watch(connection: Connection, app: AppContext, coach: int, now: datetime) -> None:
    """See to it that a coach is reminded if what came now is not dealt with in time."""
    if app.review_patience and timers.waiting(connection, KIND, str(coach)) is None:
        _set(connection, app, coach, now + app.review_patience)


def remind(due_timer: DueTimer) -> None:
    """Remind a coach of what waits too long; look again when the next draft will have waited too long."""
    coach = int(due_timer.timer.subject)
    found = contacts.get(due_timer.connection, coach)
    if found is None or not may([Role(role) for role in found.roles], Permission.REVIEW):
        return
    if not is_good(due_timer.now, due_timer.app.zone):
        _set(due_timer.connection, due_timer.app, coach, due_timer.now)
        return
    waiting = _to_do(reviews.queue(due_timer.connection, coach), coach)
    late = [
        queued_submission
        for queued_submission in waiting
        if due_timer.now - queued_submission.submission.submitted_at >= due_timer.app.review_patience
    ]
    if late:
        due_timer.notifier.to(coach, _reminder(due_timer, late))
    if waiting:
        due = waiting[0].submission.submitted_at + due_timer.app.review_patience
        _set(due_timer.connection, due_timer.app, coach, max(due, due_timer.now + AGAIN) if late else due)


def _to_do(waiting: Sequence[QueuedSubmission], coach: int) -> list[QueuedSubmission]:
    """Leave out what others have taken."""
    return [
        queued_submission
        for queued_submission in waiting
        if len(queued_submission.reviews) < queued_submission.submission.needs
        or any(review.coach == coach for review in queued_submission.reviews)
    ]


def _set(connection: Connection, app: AppContext, coach: int, due: datetime) -> None:
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
