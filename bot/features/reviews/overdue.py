"""Reminds a coach whose queue waits too long: by day, at most once a day, by a timer that outlives the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.chat.context import House
from bot.chat.roles import Permission, Role, may
from bot.language.durations import waited
from bot.scheduling.quiet_hours import good, is_good
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Notice, Reply, Wants
from storage.messages import timers
from storage.people import contacts
from storage.records import Waiting
from storage.reviews import reviews

if TYPE_CHECKING:  # the clockwork needs the service, which needs the commands
    from bot.scheduling.scheduler import Ring

KIND = "queue"
"""The timer's kind; its subject is the coach."""
AGAIN = timedelta(days=1)


def watch(connection: Connection, house: House, coach: int, now: datetime) -> None:
    """See to it that a coach is reminded if what came now is not dealt with in time."""
    if house.review_patience and timers.waiting(connection, KIND, str(coach)) is None:
        _set(connection, house, coach, now + house.review_patience)


def remind(ring: Ring) -> None:
    """Remind a coach of what waits too long; look again when the next draft will have waited too long."""
    coach = int(ring.timer.subject)
    found = contacts.get(ring.connection, coach)
    if found is None or not may([Role(role) for role in found.roles], Permission.REVIEW):
        return
    if not is_good(ring.now, ring.house.zone):
        _set(ring.connection, ring.house, coach, ring.now)
        return
    waiting = _to_do(reviews.queue(ring.connection, coach), coach)
    late = [one for one in waiting if ring.now - one.submission.submitted_at >= ring.house.review_patience]
    if late:
        ring.post.to(coach, _reminder(ring, late))
    if waiting:
        due = waiting[0].submission.submitted_at + ring.house.review_patience
        _set(ring.connection, ring.house, coach, max(due, ring.now + AGAIN) if late else due)


def _to_do(waiting: Sequence[Waiting], coach: int) -> list[Waiting]:
    """Leave out what others have taken."""
    return [
        one
        for one in waiting
        if len(one.reviews) < one.submission.needs or any(review.coach == coach for review in one.reviews)
    ]


def _set(connection: Connection, house: House, coach: int, due: datetime) -> None:
    timers.put(connection, KIND, str(coach), good(due, house.zone), contact=coach)


def _reminder(ring: Ring, late: Sequence[Waiting]) -> Reply:
    oldest = late[0]
    since = waited(ring.now - oldest.submission.submitted_at)
    day = long_date(oldest.submission.submitted_at.astimezone(ring.house.zone).date())
    unit = oldest.unit or word("called.no_unit")
    return Reply(
        text=say("overdue.remind", count=len(late), name=oldest.name, unit=unit, since=since),
        actions=(Button(word("queue.open"), "antrean"),),
        wants=Wants.CHOICE,
        notice=Notice(kind="review_waiting", parameters=(oldest.name, unit, day)),
    )
