"""XLSX workbooks whose cells no spreadsheet takes for formulas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.documents.rendered import printable

Value = str | int | float | date | datetime | None
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, also after the file became a CSV."""
WIDEST = 60
"""Characters of a column's width."""
NAME = 31
"""Characters of a sheet's name."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its column heads, its rows."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def draw_sheets(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with one sheet for each table."""
    from openpyxl import Workbook  # a tenth of a second, which a start can do without
    from openpyxl.cell import Cell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    for number, sheet in enumerate(sheets):
        page = book.active if number == 0 else book.create_sheet()
        assert page is not None, "a new workbook has a sheet"
        page.title = sheet.name[:NAME]
        rows: list[Sequence[Value]] = [sheet.columns, *sheet.rows]
        for down, row in enumerate(rows, 1):
            for across, value in enumerate(row, 1):
                cell = page.cell(down, across)
                assert isinstance(cell, Cell), "nothing is merged"
                cell.value = safe(value)
                if isinstance(value, str):
                    cell.data_type = "s"
                if down == 1:
                    cell.font = Font(bold=True)
        for across in range(1, len(sheet.columns) + 1):
            widest = max(len(str(row[across - 1] or "")) for row in rows)
            page.column_dimensions[get_column_letter(across)].width = min(WIDEST, widest + 3)
        page.freeze_panes = "A2"
        page.auto_filter.ref = page.dimensions
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def safe(value: Value) -> Value:
    """Return a value that stays what it is: a text that looks like a formula gets an apostrophe before it."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)  # a spreadsheet knows no time zones; give local times
    if not isinstance(value, str):
        return value
    text = printable(value)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS) else text
