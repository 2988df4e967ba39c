"""How often a piece of work ended its process, so that it does not do so for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select

from storage.db.database import insert_new
from storage.messages.work_journal import Work
from storage.tables import crashes

MOST = 3
"""Crashes after which a piece of work is given up."""
KEPT = timedelta(days=1)
"""How long a crash counts: later ones may have another cause."""

_NEW = insert_new(crashes)
_COUNT = _NEW.on_conflict_do_update(
    index_elements=["work"],
    set_={"count": crashes.c.count + 1, "at": _NEW.excluded.at},
)
_FORGET = delete(crashes).where(crashes.c.at < bindparam("before"))
_TOO_OFTEN = select(crashes.c.work).where(crashes.c.count >= MOST)


def count(connection: Connection, left: Sequence[Work], now: datetime) -> list[str]:
    """Count a crash for each piece of work that a dead process left; return the digests of those over the limit."""
    connection.execute(_FORGET, {"before": now - KEPT})
    for work in left:
        connection.execute(_COUNT, {"work": work.digest, "count": 1, "at": now})
    return list(connection.execute(_TOO_OFTEN).scalars())
