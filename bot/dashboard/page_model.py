"""A page of the dashboard as a value: figures, then blocks; its tables go into a spreadsheet too."""

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
    """A large figure with what it counts."""

    number: str
    counts: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostButton:
    """A button that posts fields to a path, because it changes something."""

    label: str
    path: str
    fields: Mapping[str, str]
    about: str
    """What it is about, for a screen reader: "Puskesmas Wotu"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One field of a table; `value` is what a spreadsheet gets, else the text."""

    text: str = ""
    value: Value = None
    href: str = ""
    tone: str = ""
    """The colour of a state: the value of a Stage, `good` or `bad`."""
    sign: str = ""
    press: PostButton | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, named by a phrase of the group `column`."""

    name: str
    is_number: bool = False
    is_plain: bool = False
    """Whether its cells are clear without its heading, on a phone."""

    @property
    def head(self) -> str:
        """Return its heading."""
        return word(f"column.{self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """The links to the rows before and after; "" where there are none."""

    words: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table; the first column names the row."""

    template: ClassVar[str] = "grid.html"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str
    """The sentence that stands for an empty table."""
    pager: Pager | None = None

    @property
    def sheet(self) -> Sheet:
        """Return the table as a spreadsheet's sheet, without buttons."""
        kept = [place for place, column in enumerate(self.columns) if column.name != PRESS]
        rows = [[_value(row[place]) for place in kept] for row in self.rows]
        return Sheet(
            name=_NOT_IN_NAMES.sub("", self.caption), columns=[self.columns[place].head for place in kept], rows=rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendItem:
    """What a colour of a chart stands for."""

    tone: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of numbers, with the same in words."""

    template: ClassVar[str] = "chart.html"
    caption: str
    picture: Markup
    words: str
    legend: Sequence[LegendItem] = ()
    says_more: bool = False
    """Whether the words are shown, because the picture does not say it all; else only a screen reader has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A select field of a filter bar; "" stands for all choices."""

    name: str
    label: str
    choices: Mapping[str, str]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBar:
    """The form that filters a page's rows."""

    template: ClassVar[str] = "narrow.html"
    path: str
    picks: Sequence[Select]
    search: str = ""
    """The label of the search field; "": none."""
    words: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    """Filters of the address that have no field here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The properties of one thing, line by line."""

    template: ClassVar[str] = "facts.html"
    caption: str
    facts: Sequence[tuple[str, str]]


Block = DataTable | Chart | FilterBar | Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageModel:
    """A whole page."""

    title: str
    lead: str
    figures: Sequence[Metric] = ()
    blocks: Sequence[Block] = field(default=())

    def tables(self) -> Iterator[DataTable]:
        """Yield its tables."""
        return (block for block in self.blocks if isinstance(block, DataTable))


PRESS = "press"
"""The column of buttons, which no spreadsheet has."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
"""Characters that spreadsheets refuse in the name of a sheet."""


def _value(cell: Cell) -> Value:
    return cell.text if cell.value is None else cell.value
