"""The codes by which people take a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from storage.tables import codes, units

ROLE = "role"
"""The purpose of a code that gives a role."""

_OPEN = (
    select(codes.c.code, codes.c.role, units.c.name, codes.c.uses_left, codes.c.expires_at)
    .outerjoin(units, units.c.id == codes.c.unit)
    .where(
        codes.c.purpose == ROLE,
        codes.c.revoked_at.is_(None),
        codes.c.uses_left > 0,
        codes.c.expires_at > bindparam("now", type_=codes.c.expires_at.type),
    )
    .order_by(codes.c.created_at, codes.c.code)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A code that can still be used to take a role."""

    code: str
    role: str
    unit: str
    """The unit's name, or ""."""
    uses_left: int
    expires_at: datetime


def open_(connection: Connection, now: datetime) -> list[Invitation]:
    """Return the invitations that can still be used, oldest first."""
    return [
        Invitation(code=code, role=role, unit=unit or "", uses_left=uses, expires_at=until)
        for code, role, unit, uses, until in connection.execute(_OPEN, {"now": now})
    ]
