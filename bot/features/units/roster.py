"""The roster of units: the embedded one, and the reader of CSV and XLSX files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.language.unit_names import KINDS, guess_kind, key

MOST_BYTES = 2_000_000
"""A roster of every office and school of a province is smaller."""
MOST_UNPACKED = 40_000_000
"""Bytes of an XLSX once it is unpacked: a file that grows by more is an attack."""
MOST_ROWS = 5_000
"""A regency has some hundred units, with all its schools two thousand."""
LONGEST = 120
"""Characters of a name: as many as the form takes for a unit."""
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

HEADS = {
    "code": ("code", "kode"),
    "name": ("name", "nama", "nama unit", "unit", "unit kerja", "nama unit kerja"),
    "kind": ("kind", "jenis", "tipe", "jenis unit"),
    "aliases": ("aliases", "alias", "nama lain", "singkatan", "sebutan"),
}
"""Field -> its column heads, in English or Indonesian."""


class RosterError(Exception):
    """A file that is no roster; its message is the key of a sentence in the catalogue, below `roster`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """A unit in a roster; an empty code or kind is derived from the name."""

    name: str
    code: str = ""
    kind: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A problem of one row: the key of a sentence below `fault_row`, and the text in question."""

    row: int
    problem: str
    text: str = ""
    first_row: int = 0
    """The row that has the same code or name, further up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The units in a file, and the problems of its rows."""

    entries: tuple[RosterEntry, ...] = ()
    problems: tuple[RowProblem, ...] = ()


@lru_cache
def embedded() -> tuple[RosterEntry, ...]:
    """Return the roster that comes with the program."""
    written = yaml.safe_load(Path(__file__).with_name("units.yaml").read_text(encoding="utf-8"))
    return tuple(
        RosterEntry(code=code, name=names[0], kind=kind, aliases=tuple(names[1:]))
        for kind, units in written.items()
        for code, names in units.items()
    )


def is_roster(name: str) -> bool:
    """Tell whether a file name ends like a roster's."""
    return name.lower().endswith((".csv", ".xlsx"))


def read_roster(name: str, content: bytes) -> Roster:
    """Return the roster in a CSV or XLSX file; raise RosterError if there is none."""
    if len(content) > MOST_BYTES:
        raise RosterError("too_large")
    table = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    rows = [(number, row) for number, row in enumerate(table, 1) if any(row)]
    if not rows:
        raise RosterError("empty")
    if len(rows) > MOST_ROWS:
        raise RosterError("too_large")
    columns = _columns(rows[0][1])
    if "name" not in columns:
        raise RosterError("no_head")
    read = [(number, _entry(row, columns)) for number, row in rows[1:]]
    if not read:
        raise RosterError("empty")
    return Roster(entries=tuple(entry for _, entry in read), problems=tuple(_problems(read)))


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Return the position of each field's column."""
    written = [" ".join(cell.lower().replace("_", " ").split()) for cell in head]
    columns = {}
    for field, names in HEADS.items():
        positions = [position for position, cell in enumerate(written) if cell in names]
        if positions:
            columns[field] = positions[0]
    return columns


def _entry(row: Sequence[str], columns: dict[str, int]) -> RosterEntry:
    cells = {field: row[position] if position < len(row) else "" for field, position in columns.items()}
    name = cells["name"]
    others = re.split(r"[;|\n]", cells.get("aliases", ""))
    kind = _kind(cells.get("kind", ""))
    aliases = tuple(dict.fromkeys(" ".join(other.split()) for other in others if other.strip()))
    return RosterEntry(code=cells.get("code", "").lower(), name=name, kind=kind or guess_kind(name), aliases=aliases)


def _kind(written: str) -> str:
    """Return the kind that a cell names; an unknown one unchanged, to be reported as a problem."""
    low = "_".join(written.lower().split())
    named = {label.lower().replace(" ", "_"): kind for kind, label in KINDS.items()}
    also = {"rs": "rumah_sakit", "rsud": "rumah_sakit", "dinas": "opd", "badan": "opd", "kelurahan": "desa"}
    return named.get(low, also.get(low, low))


def _problems(read: Iterable[tuple[int, RosterEntry]]) -> Iterator[RowProblem]:
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    for number, entry in read:
        if not entry.name:
            yield RowProblem(row=number, problem="no_name")
            continue
        if len(entry.name) > LONGEST:
            yield RowProblem(row=number, problem="long_name", text=f"{entry.name[:30]} …")
        if entry.code and CODE.fullmatch(entry.code) is None:
            yield RowProblem(row=number, problem="code", text=entry.code[:40])
        if entry.kind not in KINDS:
            yield RowProblem(row=number, problem="kind", text=entry.kind[:40])
        if entry.code and codes.setdefault(entry.code, number) != number:
            yield RowProblem(row=number, problem="same_code", text=entry.code, first_row=codes[entry.code])
        if names.setdefault(key(entry.name), number) != number:
            yield RowProblem(row=number, problem="same_name", text=entry.name, first_row=names[key(entry.name)])


def _csv(content: bytes) -> Iterator[tuple[str, ...]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel writes on an older Windows
    if "\0" in text:
        raise RosterError("unreadable")
    first = text.lstrip("\r\n").partition("\n")[0]
    comma = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma):
            yield tuple(" ".join(cell.split()) if "\n" not in cell else cell.strip() for cell in row)
    except csv.Error as error:
        raise RosterError("unreadable") from error


def _xlsx(content: bytes) -> Iterator[tuple[str, ...]]:
    from openpyxl import load_workbook  # a tenth of a second, which a start can do without
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MOST_UNPACKED:
                raise RosterError("too_large")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        page = book.worksheets[0]
        page.reset_dimensions()  # some programs write a size that is wrong
        for row in page.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=20):
            yield tuple(_cell(value) for value in row)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, SyntaxError, OSError) as error:
        raise RosterError("unreadable") from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip() if "\n" in text else " ".join(text.split())
