"""The handling of a table's cells and rows."""

from __future__ import annotations

from typing import cast

from flows.conversation import AnswerSource, ConfirmReason, Cursor, EventKind, PendingAnswer, Turn
from flows.engine.asking.ask_question import ask
from flows.engine.asking.ask_table import PICK, Row, cells_together, column_of, row_line, rows_of
from flows.engine.moving import navigation
from flows.engine.moving.move_in_table import after_cell
from flows.engine.turn import team
from flows.engine.turn.hints import hinted, strongest
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import Cell, LongText, Table, Text, Value
from flows.language.command_words import is_courtesy, is_none_yet
from flows.language.yes_no import wants_more
from flows.messages import Button, Input, TextInput
from flows.quality.personal_data import personal
from flows.questions.kinds import Parsed, Problem, readable, row, show, understand
from flows.questions.split_answers import Pieces, cut
from flows.text_format import says_something
from flows.texts import normal, word

Rows = list[Row]
ROW_ECHO = 120
"""Characters of a row that are read back."""
SURE_CELLS = 3
"""Cells a line must have to be taken as a row although another question is open."""


def take_cell(builder: TurnBuilder, table: Table, given: Input, *, sure: bool = False) -> Turn:
    """Handle an input as the open cell, as whole rows, or, between rows, as the next row's first cell."""
    column = column_of(table, builder.cursor.column)
    if builder.cursor.row is None or column is None:
        return _take_between(builder, table, given)
    if isinstance(given, TextInput):
        if isinstance(column, Text | LongText) and is_courtesy(given.text):
            return ask(noted(builder, given).tell("odd.courtesy"))
        if is_none_yet(given.text) and not rows_of(builder, table) and column is table.columns[0]:
            return navigation.skip(noted(builder, given), "")
        if personal(given.text) and not sure:
            doubt = PendingAnswer(
                doubt=ConfirmReason.PERSONAL,
                cursor=builder.cursor,
                value=given.text,
                raw=given.text,
                how=AnswerSource.TYPED,
            )
            return ask(builder.with_pending(doubt))
        whole = row(table, given.text) if column is table.columns[0] else None
        if isinstance(whole, Problem):
            return _take_readable(builder, table, given, whole)
        if whole is not None:
            return _take_rows(builder, table, whole, given.text)
        together = cells_together(builder, table)
        pieces = cut(together, given.text) if together else None
        if pieces is not None and len(pieces) > 1:
            return _take_pieces(builder, table, pieces, given)
    return _take_one(builder, table, column, given)


def _take_between(builder: TurnBuilder, table: Table, given: Input) -> Turn:
    if not isinstance(given, TextInput):
        return ask(noted(builder, given).tell("odd.use_buttons"))
    more = wants_more(given.text)
    if more is not None:
        builder = noted(builder, given)
        return row_add(builder, "") if more else row_done(builder, "")
    rows = rows_of(builder, table)
    if len(rows) >= table.max_rows or is_courtesy(given.text):
        return ask(noted(builder, given).tell("odd.use_buttons"))
    return take_cell(_at_row(builder, table, len(rows)), table, given)


def _take_rows(builder: TurnBuilder, table: Table, new: Rows, raw: str) -> Turn:
    rows = rows_of(builder, table)
    at = builder.cursor.row if builder.cursor.row is not None else len(rows)
    rows[at : at + 1] = new
    builder = _saved(builder, table, rows[: table.max_rows], raw, AnswerSource.TYPED)
    if builder.brief:
        read = " / ".join(shortened(row_line(table, row), ROW_ECHO) for row in new)
        builder = builder.tell("saved.rows_read", count=len(new), row=table.row, read=shortened(read, 2 * ROW_ECHO))
    elif len(new) == 1:
        builder = builder.tell("saved.row", row=table.row.capitalize(), number=at + 1)
    else:
        builder = builder.tell("saved.rows", row=table.row, count=len(new))
    if len(rows) > table.max_rows:
        builder = builder.tell("saved.rows_cut", row=table.row, most=table.max_rows)
        builder = builder.record(EventKind.NOTED, table.id, raw=raw)
    if builder.brief and len(rows) >= table.min_rows:
        return _leave(builder, table)
    return ask(builder.at(Cursor(question=table.id)))


def _leave(builder: TurnBuilder, table: Table) -> Turn:
    """Go on without asking for more rows, as each message costs money; unasked rows are still accepted."""
    is_full = len(rows_of(builder, table)) >= table.max_rows
    more = () if is_full else (Button(word("button.row_add", row=table.row), "edit", table.id),)
    builder = hinted(builder, table, strongest(builder, table))
    return navigation.go_on(builder.offer(*more), table.id)


