"""Takes a table's cells and rows, and what is done with them."""

from __future__ import annotations

from typing import cast

from flows.conversation import Cursor, Doubt, EventKind, How, Pending, Turn
from flows.engine.asking.ask_question import ask
from flows.engine.asking.ask_table import PICK, Row, cells_together, column_of, row_line, rows_of
from flows.engine.moving import navigation as moving
from flows.engine.moving.move_in_table import after_cell
from flows.engine.turn import team as sharing
from flows.engine.turn.hints import hinted, strongest
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import Scene, shortened
from flows.forms.model import Cell, LongText, Table, Text, Value
from flows.language.command_words import is_courtesy, is_none_yet
from flows.language.yes_no import wants_more
from flows.messages import Button, Input, Said
from flows.quality.personal_data import personal
from flows.questions.kinds import Problem, Understood, readable, row, show, understand
from flows.questions.split_answers import Pieces, cut
from flows.text_format import says_something
from flows.texts import normal, word

Rows = list[Row]
ROW_ECHO = 120
"""Characters of a row that are read back."""
SURE_CELLS = 3
"""Cells a line must have to be taken as a row although another question is open."""


def take_cell(scene: Scene, table: Table, given: Input, *, sure: bool = False) -> Turn:
    """Take an input as the open cell, as whole rows, or, between rows, as the next row's first cell."""
    column = column_of(table, scene.cursor.column)
    if scene.cursor.row is None or column is None:
        return _take_between(scene, table, given)
    if isinstance(given, Said):
        if isinstance(column, Text | LongText) and is_courtesy(given.text):
            return ask(noted(scene, given).tell("odd.courtesy"))
        if is_none_yet(given.text) and not rows_of(scene, table) and column is table.columns[0]:
            return moving.skip(noted(scene, given), "")
        if personal(given.text) and not sure:
            doubt = Pending(doubt=Doubt.PERSONAL, cursor=scene.cursor, value=given.text, raw=given.text, how=How.TYPED)
            return ask(scene.doubting(doubt))
        whole = row(table, given.text) if column is table.columns[0] else None
        if isinstance(whole, Problem):
            return _take_readable(scene, table, given, whole)
        if whole is not None:
            return _take_rows(scene, table, whole, given.text)
        together = cells_together(scene, table)
        pieces = cut(together, given.text) if together else None
        if pieces is not None and len(pieces) > 1:
            return _take_pieces(scene, table, pieces, given)
    return _take_one(scene, table, column, given)


def _take_between(scene: Scene, table: Table, given: Input) -> Turn:
    if not isinstance(given, Said):
        return ask(noted(scene, given).tell("odd.use_buttons"))
    more = wants_more(given.text)
    if more is not None:
        scene = noted(scene, given)
        return row_add(scene, "") if more else row_done(scene, "")
    rows = rows_of(scene, table)
    if len(rows) >= table.max_rows or is_courtesy(given.text):
        return ask(noted(scene, given).tell("odd.use_buttons"))
    return take_cell(_at_row(scene, table, len(rows)), table, given)


def _take_rows(scene: Scene, table: Table, new: Rows, raw: str) -> Turn:
    rows = rows_of(scene, table)
    at = scene.cursor.row if scene.cursor.row is not None else len(rows)
    rows[at : at + 1] = new
    scene = _saved(scene, table, rows[: table.max_rows], raw, How.TYPED)
    if scene.brief:
        read = " / ".join(shortened(row_line(table, one), ROW_ECHO) for one in new)
        scene = scene.tell("saved.rows_read", count=len(new), row=table.row, read=shortened(read, 2 * ROW_ECHO))
    elif len(new) == 1:
        scene = scene.tell("saved.row", row=table.row.capitalize(), number=at + 1)
    else:
        scene = scene.tell("saved.rows", row=table.row, count=len(new))
    if len(rows) > table.max_rows:
        scene = scene.tell("saved.rows_cut", row=table.row, most=table.max_rows)
        scene = scene.record(EventKind.NOTED, table.id, raw=raw)
    if scene.brief and len(rows) >= table.min_rows:
        return _leave(scene, table)
    return ask(scene.at(Cursor(question=table.id)))


