"""Makes invitations on the command line: the first coaches come by them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import typer
from sqlalchemy import Connection

from bot.roles import Role
from bot.settings import Settings
from storage import codes, units
from storage.database import Database
from storage.invitations import ROLE


async def invited(settings: Settings, role: str, *, unit: str, uses: int, days: int) -> str:
    """Return a new code; a role or unit that does not exist is refused with what there is."""
    if role not in list(Role):
        raise typer.BadParameter(f"there is no role {role!r}; there are: {', '.join(Role)}")
    database = Database(settings.url)
    await database.open()
    try:
        return await database.write(_made, Role(role), unit, uses, timedelta(days=days), datetime.now(UTC))
    finally:
        await database.close()


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
