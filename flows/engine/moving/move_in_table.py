"""Moves inside a table: to the next cell, to the one before, past one, out."""

from __future__ import annotations

from flows.conversation import Cursor, Turn
from flows.engine.asking.ask_question import ask
from flows.engine.asking.ask_table import column_of, rows_of
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Table


def in_cell(builder: TurnBuilder, table: Table) -> bool:
    """Return whether a cell is open, and not the question between rows."""
    return builder.cursor.row is not None and column_of(table, builder.cursor.column) is not None


def after_cell(table: Table, cursor: Cursor) -> Cursor:
    """Return the cursor after a cell: the row's next one, or between rows."""
    names = [column.id for column in table.columns]
    here = names.index(cursor.column) + 1 if cursor.column in names else len(names)
    if here == len(names):
        return Cursor(question=table.id)
    return Cursor(question=table.id, row=cursor.row, column=names[here])


def before_cell(builder: TurnBuilder, table: Table) -> Cursor | None:
    """Return the cursor before the open one; None where the table begins."""
    cursor = builder.cursor
    if not in_cell(builder, table):
        return Cursor(question=table.id) if cursor.column is not None else None
    names = [column.id for column in table.columns]
    here = names.index(cursor.column or "")
    if here > 0:
        return Cursor(question=table.id, row=cursor.row, column=names[here - 1])
    return Cursor(question=table.id) if rows_of(builder, table) else None


def past_cell(builder: TurnBuilder, table: Table) -> Turn | None:
    """Leave a cell as it is and ask the next one; None where a table without rows begins."""
    cursor = builder.cursor
    rows = rows_of(builder, table)
    if cursor.row is not None and cursor.row < len(rows):
        return ask(builder.at(after_cell(table, cursor)))
    return ask(builder.at(Cursor(question=table.id))) if rows else None
