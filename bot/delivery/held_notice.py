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
"""How long to gather before telling: one word about all that waits."""
NAMED = 3
"""People named before "and others"."""


def hold(connection: Connection, reply: int, why: str, origin: int | None, now: datetime) -> None:
    """Keep a reply until the person's next word, and see to it that whoever had it sent hears so."""
    held_replies.hold(connection, reply, why)
    if origin is not None:
        tell_soon(connection, origin, now)


def tell_soon(connection: Connection, origin: int, now: datetime) -> None:
    """See to it that a person hears what of theirs waits."""
    timers.put(connection, KIND, str(origin), now + GATHER, contact=origin)


def tell_origin(due_timer: DueTimer) -> None:
    """Tell a person what of theirs waits, once for each."""
    origin = int(due_timer.timer.subject)
    waiting = held_replies.untold(due_timer.connection, origin)
    if not waiting:
        return
    if due_timer.post.to(origin, Reply(text=say("waits.told", count=len(waiting), whom=_named(waiting)))):
        held_replies.told(due_timer.connection, [held_reply.id for held_reply in waiting], due_timer.now)


def _named(waiting: Sequence[HeldReply]) -> str:
    people = {held_reply.contact: held_reply.name or word("waits.nameless") for held_reply in waiting}
    names = list(people.values())
    shown, more = names[:NAMED], len(names) - NAMED
    return ", ".join([*shown, word("waits.others", count=more)] if more > 0 else shown)
