"""The units people work in: listed, proposed or closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.db.database import insert_new
from storage.records import Unit, UnitState
from storage.tables import coach_units, codes, contacts, submissions, units

_COLUMNS = (units.c.id, units.c.code, units.c.name, units.c.kind, units.c.aliases, units.c.state)
_GET = select(*_COLUMNS).where(units.c.id == bindparam("unit"))
_BY_CODE = select(*_COLUMNS).where(units.c.code == bindparam("its_code"))
_IN_STATE = select(*_COLUMNS).where(units.c.state.in_(bindparam("states", expanding=True))).order_by(units.c.id)
_KNOWN = select(units.c.id).where(units.c.state != UnitState.PROPOSED.value).limit(1)
_ADD = insert(units).returning(units.c.id)
_PEOPLE = select(func.count()).select_from(contacts).where(contacts.c.unit == bindparam("unit"))

USED = (contacts.c.unit, submissions.c.unit, codes.c.unit)
"""Columns with a unit's id, one row for each person or draft."""


class UnitChanges(TypedDict, total=False):
    """The fields of a unit that may be changed."""

    code: str
    name: str
    kind: str
    aliases: Sequence[str]
    state: UnitState


def get(connection: Connection, unit: int) -> Unit | None:
    """Return a unit by id, or None."""
    row = connection.execute(_GET, {"unit": unit}).first()
    return None if row is None else _unit(row)


def by_code(connection: Connection, code: str) -> Unit | None:
    """Return a unit by its code, or None."""
    row = connection.execute(_BY_CODE, {"its_code": code}).first()
    return None if row is None else _unit(row)


def in_states(connection: Connection, *states: UnitState) -> list[Unit]:
    """Return the units in these states, oldest first; by default the listed ones."""
    wanted = [state.value for state in states or (UnitState.LISTED,)]
    return [_unit(row) for row in connection.execute(_IN_STATE, {"states": wanted})]


def add(
    connection: Connection,
    code: str,
    name: str,
    kind: str,
    now: datetime,
    aliases: Sequence[str] = (),
) -> int:
    """Add a listed unit and return its id."""
    row = {"code": code, "name": name, "kind": kind, "state": UnitState.LISTED.value, "created_at": now}
    unit: int = connection.execute(_ADD, {**row, "aliases": "\n".join(aliases)}).scalar_one()
    return unit


def propose(connection: Connection, code: str, name: str, kind: str, now: datetime) -> int:
    """Add a unit that a person typed and an admin has yet to confirm; return its id."""
    row = {"code": code, "name": name, "kind": kind, "state": UnitState.PROPOSED.value, "created_at": now}
    unit: int = connection.execute(_ADD, {**row, "aliases": ""}).scalar_one()
    return unit


def change(connection: Connection, unit: int, **changes: Unpack[UnitChanges]) -> None:
    """Change the given fields only."""
    values: dict[str, object] = dict(changes)
    if "aliases" in changes:
        values["aliases"] = "\n".join(changes["aliases"])
    if "state" in changes:
        values["state"] = changes["state"].value
    if values:
        connection.execute(update(units).where(units.c.id == unit).values(**values))


def people(connection: Connection, unit: int) -> int:
    """Return the number of contacts in a unit."""
    return int(connection.execute(_PEOPLE, {"unit": unit}).scalar_one())


def coaches(connection: Connection, unit: int) -> dict[int, str]:
    """Return the coaches assigned to a unit: contact -> name."""
    found = (
        select(contacts.c.id, contacts.c.name)
        .join(coach_units, coach_units.c.coach == contacts.c.id)
        .where(coach_units.c.unit == unit)
        .order_by(contacts.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(found)}


def of_coach(connection: Connection, coach: int) -> list[Unit]:
    """Return the units that a coach is assigned to."""
    found = select(*_COLUMNS).join(coach_units, coach_units.c.unit == units.c.id).where(coach_units.c.coach == coach)
    return [_unit(row) for row in connection.execute(found.order_by(units.c.name))]


def merge(connection: Connection, unit: int, into: int) -> None:
    """Move everything of one unit to another, and remove it."""
    for column in USED:
        connection.execute(update(column.table).where(column == unit).values({column: into}))
    assigned = connection.execute(select(coach_units.c.coach).where(coach_units.c.unit == unit)).scalars().all()
    for coach in assigned:
        connection.execute(insert_new(coach_units).on_conflict_do_nothing(), {"coach": coach, "unit": into})
    _remove(connection, [unit])


def remove(connection: Connection, unit: int) -> None:
    """Remove a unit; its contacts have none then."""
    for column in USED:
        connection.execute(update(column.table).where(column == unit).values({column: None}))
    _remove(connection, [unit])


def clear(connection: Connection) -> None:
    """Remove proposals without any contact."""
    used = select(contacts.c.unit).where(contacts.c.unit.is_not(None))
    handed_in = select(submissions.c.unit).where(submissions.c.unit.is_not(None))
    named = select(codes.c.unit).where(codes.c.unit.is_not(None))
    stale = select(units.c.id).where(
        units.c.state == UnitState.PROPOSED.value,
        *(units.c.id.not_in(numbers) for numbers in (used, handed_in, named)),
    )
    _remove(connection, connection.execute(stale).scalars().all())


def is_seeded(connection: Connection) -> bool:
    """Tell whether there is a roster, apart from proposals."""
    return connection.execute(_KNOWN).first() is not None


def _remove(connection: Connection, numbers: Collection[int]) -> None:
    connection.execute(delete(coach_units).where(coach_units.c.unit.in_(numbers)))
    connection.execute(delete(units).where(units.c.id.in_(numbers)))


def _unit(row: Sequence[Any]) -> Unit:
    number, code, name, kind, aliases, state = row
    return Unit(id=number, code=code, name=name, kind=kind, aliases=tuple(aliases.splitlines()), state=UnitState(state))
