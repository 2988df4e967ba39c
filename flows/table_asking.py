"""Puts a table into messages: one cell at a time, and a resting place between rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from flows.conversation import Cursor, Turn
from flows.messages import Button, Reply, Rich, Wants
from flows.model import Cell, Table, Value
from flows.questions import buttons, show, wants
from flows.scene import Scene
from flows.texts import bold, lines, normal, say, word

Row = Mapping[str, Value]
PICK = "pick"
"""The column name of a cursor that asks which row to change."""


def rows_of(scene: Scene, table: Table) -> list[Row]:
    """Return the rows a table has now."""
    value = scene.draft.value(table.id)
    return list(cast(Sequence[Row], value)) if isinstance(value, list) else []


def column_of(table: Table, name: str) -> Cell:
    """Return the column with this id; KeyError if there is none."""
    return {column.id: column for column in table.columns}[name]


def row_line(table: Table, row: Row) -> str:
    """Return a row on one line, as it is read back to the person."""
    cells = [show(column, row[column.id]) for column in table.columns if row.get(column.id) is not None]
    return " · ".join(cells)


def ask_table(scene: Scene, table: Table, footer: str) -> Turn:
    """End a turn by asking a table's next cell, or whether there is another row."""
    cursor = scene.cursor
    rows = rows_of(scene, table)
    if cursor.column == PICK:
        return scene.question_turn(_pick(table, rows, cursor.row, footer))
    if cursor.row is None and rows:
        return scene.question_turn(_rest(scene, table, rows, footer))
    if cursor.row is None or cursor.column is None:
        scene = scene.at(Cursor(question=table.id, row=len(rows), column=table.columns[0].id))
    return scene.question_turn(_cell(scene, table, rows, footer))


def _cell(scene: Scene, table: Table, rows: list[Row], footer: str) -> Reply:
    cursor = scene.cursor
    row = cursor.row or 0
    column = column_of(table, cursor.column or table.columns[0].id)
    number = table.columns.index(column) + 1
    old = rows[row].get(column.id) if row < len(rows) else None
    first = row == 0 and number == 1 and not rows
    parts: list[Rich] = [
        say("ask.cell", table=table.label, row=table.row, number=row + 1, column=number, columns=len(table.columns)),
        lines(bold(table.prompt), normal(column.prompt)) if first else bold(column.prompt),
        say("ask.row_at_once", columns="; ".join(one.label for one in table.columns)) if first else (),
        say("ask.now", value=show(column, old)) if old is not None else (),
    ]
    return Reply(
        text=lines(*parts),
        footer=footer,
        choices=buttons(column),
        actions=_cell_actions(scene, column, first=first, answered=old is not None),
        wants=wants(column),
    )


def _cell_actions(scene: Scene, column: Cell, *, first: bool, answered: bool) -> tuple[Button, ...]:
    actions = [Button(word("button.next"), "next")] if answered else []
    if column.example or (first and scene.question is not None and scene.question.example):
        actions.append(Button(word("button.example"), "example"))
    if not answered:
        actions.append(Button(word("button.skip"), "skip"))
    actions.append(Button(word("button.back"), "back"))
    actions.append(Button(word("button.help"), "help"))
    return (*scene.offers, *actions)[:4]


def _rest(scene: Scene, table: Table, rows: list[Row], footer: str) -> Reply:
    listed = [normal(f"{number}. {row_line(table, row)}") for number, row in enumerate(rows, 1)]
    add = Button(word("button.row_add", row=table.row), "row_add")
    done = Button(word("button.done"), "row_done")
    change = Button(word("button.row_list", row=table.row), "row_list")
    enough = len(rows) >= max(table.min_rows, 2)
    choices: tuple[Button, ...] = (done, add) if enough else (add, done)
    if len(rows) >= table.max_rows:
        choices = (done,)
    return Reply(
        text=lines(bold(table.prompt) if not scene.said else (), *listed, say("ask.more_rows", row=table.row)),
        footer=footer,
        choices=choices,
        actions=(*scene.offers, change, Button(word("button.back"), "back"))[:4],
        wants=Wants.CHOICE,
    )


def _pick(table: Table, rows: list[Row], row: int | None, footer: str) -> Reply:
    back = (Button(word("button.next"), "row_rest"),)
    if row is None or row >= len(rows):
        choices = tuple(
            Button(f"{number}. {row_line(table, one)}", "row_pick", str(number)) for number, one in enumerate(rows, 1)
        )
        text = say("ask.row_list", row=table.row.capitalize())
        return Reply(text=text, footer=footer, choices=choices, actions=back, wants=Wants.CHOICE)
    return Reply(
        text=say("ask.row_item", row=table.row.capitalize(), number=row + 1, value=row_line(table, rows[row])),
        footer=footer,
        choices=(
            Button(word("button.row_edit"), "row_edit", str(row + 1)),
            Button(word("button.row_remove"), "row_remove", str(row + 1)),
        ),
        actions=back,
        wants=Wants.CHOICE,
    )
