"""What a page is drawn from: the database, the viewer, and the query of the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.chat.payload import row_number
from bot.chat.roles import Permission, Role, may
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
    """A contact who is signed in, with their roles."""

    contact: Contact
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """Return whether one of their roles allows this."""
        return may(self.roles, permission)

    @property
    def sees_all(self) -> bool:
        """Return whether they may read every draft; a coach reads those of their queue and reviews."""
        return Role.ADMIN in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """One request for a page, and the cells and links that depend on it."""

    connection: Connection
    app: AppContext
    viewer: Viewer
    now: datetime
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = False
    """Whether every row is wanted, for a spreadsheet."""

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the program's time zone."""
        return moment.astimezone(self.app.zone)

    def today(self) -> date:
        """Return the date of now in the program's time zone."""
        return self.local(self.now).date()

    def day(self, moment: datetime | None) -> Cell:
        """Return the cell of a day: "26 Agu 2026"."""
        if moment is None:
            return NO_CELL
        local = self.local(moment)
        return Cell(text=_short(local), value=local.date())

    def moment(self, moment: datetime | None) -> Cell:
        """Return the cell of a moment: "26 Agu 2026, 09.00"."""
        if moment is None:
            return NO_CELL
        local = self.local(moment)
        return Cell(text=f"{_short(local)}, {local:%H.%M}", value=local)

    def href(self, **changes: str) -> str:
        """Return the URL of the same page with other filters, at its first page of rows."""
        kept = {name: value for name, value in self.query.items() if name in FILTERS} | changes
        asked = urlencode({name: value for name, value in kept.items() if value})
        return f"{self.path}?{asked}" if asked else self.path

    def select(self, name: str, label: str, choices: Mapping[str, str], *, every: bool = True) -> Select:
        """Return a select field for one of the choices, or for all of them."""
        all_of_them = {"": word("dashboard.all")} if every else {}
        return Select(name=name, label=label, choices={**all_of_them, **choices}, chosen=self.query.get(name, ""))

    def filter_bar(self, *selects: Select, search: str = "", keep: Sequence[str] = ()) -> FilterBar:
        """Return the filter form; filters named in `keep` survive though they have no field."""
        kept = {name: self.query[name] for name in keep if self.query.get(name)}
        return FilterBar(path=self.path, picks=selects, search=search, words=self.query.get("cari", ""), kept=kept)

    def paged(self, rows: Sequence[Row]) -> tuple[Sequence[Row], Pager | None]:
        """Return the rows of the page that is asked for, with the links to the others; all rows for a spreadsheet."""
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


FILTERS = ("keadaan", "jenis", "unit", "formulir", "cari")
"""The filters' names in URLs."""
NOTHING = "–"
JOIN = "\N{NO-BREAK SPACE}"
"""Between the parts of a date, which stay on one line."""
NO_CELL = Cell(text=NOTHING)
MONTH_LETTERS = 3
"""Letters of a month's name that tell it from the others: "Agu"."""


def count(number: int, href: str = "") -> Cell:
    """Return the cell of a count: "1.250"."""
    return Cell(text=write_whole(number), value=number, href=href)


def share(part: int, whole: int) -> str:
    """Return a share in words: "64 %"; a dash where the whole is 0."""
    return f"{100 * part / whole:.0f} %" if whole else NOTHING


def named(text: str) -> str:
    """Return a name, or the phrase for an empty one."""
    return text.strip() or word("unit.nameless")


def _short(local: datetime) -> str:
    return f"{local.day}{JOIN}{MONTHS[local.month - 1][:MONTH_LETTERS]}{JOIN}{local.year}"
