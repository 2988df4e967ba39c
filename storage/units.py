"""Knows the units people work in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from storage.records import Unit, UnitState
from storage.tables import units

_COLUMNS = (units.c.id, units.c.code, units.c.name, units.c.kind, units.c.aliases, units.c.state)
_GET = select(*_COLUMNS).where(units.c.id == bindparam("unit"))
_BY_CODE = select(*_COLUMNS).where(units.c.code == bindparam("its_code"))
_ANY = select(units.c.id).limit(1)
_ADD = insert(units).returning(units.c.id)


def get(connection: Connection, unit: int) -> Unit | None:
    """Return a unit by number, or None."""
    row = connection.execute(_GET, {"unit": unit}).first()
    return None if row is None else _unit(*row)


def by_code(connection: Connection, code: str) -> Unit | None:
    """Return the unit a link names, or None."""
    row = connection.execute(_BY_CODE, {"its_code": code}).first()
    return None if row is None else _unit(*row)


def add(
    connection: Connection, code: str, name: str, kind: str, now: datetime, state: UnitState = UnitState.LISTED
) -> int:
    """Add a unit and return its number."""
    row = {"code": code, "name": name, "kind": kind, "aliases": "", "state": state.value, "created_at": now}
    number: int = connection.execute(_ADD, row).scalar_one()
    return number


def plant(connection: Connection, roster: Mapping[str, str], now: datetime) -> None:
    """Fill an empty table with the units that the program comes with: code -> name."""
    if connection.execute(_ANY).first() is None:
        for code, name in roster.items():
            add(connection, code, name, "lain", now)


def _unit(number: int, code: str, name: str, kind: str, aliases: str, state: str) -> Unit:
    return Unit(id=number, code=code, name=name, kind=kind, aliases=tuple(aliases.splitlines()), state=UnitState(state))