def more_rows(builder: TurnBuilder, given: TextInput) -> Turn | None:
    """Handle rows that follow those just given, though the next question is open; None if it is something else."""
    told = (event for event in team.mine(builder) if event.kind is not EventKind.HINTED)
    last = next(told, None)
    if last is None or last.kind is not EventKind.ANSWERED or not builder.flow.has(last.question):
        return None
    if isinstance(builder.question, Table) and isinstance(row(builder.question, given.text), list):
        return None
    table = builder.flow.question(last.question)
    rows = row(table, given.text) if isinstance(table, Table) and table is not builder.question else None
    if not isinstance(table, Table) or not isinstance(rows, list):
        return None
    if any(len(other_row) < min(SURE_CELLS, len(table.columns)) for other_row in rows):
        return None
    return take_cell(builder.returning(builder.cursor.question).at(Cursor(question=table.id)), table, given)


def _take_pieces(builder: TurnBuilder, table: Table, pieces: Pieces, given: TextInput) -> Turn:
    """Handle the parts of one message as a row's cells; the first that is not understood is asked again."""
    rows = rows_of(builder, table)
    at = min(builder.cursor.row or 0, len(rows))
    good = dict(rows[at]) if at < len(rows) else {}
    wrong: list[tuple[str, Problem]] = []
    for piece in pieces:
        column = column_of(table, piece.question)
        if column is None or not says_something(piece.text):
            continue
        read = understand(column, TextInput(text=piece.text))
        if isinstance(read, Problem):
            wrong.append((column.id, read))
        else:
            good[column.id] = read.value
    lacks = [column.id for column in table.columns if column.required and column.id not in good]
    if not wrong and not lacks:
        return _take_rows(builder, table, [good], given.text)
    return _take_part(builder, table, at, good, wrong[0] if wrong else (lacks[0], None), given)


def _take_part(
    builder: TurnBuilder, table: Table, at: int, good: Row, asked: tuple[str, Problem | None], given: TextInput
) -> Turn:
    """Save the cells of a row that were understood, and ask the one that was not, or is missing."""
    rows = rows_of(builder, table)
    rows[at : at + 1] = [good] if good else []
    builder = _saved(builder, table, rows, given.text, AnswerSource.TYPED) if good else noted(builder, given)
    if good:
        builder = builder.tell("saved.row_part", read=shortened(row_line(table, good), ROW_ECHO))
    column, problem = asked
    builder = builder.at(Cursor(question=table.id, row=at, column=column))
    return ask(builder.tell_rich(normal(problem.text)) if problem is not None else builder)


def _take_readable(builder: TurnBuilder, table: Table, given: TextInput, problem: Problem) -> Turn:
    """Save what can be read of a row, and ask only for the unreadable cell."""
    builder = noted(builder, given)
    read = readable(table, given.text)
    if read is None:
        return ask(builder.tell_rich(normal(problem.text)))
    good, wrong, column = read
    rows = rows_of(builder, table)
    at = min(builder.cursor.row or 0, len(rows))
    rows[at : at + 1] = [good]
    builder = _saved(builder, table, rows, given.text, AnswerSource.TYPED).tell("saved.row_but", count=len(good))
    builder = builder.at(Cursor(question=table.id, row=at, column=column))
    return ask(builder.tell_rich(normal(wrong.text)))


def _take_one(builder: TurnBuilder, table: Table, column: Cell, given: Input) -> Turn:
    understood = understand(column, given)
    if isinstance(understood, Problem):
        found = tuple(Button(choice.label, "choose", choice.id) for choice in understood.candidates)
        return ask(noted(builder, given).tell_rich(normal(understood.text)).with_found(found))
    rows = rows_of(builder, table)
    at = min(builder.cursor.row or 0, len(rows))
    was_empty = at == len(rows) or rows[at].get(column.id) is None
    builder = _put(builder, table, at, column, understood)
    behind = _next_empty(builder, table, at) if was_empty else after_cell(table, builder.cursor)
    if behind.column is None:
        return ask(builder.at(behind).tell("saved.row", row=table.row.capitalize(), number=at + 1))
    is_text = isinstance(column, Text | LongText)
    value = shortened(show(column, understood.value), 120)
    return ask(builder.at(behind).tell("saved.plain" if is_text else "saved.value", value=value))


def _next_empty(builder: TurnBuilder, table: Table, at: int) -> Cursor:
    """Return the cursor after a cell that was empty: filled cells are not asked again."""
    behind = after_cell(table, builder.cursor)
    filled = rows_of(builder, table)[at]
    while behind.column is not None and filled.get(behind.column) is not None:
        behind = after_cell(table, behind)
    return behind


