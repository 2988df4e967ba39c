"""Locks that say who writes in which section of a shared draft, until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select

from storage.db.database import insert_new
from storage.tables import takes

_new = insert_new(takes)
_TAKE = _new.on_conflict_do_update(
    index_elements=["conversation", "section"],
    set_={"contact": _new.excluded.contact, "until": _new.excluded.until},
    where=or_(takes.c.contact == _new.excluded.contact, takes.c.until <= bindparam("now", type_=takes.c.until.type)),
)
_LIVE = select(takes.c.section, takes.c.contact).where(
    takes.c.conversation == bindparam("draft"), takes.c.until > bindparam("now", type_=takes.c.until.type)
)


def take(connection: Connection, conversation: int, section: str, contact: int, now: datetime, until: datetime) -> bool:
    """Lock a section for a writer until a moment; False if another holds it, and nothing changes."""
    row = {"conversation": conversation, "section": section, "contact": contact, "until": until}
    return connection.execute(_TAKE, {**row, "now": now}).rowcount == 1


def live(connection: Connection, conversation: int, now: datetime) -> dict[str, int]:
    """Return the locked sections: section -> contact."""
    return {row[0]: row[1] for row in connection.execute(_LIVE, {"draft": conversation, "now": now})}


def release(connection: Connection, conversation: int, section: str, contact: int) -> None:
    """Release a writer's lock on a section."""
    mine = (takes.c.conversation == conversation, takes.c.section == section, takes.c.contact == contact)
    connection.execute(delete(takes).where(*mine))
