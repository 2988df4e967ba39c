"""Takes a table's cells and rows, and what is done with them."""

from __future__ import annotations

from typing import cast

from flows.asking import ask
from flows.conversation import Cursor, EventKind, How, Turn
from flows.messages import Button, Input, Said
from flows.model import Cell, Table, Value
from flows.moving import after_cell, go_on
from flows.questions import Problem, row, understand
from flows.scene import Scene
from flows.table_asking import PICK, column_of, row_line
from flows.texts import normal, word

Rows = list[dict[str, Value]]


def rows_of(scene: Scene, table: Table) -> Rows:
    """Return a copy of a table's rows that may be changed."""
    value = scene.draft.value(table.id)
    return [dict(cast(dict[str, Value], one)) for one in value] if isinstance(value, list) else []


def take_cell(scene: Scene, table: Table, given: Input) -> Turn:
    """Take an input as the open cell, as a whole row, or, between rows, as the next row's first cell."""
    rows = rows_of(scene, table)
    cursor = scene.cursor
    if cursor.row is None or cursor.column in (None, PICK):
        if not isinstance(given, Said) or len(rows) >= table.max_rows:
            return ask(_noted(scene, table, given).tell("odd.use_buttons"))
        cursor = Cursor(question=table.id, row=len(rows), column=table.columns[0].id)
        scene = scene.at(cursor)
    if isinstance(given, Said) and cursor.column == table.columns[0].id:
        whole = row(table, given.text)
        if isinstance(whole, Problem):
            return ask(_noted(scene, table, given).tell_rich(normal(whole.text)))
        if whole is not None:
            return _take_rows(scene, table, rows, whole, given.text)
    return _take_one(scene, table, rows, column_of(table, cursor.column or ""), given)


def _take_rows(scene: Scene, table: Table, rows: Rows, new: Rows, raw: str) -> Turn:
    at = scene.cursor.row if scene.cursor.row is not None else len(rows)
    rows[at : at + 1] = new
    scene = _saved(scene, table, rows[: table.max_rows], raw, How.TYPED)
    return ask(scene.at(Cursor(question=table.id)).tell("saved.rows", count=len(new), row=table.row))


def _take_one(scene: Scene, table: Table, rows: Rows, column: Cell, given: Input) -> Turn:
    understood = understand(column, given)
    if isinstance(understood, Problem):
        return ask(_noted(scene, table, given).tell_rich(normal(understood.text)))
    cursor = scene.cursor
    at = cursor.row if cursor.row is not None else len(rows)
    if at >= len(rows):
        at = len(rows)
        rows.append({})
    rows[at][column.id] = understood.value
    scene = _saved(scene, table, rows, understood.raw, understood.how)
    behind = after_cell(table, cursor)
    if behind.column is None:
        scene = scene.tell("saved.row", row=table.row, number=at + 1, value=row_line(table, rows[at]))
    else:
        scene = scene.tell("saved.plain")
    return ask(scene.at(behind))


def _saved(scene: Scene, table: Table, rows: Rows, raw: str, how: How) -> Scene:
    return scene.record(EventKind.ANSWERED, table.id, cast(Value, rows), raw=raw, how=how)


def _noted(scene: Scene, table: Table, given: Input) -> Scene:
    raw = given.text if isinstance(given, Said) else f"[{type(given).__name__}]"
    return scene.record(EventKind.NOTED, table.id, raw=raw)


def row_add(scene: Scene, _: str) -> Turn:
    """Open the next row."""
    table = scene.question
    if not isinstance(table, Table):
        return ask(scene)
    rows = rows_of(scene, table)
    if len(rows) >= table.max_rows:
        return ask(scene.at(Cursor(question=table.id)))
    return ask(scene.at(Cursor(question=table.id, row=len(rows), column=table.columns[0].id)))


def row_done(scene: Scene, _: str) -> Turn:
    """Leave the table."""
    return go_on(scene, scene.cursor.question)


def row_rest(scene: Scene, _: str) -> Turn:
    """Go back to the rest between rows."""
    return ask(scene.at(Cursor(question=scene.cursor.question)))


def row_list(scene: Scene, _: str) -> Turn:
    """Ask which row to change."""
    return ask(scene.at(Cursor(question=scene.cursor.question, column=PICK)))


def row_pick(scene: Scene, number: str) -> Turn:
    """Show one row with what can be done to it."""
    return ask(scene.at(Cursor(question=scene.cursor.question, row=_index(number), column=PICK)))


def row_edit(scene: Scene, number: str) -> Turn:
    """Go through one row's cells again."""
    table = scene.question
    if not isinstance(table, Table) or _index(number) >= len(rows_of(scene, table)):
        return ask(scene)
    return ask(scene.at(Cursor(question=table.id, row=_index(number), column=table.columns[0].id)))


def row_remove(scene: Scene, number: str) -> Turn:
    """Take one row out; undo brings it back."""
    table = scene.question
    if not isinstance(table, Table):
        return ask(scene)
    rows = rows_of(scene, table)
    at = _index(number)
    if at >= len(rows):
        return ask(scene)
    del rows[at]
    scene = _saved(scene, table, rows, "", How.BUTTON)
    scene = scene.tell("saved.row_removed", row=table.row.capitalize(), number=at + 1)
    return ask(scene.at(Cursor(question=table.id)).offer(Button(word("button.undo"), "undo")))


def next_cell(scene: Scene, table: Table) -> Turn:
    """Go on from a cell that is already filled."""
    return ask(scene.at(after_cell(table, scene.cursor)))


def _index(number: str) -> int:
    return int(number) - 1 if number.isdecimal() and int(number) > 0 else 0
