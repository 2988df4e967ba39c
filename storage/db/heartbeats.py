"""The moment at which the program last wrote only to check that it can."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from storage.db.database import insert_new
from storage.tables import heartbeats

_NAME = "health"
_NEW = insert_new(heartbeats)


def beat(connection: Connection, now: datetime) -> None:
    """Store that writing works."""
    beaten = _NEW.values(name=_NAME, at=now)
    connection.execute(beaten.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def last(connection: Connection) -> datetime | None:
    """Return when `beat` last ran; None: never."""
    found: datetime | None = connection.execute(select(heartbeats.c.at).where(heartbeats.c.name == _NAME)).scalar()
    return found
