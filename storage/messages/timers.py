"""Timers: set, moved, taken once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.db.database import insert_new
from storage.records import Timer
from storage.tables import WAITING, timers

_COLUMNS = (timers.c.id, timers.c.kind, timers.c.subject, timers.c.contact, timers.c.due_at)
_DUE = (
    select(timers.c.id)
    .where(WAITING, timers.c.due_at <= bindparam("now"), timers.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(timers.c.due_at, timers.c.id)
    .limit(bindparam("most"))
)
_TAKE = (
    update(timers)
    .where(timers.c.id == bindparam("timer"), WAITING, timers.c.due_at <= bindparam("now"))
    .values(state="done", done_at=bindparam("now"))
    .returning(*_COLUMNS)
)
_CLAIM = (
    update(timers)
    .where(timers.c.id == bindparam("timer"), WAITING, timers.c.due_at <= bindparam("now"))
    .values(due_at=bindparam("until"))
    .returning(*_COLUMNS)
)
_OF = (
    select(*_COLUMNS)
    .where(WAITING, timers.c.kind == bindparam("its_kind"), timers.c.subject == bindparam("its_subject"))
    .limit(1)
)


def put(connection: Connection, kind: str, subject: str, due_at: datetime, *, contact: int | None = None) -> None:
    """Set a timer; one under the same subject is moved, or set again if it is done."""
    row = {"kind": kind, "subject": subject, "contact": contact, "due_at": due_at, "state": "waiting", "done_at": None}
    new = insert_new(timers).values(row)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[timers.c.kind, timers.c.subject],
            set_={"due_at": new.excluded.due_at, "state": "waiting", "done_at": None},
        )
    )


def drop(connection: Connection, kind: str, subject: str) -> bool:
    """Remove a timer; tell whether there was one."""
    gone = connection.execute(delete(timers).where(WAITING, timers.c.kind == kind, timers.c.subject == subject))
    return gone.rowcount > 0


def waiting(connection: Connection, kind: str, subject: str) -> Timer | None:
    """Return the timer under a subject, or None."""
    row = connection.execute(_OF, {"its_kind": kind, "its_subject": subject}).first()
    return None if row is None else Timer(*row)


def due(connection: Connection, now: datetime, most: int, kinds: Collection[str]) -> list[int]:
    """Return the ids of due timers of these kinds, oldest first."""
    return list(connection.execute(_DUE, {"now": now, "most": most, "kinds": list(kinds)}).scalars())


def claim(connection: Connection, kind: str, now: datetime, until: datetime) -> Timer | None:
    """Return a due timer of a kind, leased until `until`; unless it is dropped, it is due again then."""
    for timer in due(connection, now, 1, [kind]):
        row = connection.execute(_CLAIM, {"timer": timer, "now": now, "until": until}).first()
        return None if row is None else Timer(*row)
    return None


def put_off(connection: Connection, timer: int, due_at: datetime) -> None:
    """Move a failed timer to later."""
    connection.execute(update(timers).where(timers.c.id == timer, WAITING).values(due_at=due_at))


def take(connection: Connection, timer: int, now: datetime) -> Timer | None:
    """Remove a due timer in the transaction that handles it; None when another process was quicker, or it moved."""
    row = connection.execute(_TAKE, {"timer": timer, "now": now}).first()
    return None if row is None else Timer(*row)
