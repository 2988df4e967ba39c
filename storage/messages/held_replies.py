"""Replies held for a contact's next message, what was announced of them, and who is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, select, update

from storage.db.fast_statements import FastStatement
from storage.records import HeldReply
from storage.tables import QUEUED, Time, contacts, outbox

HELD = datetime(9999, 1, 1, tzinfo=UTC)
"""The `next_at` of a held reply: never by itself."""

_ROW = outbox.c.id == bindparam("row")
_WAITS = (QUEUED, outbox.c.next_at == HELD)
_HOLD = update(outbox).where(_ROW).values(state="queued", error=bindparam("why"), next_at=HELD)
_ANNOUNCED = _HOLD.values(announced=bindparam("its_message"))
_RELEASE = FastStatement(
    update(outbox)
    .where(
        outbox.c.channel == bindparam("on_channel"),
        outbox.c.address == bindparam("to_address"),
        QUEUED,
        outbox.c.next_at == bindparam("held", type_=Time),
    )
    .values(next_at=bindparam("now", type_=Time))
    .returning(outbox.c.id)
)
_OF = (
    select(outbox.c.id, outbox.c.origin, outbox.c.contact, contacts.c.name, outbox.c.created_at)
    .join(contacts, contacts.c.id == outbox.c.contact, isouter=True)
    .where(*_WAITS, outbox.c.origin == bindparam("person"), outbox.c.announced.is_(None))
    .order_by(outbox.c.id)
)
_TOLD = update(outbox).where(outbox.c.id.in_(bindparam("rows", expanding=True))).values(told_at=bindparam("now"))


def hold(connection: Connection, reply: int, why: str) -> None:
    """Hold a reply until the contact's next message; it counts as no attempt."""
    connection.execute(_HOLD, {"row": reply, "why": why})


def hold_announced(connection: Connection, reply: int, message: str, why: str) -> None:
    """Hold a reply until the contact's next message, and store the message that announced it."""
    connection.execute(_ANNOUNCED, {"row": reply, "its_message": message, "why": why})


def release(connection: Connection, channel: str, address: str, now: datetime) -> int:
    """Requeue the held replies of a contact; return how many."""
    return len(_RELEASE.all(connection, {"on_channel": channel, "to_address": address, "held": HELD, "now": now}))


def sent_by(connection: Connection, origin: int) -> list[HeldReply]:
    """Return the held replies that a contact had sent to others and was not told of."""
    return [HeldReply(*row) for row in connection.execute(_OF, {"person": origin})]


def untold(connection: Connection, origin: int) -> list[HeldReply]:
    """Return the held replies whose originator was not told yet."""
    rows = connection.execute(_OF.where(outbox.c.told_at.is_(None)), {"person": origin})
    return [HeldReply(*row) for row in rows]


def mark_told(connection: Connection, replies: Sequence[int], now: datetime) -> None:
    """Mark that a reply's originator was told that it is held."""
    connection.execute(_TOLD, {"rows": replies, "now": now})
