"""Tells whoever had something sent that it waits for the other person's next word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.scheduling.scheduler import Ring
from bot.texts import say, word
from flows.messages import Reply
from storage.messages import held_replies as held
from storage.messages import timers
from storage.records import Held

KIND = "held"
"""The timer's kind; its subject is the contact who is told."""
GATHER = timedelta(minutes=1)
"""How long to gather before telling: one word about all that waits."""
NAMED = 3
"""People named before "and others"."""


def hold(connection: Connection, reply: int, why: str, origin: int | None, now: datetime) -> None:
    """Keep a reply until the person's next word, and see to it that whoever had it sent hears so."""
    held.hold(connection, reply, why)
    if origin is not None:
        tell_soon(connection, origin, now)


def tell_soon(connection: Connection, origin: int, now: datetime) -> None:
    """See to it that a person hears what of theirs waits."""
    timers.put(connection, KIND, str(origin), now + GATHER, contact=origin)


def tell_origin(ring: Ring) -> None:
    """Tell a person what of theirs waits, once for each."""
    origin = int(ring.timer.subject)
    waiting = held.untold(ring.connection, origin)
    if not waiting:
        return
    if ring.post.to(origin, Reply(text=say("waits.told", count=len(waiting), whom=_named(waiting)))):
        held.told(ring.connection, [one.id for one in waiting], ring.now)


def _named(waiting: Sequence[Held]) -> str:
    people = {one.contact: one.name or word("waits.nameless") for one in waiting}
    names = list(people.values())
    shown, more = names[:NAMED], len(names) - NAMED
    return ", ".join([*shown, word("waits.others", count=more)] if more > 0 else shown)
