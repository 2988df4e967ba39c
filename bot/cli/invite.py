"""`tuntun invite`: invitations from the command line; the first coaches come by them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import typer
from sqlalchemy import Connection

from bot.chat.roles import Role
from bot.render.text_table import tabled
from bot.settings import Settings
from storage.db.database import Database
from storage.people import codes, invitations, units
from storage.people.invitations import ROLE


async def invited(settings: Settings, role: str, *, unit: str, uses: int, days: int) -> str:
    """Return a new code; for an unknown role or unit, an error that lists the known ones."""
    if role not in list(Role):
        raise typer.BadParameter(f"there is no role {role!r}; there are: {', '.join(Role)}")
    async with Database(settings.url) as database:
        return await database.write(_made, Role(role), unit, uses, timedelta(days=days), datetime.now(UTC))


async def listed(settings: Settings) -> list[str]:
    """Return the invitations that can still be used."""
    async with Database(settings.url) as database:
        found = await database.read(invitations.open_, datetime.now(UTC))
    rows = [
        (
            invitation.code,
            invitation.role,
            invitation.unit or "-",
            str(invitation.uses_left),
            f"{invitation.expires_at:%Y-%m-%d}",
        )
        for invitation in found
    ]
    return tabled(("code", "role", "unit", "uses left", "until"), rows, right=(3,))


async def revoked(settings: Settings, code: str) -> str:
    """Revoke an invitation; return the output."""
    async with Database(settings.url) as database:
        return await database.write(_revoked, code, datetime.now(UTC))


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
        codes.NewCode(
            purpose=ROLE,
            maker=None,
            role=role.value,
            unit=None if unit is None else unit.id,
            uses=uses,
            expires_at=now + lasts,
        ),
        now,
    )
    return made.code
