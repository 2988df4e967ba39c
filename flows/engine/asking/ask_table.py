"""Messages that ask a table: one cell at a time, and a question between rows."""

from __future__ import annotations

from typing import cast

from flows.conversation import Cursor, Turn
from flows.engine.asking.ask_group import numbered
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Cell, Table, Value
from flows.messages import Button, InputKind, Reply, Rich
from flows.questions.kinds import buttons, show, wants
from flows.texts import bold, lines, normal, say, word

Row = dict[str, Value]
PICK = "pick"
"""The column name of a cursor that asks which row to change."""


def rows_of(builder: TurnBuilder, table: Table) -> list[Row]:
    """Return a copy of a table's rows that may be changed."""
    value = builder.draft.value(table.id)
    return [dict(cast(Row, json_value)) for json_value in value] if isinstance(value, list) else []


def column_of(table: Table, name: str | None) -> Cell | None:
    """Return the column with this id, or None between rows."""
    return next((column for column in table.columns if column.id == name), None)


def row_line(table: Table, row: Row) -> str:
    """Return a row on one line, for reading back."""
    cells = [show(column, row[column.id]) for column in table.columns if row.get(column.id) is not None]
    return " · ".join(cells)


def cells_together(builder: TurnBuilder, table: Table) -> tuple[Cell, ...]:
    """Return the empty cells of the open row that one message asks, where few messages are wanted."""
    cursor, rows = builder.cursor, rows_of(builder, table)
    column = column_of(table, cursor.column)
    if not builder.brief or column is None or cursor.row is None:
        return ()
    filled = rows[cursor.row] if cursor.row < len(rows) else {}
    behind = table.columns[table.columns.index(column) :]
    empty = tuple(cell for cell in behind if filled.get(cell.id) is None)
    return empty if len(empty) > 1 and empty[0] is column else ()


def ask_table(builder: TurnBuilder, table: Table, footer: str) -> Turn:
    """End a turn by asking a table's next cell, or whether there is another row."""
    cursor = builder.cursor
    rows = rows_of(builder, table)
    if cursor.column == PICK and rows:
        return builder.question_turn(_pick(table, rows, cursor.row, footer))
    column = column_of(table, cursor.column)
    if (cursor.row is None or column is None) and rows:
        return builder.question_turn(_rest(builder, table, rows, footer))
    if cursor.row is None or column is None:
        column = table.columns[0]
        builder = builder.at(Cursor(question=table.id, row=0, column=column.id))
    return builder.question_turn(_cell(builder, table, column, rows, footer))


def _cell(builder: TurnBuilder, table: Table, column: Cell, rows: list[Row], footer: str) -> Reply:
    row = builder.cursor.row or 0
    number = table.columns.index(column) + 1
    old = rows[row].get(column.id) if row < len(rows) else None
    first = not rows and number == 1
    if together := cells_together(builder, table):
        return Reply(
            text=_row(builder, table, together),
            footer=footer,
            actions=_cell_actions(builder, table, column, first=first, answered=False),
        )
    place = say("ask.cell", table=table.label, row=table.row, number=row + 1, column=number, columns=len(table.columns))
    parts: list[Rich] = [
        say("ask.table", prompt=table.prompt, row=table.row) if first else place,
        say("ask.why", why=table.why) if first and table.why else (),
        say("ask.now", value=show(column, old)) if old is not None else (),
        bold(column.prompt),
        say("ask.row_at_once", columns="; ".join(cell.label for cell in table.columns)) if first else (),
    ]
    return Reply(
        text=lines(*parts),
        footer=footer,
        choices=builder.found or buttons(column),
        actions=_cell_actions(builder, table, column, first=first, answered=old is not None),
        wants=wants(column),
    )


def _row(builder: TurnBuilder, table: Table, together: tuple[Cell, ...]) -> Rich:
    """Ask a row's cells at once; while none is filled, several rows may come."""
    row = builder.cursor.row or 0
    is_whole = together == table.columns
    sample = table.example.splitlines()[0] if is_whole and table.example else "; ".join(cell.label for cell in together)
    return lines(
        say("ask.row", table=table.label, row=table.row, number=row + 1),
        bold(table.prompt) if is_whole else (),
        numbered(together),
        say("ask.rows_in_lines" if is_whole else "ask.row_in_line", row=table.row, sample=sample),
    )


def _cell_actions(
    builder: TurnBuilder, table: Table, column: Cell, *, first: bool, answered: bool
) -> tuple[Button, ...]:
    actions = [Button(word("button.next"), "next")] if answered else []
    if column.example or (first and table.example):
        actions.append(Button(word("button.example"), "example"))
    if not answered:
        actions.append(Button(word("button.skip"), "skip"))
    actions.append(Button(word("button.back"), "back"))
    actions.append(Button(word("button.help"), "help"))
    return (*builder.offers, *actions)


def _rest(builder: TurnBuilder, table: Table, rows: list[Row], footer: str) -> Reply:
    listed = [normal(f"{number}. {row_line(table, row)}") for number, row in enumerate(rows, 1)]
    add = Button(word("button.row_add", row=table.row), "row_add")
    done = Button(word("button.done"), "row_done")
    change = Button(word("button.row_list", row=table.row), "row_list")
    enough = len(rows) >= max(table.min_rows, 2)
    is_full = len(rows) >= table.max_rows
    choices: tuple[Button, ...] = (done,) if is_full else (done, add) if enough else (add, done)
    question = say("ask.rows_full" if is_full else "ask.more_rows", row=table.row, count=len(rows))
    return Reply(
        text=lines(normal(table.prompt) if not builder.said else (), *listed, question),
        footer=footer,
        choices=choices,
        actions=(*builder.offers, change, Button(word("button.back"), "back")),
    )


def _pick(table: Table, rows: list[Row], row: int | None, footer: str) -> Reply:
    back = (Button(word("button.back"), "row_rest"),)
    if row is None or row >= len(rows):
        choices = tuple(
            Button(f"{number}. {row_line(table, other_row)}", "row_pick", str(number))
            for number, other_row in enumerate(rows, 1)
        )
        text = say("ask.row_list", row=table.row.capitalize())
        return Reply(text=text, footer=footer, choices=choices, actions=back, wants=InputKind.CHOICE)
    return Reply(
        text=say("ask.row_item", row=table.row, number=row + 1, value=row_line(table, rows[row])),
        footer=footer,
        choices=(
            Button(word("button.row_edit"), "row_edit", str(row + 1)),
            Button(word("button.row_remove"), "row_remove", str(row + 1)),
        ),
        actions=back,
    )
