"""The rebase of a writer's cursor in a table that colleagues have changed."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Conversation, Cursor
from flows.drafts import event_log
from flows.engine.asking.ask_table import PICK, rows_of
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Table


def is_changed(builder: TurnBuilder) -> bool:
    """Return whether a colleague has changed the open table since the writer was asked."""
    upto, name = builder.conversation.upto, builder.cursor.question
    if builder.team is None or upto == 0 or not isinstance(builder.question, Table):
        return False
    since = builder.conversation.events[upto:]
    return any(event.question == name and event.source.contact != builder.team.me for event in since)


def rebased(builder: TurnBuilder) -> TurnBuilder:
    """Return the builder at the same row under its new number; a new row stays a new one."""
    table, row = builder.question, builder.cursor.row
    if row is None or not isinstance(table, Table) or not is_changed(builder):
        return builder
    before = rows_of(replace(builder, conversation=_as_seen(builder)), table)
    now = rows_of(builder, table)
    if row < len(before) and before[row] in now:
        at = row if row < len(now) and now[row] == before[row] else now.index(before[row])
    elif row < len(before) <= len(now):
        at = row
    else:
        at = len(now)
    cursor = replace(builder.cursor, row=at) if at < table.max_rows else Cursor(question=table.id)
    pending = builder.conversation.pending
    moved = replace(pending, cursor=cursor) if pending is not None and pending.cursor == builder.cursor else pending
    return builder.at(cursor).with_pending(moved)


def chosen_anew(builder: TurnBuilder) -> TurnBuilder:
    """Return the builder that asks again which row is meant, as row numbers may have changed."""
    return builder.tell("team.rows_changed").at(Cursor(question=builder.cursor.question, column=PICK))


def _as_seen(builder: TurnBuilder) -> Conversation:
    conversation = builder.conversation
    events = conversation.events[: conversation.upto]
    return replace(conversation, events=events, draft=event_log.fold(events))