def _leave(scene: Scene, table: Table) -> Turn:
    """Go on without asking for more rows, as each message costs money: more can follow unasked."""
    is_full = len(rows_of(scene, table)) >= table.max_rows
    more = () if is_full else (Button(word("button.row_add", row=table.row), "edit", table.id),)
    scene = hinted(scene, table, strongest(scene, table))
    return moving.go_on(scene.offer(*more), table.id)


def more_rows(scene: Scene, given: Said) -> Turn | None:
    """Take rows that follow those just given, though the next question is open; None if it is something else."""
    told = (event for event in sharing.mine(scene) if event.kind is not EventKind.HINTED)
    last = next(told, None)
    if last is None or last.kind is not EventKind.ANSWERED or not scene.flow.has(last.question):
        return None
    if isinstance(scene.question, Table) and isinstance(row(scene.question, given.text), list):
        return None
    table = scene.flow.question(last.question)
    rows = row(table, given.text) if isinstance(table, Table) and table is not scene.question else None
    if not isinstance(table, Table) or not isinstance(rows, list):
        return None
    if any(len(one) < min(SURE_CELLS, len(table.columns)) for one in rows):
        return None
    return take_cell(scene.returning(scene.cursor.question).at(Cursor(question=table.id)), table, given)


def _take_pieces(scene: Scene, table: Table, pieces: Pieces, given: Said) -> Turn:
    """Take the parts of one message as the cells of a row; the first that is not understood is asked again."""
    rows = rows_of(scene, table)
    at = min(scene.cursor.row or 0, len(rows))
    good = dict(rows[at]) if at < len(rows) else {}
    wrong: list[tuple[str, Problem]] = []
    for piece in pieces:
        column = column_of(table, piece.question)
        if column is None or not says_something(piece.text):
            continue
        read = understand(column, Said(text=piece.text))
        if isinstance(read, Problem):
            wrong.append((column.id, read))
        else:
            good[column.id] = read.value
    lacks = [column.id for column in table.columns if column.required and column.id not in good]
    if not wrong and not lacks:
        return _take_rows(scene, table, [good], given.text)
    return _take_part(scene, table, at, good, wrong[0] if wrong else (lacks[0], None), given)


def _take_part(scene: Scene, table: Table, at: int, good: Row, asked: tuple[str, Problem | None], given: Said) -> Turn:
    """Save the cells of a row that were understood, and ask the one that was not, or is missing."""
    rows = rows_of(scene, table)
    rows[at : at + 1] = [good] if good else []
    scene = _saved(scene, table, rows, given.text, How.TYPED) if good else noted(scene, given)
    if good:
        scene = scene.tell("saved.row_part", read=shortened(row_line(table, good), ROW_ECHO))
    column, problem = asked
    scene = scene.at(Cursor(question=table.id, row=at, column=column))
    return ask(scene.tell_rich(normal(problem.text)) if problem is not None else scene)


def _take_readable(scene: Scene, table: Table, given: Said, problem: Problem) -> Turn:
    """Keep what can be read of a row, and ask only for the cell that can not."""
    scene = noted(scene, given)
    read = readable(table, given.text)
    if read is None:
        return ask(scene.tell_rich(normal(problem.text)))
    good, wrong, column = read
    rows = rows_of(scene, table)
    at = min(scene.cursor.row or 0, len(rows))
    rows[at : at + 1] = [good]
    scene = _saved(scene, table, rows, given.text, How.TYPED).tell("saved.row_but", count=len(good))
    scene = scene.at(Cursor(question=table.id, row=at, column=column))
    return ask(scene.tell_rich(normal(wrong.text)))


