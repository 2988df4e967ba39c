"""Table rows typed at once: "Cakupan K4; 64 %; 90 %; Desember 2026; PWS KIA"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.forms.model import Cell, Table, Value
from flows.messages import TextInput
from flows.parsed import Problem
from flows.questions.kind import QuestionKind, TypedKind, as_it_is
from flows.text_format import says_something
from flows.texts import word

SEPARATORS = ("\t", ";", "|")
"""What stands between cells, surest first: a spreadsheet's tab, then what people type."""
DASHES = (" – ", " - ")
"""What may also stand between cells; as it stands in names too, only when it gives every cell of a row."""

BULLET = re.compile(r"^\s*(?:[-*•]|[0-9]{1,2}[.)])\s+")


class TableKind(TypedKind[Table]):
    """The kind for whole rows; its cells are read and shown by their own kinds."""

    time = 0.4

    def __init__(self, cells: Mapping[str, QuestionKind]) -> None:
        super().__init__(Table)
        self._cells = cells

    def read(self, question: Table, text: str) -> Value | Problem:
        """Return the rows of a text."""
        found = self.rows(question, text)
        if found is None:
            names = "; ".join(column.label for column in question.columns)
            return Problem(text=word("rows.unread", row=question.row, names=names))
        return found if isinstance(found, Problem) else [*found]

    def rows(self, question: Table, text: str) -> list[dict[str, Value]] | Problem | None:
        """Return the rows of a text, or None if it does not look like rows."""
        lines = [BULLET.sub("", line) for line in text.splitlines() if says_something(line)]
        cut = [_cut(line, len(question.columns)) for line in lines]
        if not cut or any(len(cells) < 2 for cells in cut):
            return None
        rows: list[dict[str, Value]] = []
        for number, cells in enumerate(cut, 1):
            row = self._row(
                question, cells, word("rows.in_row", row=question.row, number=number) + " " if len(cut) > 1 else ""
            )
            if isinstance(row, Problem):
                return row
            rows.append(row)
        return rows

    def readable(self, question: Table, text: str) -> tuple[dict[str, Value], Problem, str] | None:
        """Return what can be read of one row, what is wrong with the first other cell, and that cell's column.

        None where more than a cell is wrong: several rows, or more cells than columns.
        """
        cells = _cut(text.strip(), len(question.columns))
        if "\n" in text.strip() or not 2 <= len(cells) <= len(question.columns):
            return None
        good: dict[str, Value] = {}
        wrong: list[tuple[Problem, str]] = []
        for column, cell in zip(question.columns, cells, strict=False):
            read = self._cell(column, cell) if says_something(cell) else None
            if isinstance(read, Problem):
                wrong.append((read, column.id))
            elif read is not None:
                good[column.id] = read
        return (good, *wrong[0]) if good and wrong else None

    def write(self, question: Table, value: Value) -> str:
        """Return one line a row."""
        if not isinstance(value, list):
            return as_it_is(value)
        return "\n".join(self._line(question, row, number) for number, row in enumerate(value, 1))

    def last(self, question: Table) -> float:
        """Estimate two rows, or as many as are needed."""
        row_minutes = sum(self._cells[column.kind].minutes(column) for column in question.columns)
        return row_minutes * max(question.min_rows, 2)

    def _row(self, question: Table, cells: list[str], place: str) -> dict[str, Value] | Problem:
        columns = question.columns
        if len(cells) > len(columns):
            names = "; ".join(column.label for column in columns)
            return Problem(text=place + word("rows.too_many", row=question.row, count=len(columns), names=names))
        row: dict[str, Value] = {}
        for column, cell in zip(columns, cells, strict=False):
            if not says_something(cell):
                continue
            read = self._cell(column, cell)
            if isinstance(read, Problem):
                return Problem(text=f"{place}{column.label}: {read.text}", candidates=read.candidates)
            row[column.id] = read
        missing = [column.label for column in columns if column.required and column.id not in row]
        if missing:
            return Problem(text=place + word("rows.missing", column=missing[0]))
        return row

    def _cell(self, column: Cell, text: str) -> Value | Problem:
        read = self._cells[column.kind].understand(column, TextInput(text=text))
        return read if isinstance(read, Problem) else read.value

    def _line(self, question: Table, row: Value, number: int) -> str:
        if not isinstance(row, dict):
            return f"{number}. {row}"
        shown = [
            self._cells[column.kind].show(column, row[column.id])
            for column in question.columns
            if row.get(column.id) is not None
        ]
        return f"{number}. {'; '.join(' '.join(cell.split()) for cell in shown)}"


def _cut(line: str, wanted: int) -> list[str]:
    dash = next((other_dash for other_dash in DASHES if line.count(other_dash) == wanted - 1), ";")
    separator = next((other_separator for other_separator in SEPARATORS if other_separator in line), dash)
    cells = [cell.strip() for cell in line.strip("|" if separator == "|" else "").split(separator)]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells
