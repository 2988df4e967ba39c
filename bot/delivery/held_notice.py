"""The notice to a reply's originator that it is held until the contact's next message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.scheduling.scheduler import DueTimer
from bot.texts import say, word
from flows.messages import Reply
from storage.messages import held_replies, timers
from storage.records import HeldReply

KIND = "held"
"""The timer's kind; its subject is the contact who is told."""
GATHER = timedelta(minutes=1)
"""The time over which held replies are gathered into one notice."""
NAMED = 3
"""People named before "and others"."""


def hold(connection: Connection, reply: int, why: str, origin: int | None, now: datetime) -> None:
    """Hold a reply until the contact's next message, and set the timer that tells its originator."""
    held_replies.hold(connection, reply, why)
    if origin is not None:
        tell_soon(connection, origin, now)


def tell_soon(connection: Connection, origin: int, now: datetime) -> None:
    """Set the timer that tells an originator of their held replies."""
    timers.put(connection, KIND, str(origin), now + GATHER, contact=origin)


def tell_origin(due_timer: DueTimer) -> None:
    """Send an originator the notice of their held replies, once for each."""
    origin = int(due_timer.timer.subject)
    waiting = held_replies.untold(due_timer.connection, origin)
    if not waiting:
        return
    if due_timer.notifier.to(origin, Reply(text=say("waits.told", count=len(waiting), whom=_named(waiting)))):
        held_replies.mark_told(due_timer.connection, [held_reply.id for held_reply in waiting], due_timer.now)


def _named(waiting: Sequence[HeldReply]) -> str:
    people = {held_reply.contact: held_reply.name or word("waits.nameless") for held_reply in waiting}
    names = list(people.values())
    shown, more = names[:NAMED], len(names) - NAMED
    return ", ".join([*shown, word("waits.others", count=more)] if more > 0 else shown)
