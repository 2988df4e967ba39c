"""`tuntun unit`: the list of units, shown and updated."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.features.units.roster import Roster, RosterError, RowProblem, embedded, read_roster
from bot.features.units.roster_plan import RosterChanges, apply, plan, seed
from bot.render.workbook import safe
from bot.settings import Settings
from storage.db.database import Database
from storage.people import audit, units

PROBLEMS = {
    "no_name": "the name is missing",
    "long_name": "the name is longer than 120 characters",
    "code": "a code has small letters, digits and dashes only, like pkm-wotu",
    "kind": "the kind is none of puskesmas, rumah_sakit, opd, kecamatan, desa, sekolah, lain",
    "same_code": "the same code stands above",
    "same_name": "the same name stands above",
    "unreadable": "this is no CSV and no XLSX",
    "empty": "there are no units in it",
    "no_head": "no column is called name (or nama)",
    "too_large": "it is too large for a roster: 5000 rows, 2 MB",
}


async def unit_list(settings: Settings) -> list[str]:
    """Return the units as CSV, as `unit import` reads it."""
    async with Database(settings.url) as database:
        return await database.write(_listed)


async def unit_import(
    settings: Settings, name: str, content: bytes, *, change: bool, close: bool
) -> tuple[list[str], bool]:
    """Import a file, or show its changes; also return whether the file is valid."""
    try:
        roster = read_roster(name, content)
    except RosterError as error:
        return [f"{name}: {PROBLEMS[str(error)]}"], False
    if roster.problems:
        return [*(_fault(fault) for fault in roster.problems), "nothing was changed"], False
    async with Database(settings.url) as database:
        return await database.write(_import, roster, change=change, close=close), True


def _listed(connection: Connection) -> list[str]:
    seed(connection, embedded(), datetime.now(UTC))
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("code", "name", "kind", "aliases"))
    for unit in units.in_states(connection):
        rows.writerow((unit.code, safe(unit.name), unit.kind, safe("; ".join(unit.aliases))))
    return written.getvalue().splitlines()


def _import(connection: Connection, roster: Roster, *, change: bool, close: bool) -> list[str]:
    now = datetime.now(UTC)
    seed(connection, embedded(), now)
    wanted = plan(connection, roster)
    if change:
        apply(connection, wanted, now, close=close)
        audit.add(connection, None, "units imported", f"{len(wanted.new)} new", now)
    return [*_lines(wanted, close=close), "done" if change else "nothing was changed yet; --apply does it"]


def _lines(wanted: RosterChanges, *, close: bool) -> list[str]:
    closing = "closed" if close else "not in the file, stays listed (--replace closes it)"
    return [
        *(f"new: {entry.name} ({entry.code})" for entry in wanted.new),
        *(f"renamed: {unit.name} -> {entry.name}" for unit, entry in wanted.renamed),
        *(f"changed: {entry.name}" for _, entry in wanted.changed),
        *(f"{closing}: {unit.name}" for unit in wanted.missing),
        f"unchanged: {len(wanted.unchanged)}",
    ]


def _fault(fault: RowProblem) -> str:
    text = f": {fault.text}" if fault.text else ""
    return f"row {fault.row}: {PROBLEMS[fault.problem]}{text}" + (
        f" (row {fault.first_row})" if fault.first_row else ""
    )
