"""The audit log: who did what beyond their own draft."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from storage.records import AuditEntry
from storage.tables import audit

_ADD = insert(audit)
_LAST = (
    select(audit.c.id, audit.c.at, audit.c.contact, audit.c.action, audit.c.detail)
    .order_by(audit.c.id.desc())
    .limit(bindparam("most"))
)


def add(connection: Connection, contact: int | None, action: str, detail: str, now: datetime) -> None:
    """Append a line; it never changes, except that an erased person's name is removed."""
    connection.execute(_ADD, {"at": now, "contact": contact, "action": action, "detail": detail})


def moment_of(connection: Connection, action: str) -> datetime | None:
    """Return when something was done last, or None if it never was."""
    return connection.execute(select(func.max(audit.c.at)).where(audit.c.action == action)).scalar()


def last(connection: Connection, most: int) -> list[AuditEntry]:
    """Return the newest lines, newest first."""
    return [
        AuditEntry(id=number, at=at, contact=contact, action=action, detail=detail)
        for number, at, contact, action, detail in connection.execute(_LAST, {"most": most})
    ]
