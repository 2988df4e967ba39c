"""Makes invitations on the command line: the first coaches come by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import typer
from sqlalchemy import Connection

from bot.roles import Role
from bot.settings import Settings
from bot.tabled import tabled
from storage import codes, invitations, units
from storage.database import Database
from storage.invitations import ROLE

T = TypeVar("T")


async def invited(settings: Settings, role: str, *, unit: str, uses: int, days: int) -> str:
    """Return a new code; a role or unit that does not exist is refused with what there is."""
    if role not in list(Role):
        raise typer.BadParameter(f"there is no role {role!r}; there are: {', '.join(Role)}")
    return await _in_database(
        settings, lambda connection, now: _made(connection, Role(role), unit, uses, timedelta(days=days), now)
    )


async def listed(settings: Settings) -> list[str]:
    """Return the invitations that can still be used."""
    found = await _in_database(settings, invitations.open_)
    rows = [(one.code, one.role, one.unit or "-", str(one.uses_left), f"{one.expires_at:%Y-%m-%d}") for one in found]
    return tabled(("code", "role", "unit", "uses left", "until"), rows, right=(3,))


async def revoked(settings: Settings, code: str) -> str:
    """Let an invitation be used no more; say whether there was one."""
    return await _in_database(settings, lambda connection, now: _revoked(connection, code, now))


async def _in_database(settings: Settings, work: Callable[[Connection, datetime], T]) -> T:
    database = Database(settings.url)
    await database.open()
    try:
        return await database.write(work, datetime.now(UTC))
    finally:
        await database.close()


def _revoked(connection: Connection, written: str, now: datetime) -> str:
    code = codes.read(written)
    found = None if code is None else codes.find(connection, code)
    if found is None or found.purpose != ROLE:
        raise typer.BadParameter(f"there is no invitation {written!r}")
    return "revoked" if codes.revoke(connection, found.code, now) else "it was revoked before"


def _made(connection: Connection, role: Role, code: str, uses: int, lasts: timedelta, now: datetime) -> str:
    unit = units.by_code(connection, code) if code else None
    if code and unit is None:
        raise typer.BadParameter(f"there is no unit {code!r}")
    made = codes.make(
        connection,
        ROLE,
        maker=None,
        role=role.value,
        unit=None if unit is None else unit.id,
        uses=uses,
        expires_at=now + lasts,
        now=now,
    )
    return made.code
