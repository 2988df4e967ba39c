"""The blocks of a document: paragraphs, tables, chapters, evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from flows.review.word_diff import DiffSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, word for word; `lead` is its run-in label."""

    kind: Literal["paragraph"] = field(default="paragraph", init=False)
    text: str
    lead: str = ""
    gap: bool = False
    """Whether it stands where an answer is missing."""
    is_item: bool = False
    """Whether it was written as a list's item: "1. ...", "- ..."."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subheading:
    """The heading of one answer within a chapter."""

    kind: Literal["subheading"] = field(default="subheading", init=False)
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A label and its answer."""

    label: str
    text: str
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """A two-column table of labels and answers."""

    kind: Literal["fields"] = field(default="fields", init=False)
    rows: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table with a header row; `widths` are the columns' shares of 1,000."""

    kind: Literal["grid"] = field(default="grid", init=False)
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    together: bool = False
    """Whether it is small enough to stand on one page as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffBlock:
    """A changed text: removed words struck, new words underlined."""

    kind: Literal["traced"] = field(default="traced", init=False)
    stretches: tuple[DiffSpan, ...]


Block = Paragraph | Subheading | Fields | TableBlock | DiffBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A section of the form with its answers; `group` is the form's heading above several."""

    id: str
    heading: str
    """Number and title as the form writes them."""
    group: str = ""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexItem:
    """A piece of evidence in the annex."""

    number: int
    section: str
    heading: str
    what: str
    """A file's name, or a link."""
    caption: str
    key: str = ""
    """Set for a stored photo."""
    is_link: bool = False