def _take_one(scene: Scene, table: Table, column: Cell, given: Input) -> Turn:
    understood = understand(column, given)
    if isinstance(understood, Problem):
        found = tuple(Button(choice.label, "choose", choice.id) for choice in understood.candidates)
        return ask(noted(scene, given).tell_rich(normal(understood.text)).finding(found))
    rows = rows_of(scene, table)
    at = min(scene.cursor.row or 0, len(rows))
    was_empty = at == len(rows) or rows[at].get(column.id) is None
    scene = _put(scene, table, at, column, understood)
    behind = _next_empty(scene, table, at) if was_empty else after_cell(table, scene.cursor)
    if behind.column is None:
        return ask(scene.at(behind).tell("saved.row", row=table.row.capitalize(), number=at + 1))
    is_text = isinstance(column, Text | LongText)
    value = shortened(show(column, understood.value), 120)
    return ask(scene.at(behind).tell("saved.plain" if is_text else "saved.value", value=value))


def _next_empty(scene: Scene, table: Table, at: int) -> Cursor:
    """Return the cursor behind a cell that was empty: what is filled already is not asked again."""
    behind = after_cell(table, scene.cursor)
    filled = rows_of(scene, table)[at]
    while behind.column is not None and filled.get(behind.column) is not None:
        behind = after_cell(table, behind)
    return behind


def _put(scene: Scene, table: Table, at: int, column: Cell, understood: Understood) -> Scene:
    rows = rows_of(scene, table)
    if at == len(rows):
        rows.append({})
    rows[at][column.id] = understood.value
    return _saved(scene, table, rows, understood.raw, understood.how)


def _saved(scene: Scene, table: Table, rows: Rows, raw: str, how: How) -> Scene:
    return scene.record(EventKind.ANSWERED, table.id, cast(Value, rows), raw=raw, how=how)


def late_cell(scene: Scene, table: Table, given: Input, seen: Cursor) -> Scene | None:
    """Put a late answer into the cell its sender saw; None if it is no answer to that cell."""
    column = column_of(table, seen.column)
    rows = rows_of(scene, table)
    if column is None or seen.row is None or seen.row > len(rows) or sharing.is_anothers(scene, table.id):
        return None
    understood = understand(column, given)
    if isinstance(understood, Problem) or personal(understood.raw) or understood.raw.count(";"):
        return None
    scene = _put(scene, table, seen.row, column, understood).offer_undo()
    value = shortened(show(column, understood.value), 120)
    return scene.tell("saved.late_cell", row=table.row, number=seen.row + 1, label=column.label, value=value)


def _at_row(scene: Scene, table: Table, number: int) -> Scene:
    return scene.at(Cursor(question=table.id, row=number, column=table.columns[0].id))


def row_add(scene: Scene, _: str) -> Turn:
    """Open the next row."""
    table = scene.question
    if not isinstance(table, Table):
        return ask(scene)
    rows = rows_of(scene, table)
    if len(rows) >= table.max_rows:
        return ask(scene.at(Cursor(question=table.id)))
    return ask(_at_row(scene, table, len(rows)))


def row_done(scene: Scene, _: str) -> Turn:
    """Leave the table, with at most one hint for it as a whole."""
    table = scene.question
    if not isinstance(table, Table):
        return ask(scene)
    rows = rows_of(scene, table)
    if not rows:
        return moving.skip(scene.at(Cursor(question=table.id)), "")
    scene = scene.tell("saved.table", label=table.label, count=len(rows), row=table.row)
    return moving.go_on(hinted(scene, table, strongest(scene, table)), table.id)


def close_row(scene: Scene, table: Table) -> Turn:
    """Do what "selesai" means inside a table: end a row that has what it needs, or the table."""
    rows = rows_of(scene, table)
    at = scene.cursor.row
    if at is None or column_of(table, scene.cursor.column) is None or (at >= len(rows) and rows):
        return row_done(scene, "")
    row_now = rows[at] if at < len(rows) else {}
    missing = [column.label for column in table.columns if column.required and column.id not in row_now]
    if missing:
        return ask(scene.tell("odd.row_open", row=table.row, missing=missing[0]))
    return row_rest(scene, "")


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
    return ask(_at_row(scene, table, _index(number)))


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
    return ask(scene.at(Cursor(question=table.id)).offer_undo())


def _index(number: str) -> int:
    return int(number) - 1 if number.isdecimal() and 0 < int(number) < 1000 else 0
