"""Both sides' lines of a web chat, which no vendor keeps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select

from storage.db.database import insert_new
from storage.records import WebLine
from storage.tables import transcripts

GONE = "gone"
"""The side of a placeholder that only keeps its number, so that later lines get greater ones."""

_ADDRESS: BindParameter[str] = bindparam("at_address")
_NEXT = select(func.coalesce(func.max(transcripts.c.number), 0) + 1).where(transcripts.c.address == _ADDRESS)
_ADD = (
    insert_new(transcripts)
    .values(address=_ADDRESS, number=_NEXT.scalar_subquery())
    .on_conflict_do_nothing(index_elements=["address", "key"])
    .returning(transcripts.c.number)
)
_KNOWN = select(transcripts.c.number).where(
    transcripts.c.address == _ADDRESS, transcripts.c.key == bindparam("its_key")
)
_SINCE = (
    select(transcripts.c.number, transcripts.c.key, transcripts.c.side, transcripts.c.body, transcripts.c.at)
    .where(transcripts.c.address == _ADDRESS, transcripts.c.number > bindparam("after"), transcripts.c.side != GONE)
    .order_by(transcripts.c.number)
)

_BEGUN = (
    select(transcripts.c.at)
    .where(transcripts.c.address == _ADDRESS, transcripts.c.side != GONE)
    .order_by(transcripts.c.number)
    .limit(1)
)


def add(connection: Connection, address: str, side: str, key: str, body: str, now: datetime) -> int:
    """Store a line and return its number; idempotent by key."""
    values = {"at_address": address, "key": key, "side": side, "body": body, "at": now}
    number = connection.execute(_ADD, values).scalar()
    if number is None:
        number = connection.execute(_KNOWN, {"at_address": address, "its_key": key}).scalar_one()
    return int(number)


def since(connection: Connection, address: str, number: int) -> list[WebLine]:
    """Return the lines after a number, in order."""
    rows = connection.execute(_SINCE, {"at_address": address, "after": number})
    return [WebLine(number=place, key=key, side=side, body=body, at=at) for place, key, side, body, at in rows]


def empty(connection: Connection, address: str, now: datetime) -> None:
    """Remove all lines of an address; an open page shows the next one as new."""
    there = transcripts.c.address == address
    last = connection.execute(select(func.max(transcripts.c.number)).where(there)).scalar()
    if last is not None:
        connection.execute(delete(transcripts).where(there))
        row = {"address": address, "number": last, "key": f"emptied {last}", "side": GONE, "body": "", "at": now}
        connection.execute(insert(transcripts).values(row))


def begun(connection: Connection, address: str) -> datetime | None:
    """Return when the first line of an address was stored, or None."""
    moment: datetime | None = connection.execute(_BEGUN, {"at_address": address}).scalar()
    return moment
