"""The updates that were given up; an operator may have each handled again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, select, update

from storage.tables import inbox

_DEAD: ColumnElement[bool] = inbox.c.state == "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedUpdate:
    """An update that was given up; its body is empty once it was kept long enough."""

    id: int
    channel: str
    received_at: datetime
    attempts: int
    error: str
    body: str


_ALL = select(inbox.c.id, inbox.c.channel, inbox.c.received_at, inbox.c.attempts, inbox.c.error, inbox.c.body).where(
    _DEAD
)


def listed(connection: Connection) -> list[FailedUpdate]:
    """Return all failed updates, newest first."""
    return _found(connection, _ALL.order_by(inbox.c.id.desc()))


def get(connection: Connection, number: int) -> FailedUpdate | None:
    """Return one of them; None where there is none of this number."""
    return next(iter(_found(connection, _ALL.where(inbox.c.id == number))), None)


def retry(connection: Connection, number: int, now: datetime) -> bool:
    """Requeue a failed update; False where nothing of it is left."""
    again = (
        update(inbox)
        .where(_DEAD, inbox.c.id == number, inbox.c.body != "")
        .values(state="waiting", attempts=0, next_at=now, error=None)
    )
    return connection.execute(again).rowcount == 1


def drop_bodies(connection: Connection, before: datetime) -> int:
    """Drop the bodies of failed updates that came before a time; return how many."""
    old = and_(_DEAD, inbox.c.received_at < before, inbox.c.body != "")
    return connection.execute(update(inbox).where(old).values(body="", error=None)).rowcount


def _found(connection: Connection, statement: Select[int, str, datetime, int, str | None, str]) -> list[FailedUpdate]:
    return [
        FailedUpdate(
            id=number, channel=channel, received_at=received_at, attempts=attempts, error=error or "", body=body
        )
        for number, channel, received_at, attempts, error, body in connection.execute(statement)
    ]
