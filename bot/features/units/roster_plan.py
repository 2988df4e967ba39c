"""Compares a roster with the units there are, and brings them to it: all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.features.units.roster import Roster, RosterEntry
from bot.language.unit_names import code_of, guess_kind, key
from storage.people import units
from storage.records import Unit, UnitState


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChanges:
    """Is what a roster would change."""

    new: tuple[RosterEntry, ...] = ()
    renamed: tuple[tuple[Unit, RosterEntry], ...] = ()
    changed: tuple[tuple[Unit, RosterEntry], ...] = ()
    """Same name; another kind, code or other names, or open again."""
    unchanged: tuple[Unit, ...] = ()
    missing: tuple[Unit, ...] = ()
    """Listed, and not in the roster: closed when it takes the whole list's place."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would change while nothing is closed."""
        return not (self.new or self.renamed or self.changed)

    @property
    def mark(self) -> str:
        """Return a short mark that any other plan does not have."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


def plan(connection: Connection, roster: Roster) -> RosterChanges:
    """Say what a roster without faults would change."""
    known = units.in_states(connection, UnitState.LISTED, UnitState.CLOSED)
    by_code = {unit.code: unit for unit in known}
    by_name = {name: unit for unit in reversed(known) for name in _names(unit)}
    taken = {unit.code for unit in units.in_states(connection, *UnitState)} | {entry.code for entry in roster.entries}
    made, met = RosterChanges(), set[int]()
    for entry in roster.entries:
        unit = by_code.get(entry.code) or by_name.get(key(entry.name))
        if unit is None or unit.id in met:
            code = entry.code or code_of(entry.name, taken)
            taken.add(code)
            made = replace(made, new=(*made.new, replace(entry, code=code)))
            continue
        met.add(unit.id)
        made = _met(made, unit, entry)
    left = tuple(unit for unit in known if unit.id not in met and unit.state is UnitState.LISTED)
    return replace(made, missing=left)


def _met(made: RosterChanges, unit: Unit, entry: RosterEntry) -> RosterChanges:
    entry = replace(entry, code=entry.code or unit.code, aliases=_all(unit, entry))
    if entry.name != unit.name:
        return replace(made, renamed=(*made.renamed, (unit, entry)))
    is_same = (unit.code, unit.kind, unit.aliases, unit.state) == (
        entry.code,
        entry.kind,
        entry.aliases,
        UnitState.LISTED,
    )
    if is_same:
        return replace(made, unchanged=(*made.unchanged, unit))
    return replace(made, changed=(*made.changed, (unit, entry)))


def apply(connection: Connection, wanted: RosterChanges, now: datetime, *, close: bool) -> None:
    """Bring the units to a plan that was just made; with `close`, what is missing is closed."""
    for entry in wanted.new:
        units.add(connection, entry.code, entry.name, entry.kind or guess_kind(entry.name), now, aliases=entry.aliases)
    for unit, entry in (*wanted.renamed, *wanted.changed):
        units.change(
            connection,
            unit.id,
            code=entry.code,
            name=entry.name,
            kind=entry.kind,
            aliases=entry.aliases,
            state=UnitState.LISTED,
        )
    for unit in wanted.missing if close else ():
        units.change(connection, unit.id, state=UnitState.CLOSED)


def seed(connection: Connection, entries: Sequence[RosterEntry], now: datetime) -> None:
    """Fill an installation that has no roster yet."""
    if not units.is_seeded(connection):
        apply(connection, plan(connection, Roster(entries=tuple(entries))), now, close=False)


def _names(unit: Unit) -> list[str]:
    return [key(name) for name in (unit.name, *unit.aliases)]


def _all(unit: Unit, entry: RosterEntry) -> tuple[str, ...]:
    """Return the other names of both, and the old name of one that is renamed: people go on typing it."""
    names = dict.fromkeys((*unit.aliases, *entry.aliases, *([unit.name] if unit.name != entry.name else [])))
    return tuple(name for name in names if name != entry.name)
