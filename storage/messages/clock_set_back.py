"""The correction of due moments after the clock was set back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column, ColumnElement, Connection, TextClause, func, select, type_coerce, update

from storage.messages.held_replies import HELD
from storage.messages.outbox import LEASE
from storage.tables import QUEUED, SENDING, WAITING, Time, alarms, guesses, inbox, outbox, timers

_MICROSECOND = timedelta(microseconds=1)


def newest(connection: Connection) -> datetime | None:
    """Return the latest stored moment of a message in or out; None if there is none."""
    found = [
        connection.execute(select(func.max(column))).scalar() for column in (inbox.c.received_at, outbox.c.created_at)
    ]
    return max((moment for moment in found if moment is not None), default=None)


def move(connection: Connection, now: datetime, by: timedelta, claimed: Collection[str]) -> None:
    """Move retries, leases and counters back by as much as the clock was set back.

    What people set for a moment (a workshop, a broadcast, the end of a code) stays at that moment. No claim
    reaches further than a lease from now unless it was taken before; timers of the kinds `claimed` are leases too.
    """
    _nearer(connection, inbox.c.next_at, now, by, WAITING)
    _nearer(connection, outbox.c.next_at, now, by, QUEUED, outbox.c.next_at < HELD)
    _nearer(connection, outbox.c.lease_until, now + LEASE, by, SENDING)
    _nearer(connection, timers.c.due_at, now + LEASE, by, WAITING, timers.c.kind.in_(claimed))
    _nearer(connection, alarms.c.at, now, by)
    _nearer(connection, guesses.c.at, now, by)


def _nearer(
    connection: Connection,
    column: Column[datetime],
    after: datetime,
    by: timedelta,
    *where: ColumnElement[bool] | TextClause,
) -> None:
    earlier = type_coerce(type_coerce(column, BigInteger) - by // _MICROSECOND, Time)
    connection.execute(update(column.table).where(column > after, *where).values({column: earlier}))