def _put(builder: TurnBuilder, table: Table, at: int, column: Cell, understood: Parsed) -> TurnBuilder:
    rows = rows_of(builder, table)
    if at == len(rows):
        rows.append({})
    rows[at][column.id] = understood.value
    return _saved(builder, table, rows, understood.raw, understood.how)


def _saved(builder: TurnBuilder, table: Table, rows: Rows, raw: str, how: AnswerSource) -> TurnBuilder:
    return builder.record(EventKind.ANSWERED, table.id, cast(Value, rows), raw=raw, how=how)


def late_cell(builder: TurnBuilder, table: Table, given: Input, seen: Cursor) -> TurnBuilder | None:
    """Save a late answer in the cell its sender saw; None if it is no answer to that cell."""
    column = column_of(table, seen.column)
    rows = rows_of(builder, table)
    if column is None or seen.row is None or seen.row > len(rows) or team.is_anothers(builder, table.id):
        return None
    understood = understand(column, given)
    if isinstance(understood, Problem) or personal(understood.raw) or understood.raw.count(";"):
        return None
    builder = _put(builder, table, seen.row, column, understood).offer_undo()
    value = shortened(show(column, understood.value), 120)
    return builder.tell("saved.late_cell", row=table.row, number=seen.row + 1, label=column.label, value=value)


def _at_row(builder: TurnBuilder, table: Table, number: int) -> TurnBuilder:
    return builder.at(Cursor(question=table.id, row=number, column=table.columns[0].id))


def row_add(builder: TurnBuilder, _: str) -> Turn:
    """Open the next row."""
    table = builder.question
    if not isinstance(table, Table):
        return ask(builder)
    rows = rows_of(builder, table)
    if len(rows) >= table.max_rows:
        return ask(builder.at(Cursor(question=table.id)))
    return ask(_at_row(builder, table, len(rows)))


def row_done(builder: TurnBuilder, _: str) -> Turn:
    """Leave the table, with at most one hint on it as a whole."""
    table = builder.question
    if not isinstance(table, Table):
        return ask(builder)
    rows = rows_of(builder, table)
    if not rows:
        return navigation.skip(builder.at(Cursor(question=table.id)), "")
    builder = builder.tell("saved.table", label=table.label, count=len(rows), row=table.row)
    return navigation.go_on(hinted(builder, table, strongest(builder, table)), table.id)


def close_row(builder: TurnBuilder, table: Table) -> Turn:
    """Handle "selesai" inside a table: close a row that is complete, or the table."""
    rows = rows_of(builder, table)
    at = builder.cursor.row
    if at is None or column_of(table, builder.cursor.column) is None or (at >= len(rows) and rows):
        return row_done(builder, "")
    row_now = rows[at] if at < len(rows) else {}
    missing = [column.label for column in table.columns if column.required and column.id not in row_now]
    if missing:
        return ask(builder.tell("odd.row_open", row=table.row, missing=missing[0]))
    return row_rest(builder, "")


def row_rest(builder: TurnBuilder, _: str) -> Turn:
    """Go back to the question between rows."""
    return ask(builder.at(Cursor(question=builder.cursor.question)))


def row_list(builder: TurnBuilder, _: str) -> Turn:
    """Ask which row to change."""
    return ask(builder.at(Cursor(question=builder.cursor.question, column=PICK)))


def row_pick(builder: TurnBuilder, number: str) -> Turn:
    """Show one row with its actions."""
    return ask(builder.at(Cursor(question=builder.cursor.question, row=_index(number), column=PICK)))


def row_edit(builder: TurnBuilder, number: str) -> Turn:
    """Ask one row's cells again."""
    table = builder.question
    if not isinstance(table, Table) or _index(number) >= len(rows_of(builder, table)):
        return ask(builder)
    return ask(_at_row(builder, table, _index(number)))


def row_remove(builder: TurnBuilder, number: str) -> Turn:
    """Remove one row; undo restores it."""
    table = builder.question
    if not isinstance(table, Table):
        return ask(builder)
    rows = rows_of(builder, table)
    at = _index(number)
    if at >= len(rows):
        return ask(builder)
    del rows[at]
    builder = _saved(builder, table, rows, "", AnswerSource.BUTTON)
    builder = builder.tell("saved.row_removed", row=table.row.capitalize(), number=at + 1)
    return ask(builder.at(Cursor(question=table.id)).offer_undo())


def _index(number: str) -> int:
    return int(number) - 1 if number.isdecimal() and 0 < int(number) < 1000 else 0
