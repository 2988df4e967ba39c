"""Says what a page of the board shows: figures, then blocks; the same tables go into a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from bot.render.workbook import Sheet, Value
from bot.texts import word


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """Is one number to be read from across the room, with what it counts."""

    number: str
    counts: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostButton:
    """Is a button that changes something: it posts these fields to a path."""

    label: str
    path: str
    fields: Mapping[str, str]
    about: str
    """What it is about, for who hears the page: "Puskesmas Wotu"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Is one field of a table; `value` is what a spreadsheet gets, else the text."""

    text: str = ""
    value: Value = None
    href: str = ""
    tone: str = ""
    """How a state looks: the name of one of `Progress`, `good`, `bad`."""
    sign: str = ""
    press: PostButton | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Is one column of a table, named by a phrase of the group `column`."""

    name: str
    is_number: bool = False
    is_plain: bool = False
    """Whether what stands in it needs no word beside it on a phone."""

    @property
    def head(self) -> str:
        """Return what stands above it."""
        return word(f"column.{self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Leads to the rows before and after."""

    words: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """Is a table; the first column names the row."""

    template: ClassVar[str] = "grid.html"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str
    """What is said instead of an empty table."""
    pager: Pager | None = None

    @property
    def sheet(self) -> Sheet:
        """Return it for a spreadsheet, without its buttons."""
        kept = [place for place, column in enumerate(self.columns) if column.name != PRESS]
        rows = [[_value(row[place]) for place in kept] for row in self.rows]
        return Sheet(
            name=_NOT_IN_NAMES.sub("", self.caption), columns=[self.columns[place].head for place in kept], rows=rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendItem:
    """Says what a colour of a chart stands for."""

    tone: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Is a picture of numbers, with the same in words."""

    template: ClassVar[str] = "chart.html"
    caption: str
    picture: Markup
    words: str
    legend: Sequence[LegendItem] = ()
    says_more: bool = False
    """Whether the words say what the picture does not; else they are for who hears the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """Asks for one of several things; "" stands for all of them."""

    name: str
    label: str
    choices: Mapping[str, str]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBar:
    """Asks what of a page is wanted."""

    template: ClassVar[str] = "narrow.html"
    path: str
    picks: Sequence[Select]
    search: str = ""
    """What can be searched for, if anything."""
    words: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    """What narrows the page already and is not asked for here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Is what is known of one thing, line by line."""

    template: ClassVar[str] = "facts.html"
    caption: str
    facts: Sequence[tuple[str, str]]


Block = DataTable | Chart | FilterBar | Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageModel:
    """Is a whole page."""

    title: str
    lead: str
    figures: Sequence[Metric] = ()
    blocks: Sequence[Block] = field(default=())

    def grids(self) -> Iterator[DataTable]:
        """Yield its tables."""
        return (block for block in self.blocks if isinstance(block, DataTable))


PRESS = "press"
"""The column of buttons, which no spreadsheet has."""


_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
"""What spreadsheets refuse in the name of a sheet."""


def _value(cell: Cell) -> Value:
    return cell.text if cell.value is None else cell.value
