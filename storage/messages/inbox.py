"""The inbox: every update from its arrival until it is handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, select, update

from storage.db.database import insert_new
from storage.db.errors import Conflict
from storage.db.fast_statements import FastStatement
from storage.records import NewUpdate, Update
from storage.tables import WAITING, inbox

_ADD = insert_new(inbox).on_conflict_do_nothing(index_elements=["channel", "key"])
_ADD_MANY = _ADD.returning(inbox.c.channel, inbox.c.address)
_ADD_ONE = FastStatement(_ADD_MANY)
_WAITING = FastStatement(
    select(
        inbox.c.id,
        inbox.c.key,
        inbox.c.body,
        inbox.c.received_at,
        inbox.c.attempts,
        inbox.c.next_at,
    )
    .where(WAITING, inbox.c.channel == bindparam("channel"), inbox.c.address == bindparam("address"))
    .order_by(inbox.c.id)
)
_ADDRESSES = select(inbox.c.channel, inbox.c.address).where(WAITING).distinct()
_ID: BindParameter[int] = bindparam("row")
_DONE = FastStatement(update(inbox).where(WAITING, inbox.c.id == _ID).values(state="done", body=""))
_ALL_DONE = (
    update(inbox).where(WAITING, inbox.c.id.in_(bindparam("rows", expanding=True))).values(state="done", body="")
)
_POSTPONE = (
    update(inbox)
    .where(inbox.c.id == _ID)
    .values(attempts=inbox.c.attempts + 1, error=bindparam("why"), next_at=bindparam("again"))
)
_BURY = (
    update(inbox).where(inbox.c.id == _ID).values(state="dead", attempts=inbox.c.attempts + 1, error=bindparam("why"))
)
_TIDY = delete(inbox).where(inbox.c.state == "done", inbox.c.received_at < bindparam("before"))


def add(connection: Connection, updates: Sequence[NewUpdate], now: datetime) -> list[tuple[str, str]]:
    """Store updates; return the (channel, address) of each new one."""
    if not updates:
        return []
    rows = [
        {
            "channel": new_update.channel,
            "key": new_update.key,
            "address": new_update.address,
            "body": new_update.body,
            "received_at": now,
            "state": "waiting",
            "attempts": 0,
            "next_at": now,
        }
        for new_update in updates
    ]
    added = _ADD_ONE.all(connection, rows[0]) if len(rows) == 1 else connection.execute(_ADD_MANY, rows)
    return list(dict.fromkeys((channel, address) for channel, address in added))


def waiting(connection: Connection, channel: str, address: str, now: datetime) -> list[Update]:
    """Return the updates of one address, oldest first, up to one that was postponed: order is kept."""
    found: list[Update] = []
    for row, key, body, received_at, attempts, next_at in _WAITING.all(
        connection, {"channel": channel, "address": address}
    ):
        if next_at > now:
            break
        found.append(
            Update(
                id=row,
                channel=channel,
                key=key,
                address=address,
                body=body,
                received_at=received_at,
                attempts=attempts,
            )
        )
    return found


def addresses(connection: Connection, now: datetime) -> list[tuple[str, str]]:
    """Return each (channel, address) that has an update to handle now."""
    return [
        (channel, address)
        for channel, address in connection.execute(_ADDRESSES).all()
        if waiting(connection, channel, address, now)
    ]


def done(connection: Connection, ids: Sequence[int]) -> None:
    """Mark updates as handled; raise Conflict when another process already did.

    Their keys stay for a while, so that a repeated one is recognised.
    """
    if not ids:
        return
    if len(ids) == 1:
        marked = _DONE.run(connection, {"row": ids[0]})
    else:
        marked = connection.execute(_ALL_DONE, {"rows": ids}).rowcount
    if marked != len(ids):
        raise Conflict("another process has dealt with an update that waited here")


def postpone(connection: Connection, update_id: int, error: str, next_at: datetime) -> None:
    """Retry an update later; those behind it wait."""
    connection.execute(_POSTPONE, {"row": update_id, "why": error, "again": next_at})


def bury(connection: Connection, update_id: int, error: str) -> None:
    """Give an update up; it stays stored, and those behind it go on."""
    connection.execute(_BURY, {"row": update_id, "why": error})


def tidy(connection: Connection, before: datetime) -> int:
    """Remove updates handled before a time; return how many."""
    return connection.execute(_TIDY, {"before": before}).rowcount
