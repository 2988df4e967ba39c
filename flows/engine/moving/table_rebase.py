"""Finds the row a person stands at again when colleagues have changed the table meanwhile."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Conversation, Cursor
from flows.drafts import event_log as log
from flows.engine.asking.ask_table import PICK, rows_of
from flows.engine.turn.turn_builder import Scene
from flows.forms.model import Table


def is_changed(scene: Scene) -> bool:
    """Tell whether a colleague has changed the open table since the person was asked."""
    upto, name = scene.conversation.upto, scene.cursor.question
    if scene.team is None or upto == 0 or not isinstance(scene.question, Table):
        return False
    since = scene.conversation.events[upto:]
    return any(event.question == name and event.source.contact != scene.team.me for event in since)


def rebased(scene: Scene) -> Scene:
    """Return the scene at the same row as before, wherever it is now; a new row stays a new one."""
    table, row = scene.question, scene.cursor.row
    if row is None or not isinstance(table, Table) or not is_changed(scene):
        return scene
    before = rows_of(replace(scene, conversation=_as_seen(scene)), table)
    now = rows_of(scene, table)
    if row < len(before) and before[row] in now:
        at = row if row < len(now) and now[row] == before[row] else now.index(before[row])
    elif row < len(before) <= len(now):
        at = row
    else:
        at = len(now)
    cursor = replace(scene.cursor, row=at) if at < table.max_rows else Cursor(question=table.id)
    pending = scene.conversation.pending
    moved = replace(pending, cursor=cursor) if pending is not None and pending.cursor == scene.cursor else pending
    return scene.at(cursor).doubting(moved)


def chosen_anew(scene: Scene) -> Scene:
    """Return the scene that asks once more which row is meant, as the numbers may mean others now."""
    return scene.tell("team.rows_changed").at(Cursor(question=scene.cursor.question, column=PICK))


def _as_seen(scene: Scene) -> Conversation:
    conversation = scene.conversation
    events = conversation.events[: conversation.upto]
    return replace(conversation, events=events, draft=log.fold(events))
