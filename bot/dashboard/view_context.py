"""Is what a page may look at: the database as it is now, who looks, and what they asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.chat.roles import Permission, Role, may
from bot.chat.row_ids import row_number
from bot.dashboard.page_model import Cell, FilterBar, Pager, Select
from bot.texts import word
from flows.language.dates import MONTHS
from flows.language.numbers import write_whole
from storage.records import Contact

Row = TypeVar("Row")

MOST_ROWS = 60
"""Rows of one page: all units of a regency, and a table that a cheap phone still scrolls well."""
PAGE = "hal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Is who looks."""

    contact: Contact
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """Tell whether one of their roles allows this."""
        return may(self.roles, permission)

    @property
    def sees_all(self) -> bool:
        """Tell whether they may read every draft; a coach reads what was put into their hands."""
        return Role.ADMIN in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """Is one look at the board."""

    connection: Connection
    app: AppContext
    viewer: Viewer
    now: datetime
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = False
    """Whether every row is wanted, for a spreadsheet."""

    def local(self, moment: datetime) -> datetime:
        """Return a moment as clocks show it here."""
        return moment.astimezone(self.app.zone)

    def today(self) -> date:
        """Return the day it is here."""
        return self.local(self.now).date()

    def day(self, moment: datetime | None) -> Cell:
        """Show a day: "26 Agu 2026"."""
        if moment is None:
            return NO_CELL
        local = self.local(moment)
        return Cell(text=_short(local), value=local.date())

    def moment(self, moment: datetime | None) -> Cell:
        """Show a day with its hour: "26 Agu 2026, 09.00"."""
        if moment is None:
            return NO_CELL
        local = self.local(moment)
        return Cell(text=f"{_short(local)}, {local:%H.%M}", value=local)

    def href(self, **changes: str) -> str:
        """Return the address of the same page, narrowed otherwise; a page number does not survive that."""
        kept = {name: value for name, value in self.query.items() if name in NARROW} | changes
        asked = urlencode({name: value for name, value in kept.items() if value})
        return f"{self.path}?{asked}" if asked else self.path

    def pick(self, name: str, label: str, choices: Mapping[str, str], *, every: bool = True) -> Select:
        """Ask for one of several things, or for all."""
        whole = {"": word("dashboard.all")} if every else {}
        return Select(name=name, label=label, choices={**whole, **choices}, chosen=self.query.get(name, ""))

    def narrow(self, *picks: Select, search: str = "", keep: Sequence[str] = ()) -> FilterBar:
        """Ask what of a page is wanted."""
        kept = {name: self.query[name] for name in keep if self.query.get(name)}
        return FilterBar(path=self.path, picks=picks, search=search, words=self.query.get("cari", ""), kept=kept)

    def cut(self, rows: Sequence[Row]) -> tuple[Sequence[Row], Pager | None]:
        """Return the rows of the page that is asked for, and the way to the others."""
        if self.is_whole or len(rows) <= MOST_ROWS:
            return rows, None
        last = (len(rows) - 1) // MOST_ROWS + 1
        here = max(1, min(row_number(self.query.get(PAGE, "")) or 1, last))
        start = (here - 1) * MOST_ROWS
        end = min(start + MOST_ROWS, len(rows))
        words = word("dashboard.rows", first=start + 1, last=end, count=len(rows))
        before = self.href(**{PAGE: str(here - 1)}) if here > 1 else ""
        after = self.href(**{PAGE: str(here + 1)}) if here < last else ""
        return rows[start:end], Pager(words=words, before=before, after=after)


NARROW = ("keadaan", "jenis", "unit", "formulir", "cari")
"""What pages are narrowed by, in addresses."""
NOTHING = "–"
JOIN = "\N{NO-BREAK SPACE}"
"""Between the parts of a date, which stay on one line."""
NO_CELL = Cell(text=NOTHING)
MONTH_LETTERS = 3
"""Letters of a month's name that tell it from the others: "Agu"."""


def count(number: int, href: str = "") -> Cell:
    """Show a number of things: "1.250"."""
    return Cell(text=write_whole(number), value=number, href=href)


def share(part: int, whole: int) -> str:
    """Write a part of a whole: "64 %"."""
    return f"{100 * part / whole:.0f} %" if whole else NOTHING


def named(text: str) -> str:
    """Return a name, or a word for who or what has none."""
    return text.strip() or word("unit.nameless")


def _short(local: datetime) -> str:
    return f"{local.day}{JOIN}{MONTHS[local.month - 1][:MONTH_LETTERS]}{JOIN}{local.year}"
