"""The difference between a roster and the stored units, and its application."""

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
    """The changes that bring the stored units to a roster."""

    new: tuple[RosterEntry, ...] = ()
    renamed: tuple[tuple[Unit, RosterEntry], ...] = ()
    changed: tuple[tuple[Unit, RosterEntry], ...] = ()
    """Units with the same name and another kind, code or alias, or closed until now."""
    unchanged: tuple[Unit, ...] = ()
    missing: tuple[Unit, ...] = ()
    """Listed units that the roster lacks: closed if the admin wants the roster to be complete."""

    @property
    def is_empty(self) -> bool:
        """Tell whether the roster changes nothing, apart from units that it lacks."""
        return not (self.new or self.renamed or self.changed)

    @property
    def hash(self) -> str:
        """Return a short hash of the changes: a preview that is out of date has another one."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


def plan(connection: Connection, roster: Roster) -> RosterChanges:
    """Return what a roster without problems would change; change nothing."""
    known = units.in_states(connection, UnitState.LISTED, UnitState.CLOSED)
    by_code = {unit.code: unit for unit in known}
    by_name = {name: unit for unit in reversed(known) for name in _names(unit)}
    taken = {unit.code for unit in units.in_states(connection, *UnitState)} | {entry.code for entry in roster.entries}
    changes, matched = RosterChanges(), set[int]()
    for entry in roster.entries:
        unit = by_code.get(entry.code) or by_name.get(key(entry.name))
        if unit is None or unit.id in matched:
            code = entry.code or code_of(entry.name, taken)
            taken.add(code)
            changes = replace(changes, new=(*changes.new, replace(entry, code=code)))
            continue
        matched.add(unit.id)
        changes = _matched(changes, unit, entry)
    missing = tuple(unit for unit in known if unit.id not in matched and unit.state is UnitState.LISTED)
    return replace(changes, missing=missing)


def _matched(changes: RosterChanges, unit: Unit, entry: RosterEntry) -> RosterChanges:
    entry = replace(entry, code=entry.code or unit.code, aliases=_aliases(unit, entry))
    if entry.name != unit.name:
        return replace(changes, renamed=(*changes.renamed, (unit, entry)))
    is_same = (unit.code, unit.kind, unit.aliases, unit.state) == (
        entry.code,
        entry.kind,
        entry.aliases,
        UnitState.LISTED,
    )
    if is_same:
        return replace(changes, unchanged=(*changes.unchanged, unit))
    return replace(changes, changed=(*changes.changed, (unit, entry)))


def apply(connection: Connection, changes: RosterChanges, now: datetime, *, close: bool) -> None:
    """Apply changes that were planned in the same transaction; with `close`, close the missing units."""
    for entry in changes.new:
        units.add(connection, entry.code, entry.name, entry.kind or guess_kind(entry.name), now, aliases=entry.aliases)
    for unit, entry in (*changes.renamed, *changes.changed):
        units.change(
            connection,
            unit.id,
            code=entry.code,
            name=entry.name,
            kind=entry.kind,
            aliases=entry.aliases,
            state=UnitState.LISTED,
        )
    for unit in changes.missing if close else ():
        units.change(connection, unit.id, state=UnitState.CLOSED)


def seed(connection: Connection, entries: Sequence[RosterEntry], now: datetime) -> None:
    """Apply a roster in an installation that has none yet; idempotent."""
    if not units.is_seeded(connection):
        apply(connection, plan(connection, Roster(entries=tuple(entries))), now, close=False)


def _names(unit: Unit) -> list[str]:
    return [key(name) for name in (unit.name, *unit.aliases)]


def _aliases(unit: Unit, entry: RosterEntry) -> tuple[str, ...]:
    """Return the aliases of both, and the old name of a renamed unit: people go on typing it."""
    names = dict.fromkeys((*unit.aliases, *entry.aliases, *([unit.name] if unit.name != entry.name else [])))
    return tuple(name for name in names if name != entry.name)
