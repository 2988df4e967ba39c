"""Moves through a form: on, back, to any question, and back in time."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from flows import log, path
from flows.asking import ask, opened
from flows.conversation import Cursor, Event, EventKind, Turn
from flows.messages import Button
from flows.model import LongText, Question, Table
from flows.questions import show
from flows.scene import Scene, draft_name, shortened
from flows.showing import show_list, show_ways_out
from flows.table_asking import PICK
from flows.texts import word

CLOSE_ENOUGH = 72
"""Of 100: how alike a typed word and a question's name must be."""


def open_question(scene: Scene, question: str | None) -> Scene:
    """Return the scene with this question open; None is the end."""
    return scene.at(opened(scene, question) if question is not None else Cursor())


def go_on(scene: Scene, after: str | None) -> Turn:
    """Ask what comes next: where the person came from, or the next open question."""
    back_to = scene.conversation.back_to
    scene = scene.changed(back_to=None)
    way = path.path(scene.flow, scene.draft)
    if back_to is not None and back_to in way and back_to != after:
        return ask(open_question(scene, back_to))
    return ask(open_question(scene, path.next_open(scene.flow, scene.conversation, after)))


def next_question(scene: Scene, _: str) -> Turn:
    """Go on from an answered question; at an open one, say where the person is."""
    name = scene.cursor.question
    if name is None or not path.is_open(scene.draft, name):
        if name is None and path.next_open(scene.flow, scene.conversation, None) is None:
            return ask(scene)
        return go_on(scene, name)
    return resume(scene, "")


def back(scene: Scene, _: str) -> Turn:
    """Go to the question before; inside a table, to the cell before."""
    question = scene.question
    cursor = scene.cursor
    if isinstance(question, Table) and cursor.row is not None and cursor.column not in (None, PICK):
        names = [column.id for column in question.columns]
        here = names.index(cursor.column or names[0])
        if here > 0:
            return ask(scene.at(Cursor(question=question.id, row=cursor.row, column=names[here - 1])))
        if cursor.row > 0:
            return ask(scene.at(Cursor(question=question.id)))
    before = _before(scene)
    if before is None:
        return ask(scene.tell("odd.first"))
    return ask(open_question(scene, before))


def _before(scene: Scene) -> str | None:
    way = path.path(scene.flow, scene.draft)
    here = way.index(scene.cursor.question) if scene.cursor.question in way else len(way)
    for name in reversed(way[:here]):
        if not scene.conversation.quick or scene.flow.question(name).required or name in scene.draft.answers:
            return name
    return None


def skip(scene: Scene, _: str) -> Turn:
    """Leave a question for later; it stays in the list as a gap."""
    question = scene.question
    if question is None:
        return ask(scene)
    if isinstance(question, Table) and scene.cursor.row is not None and scene.cursor.column is not None:
        return _skip_cell(scene, question)
    if question.id in scene.draft.answers:
        return go_on(scene, question.id)
    return _skip_question(scene, question)


def _skip_question(scene: Scene, question: Question) -> Turn:
    scene = scene.record(EventKind.SKIPPED, question.id)
    scene = scene.tell("saved.deferred" if question.required else "saved.skipped", label=question.label)
    return go_on(scene, question.id)


def _skip_cell(scene: Scene, table: Table) -> Turn:
    cursor = scene.cursor
    names = [column.id for column in table.columns]
    here = names.index(cursor.column) if cursor.column in names else 0
    value = scene.draft.value(table.id)
    started = isinstance(value, list) and cursor.row is not None and cursor.row < len(value)
    if here == 0 and not started:
        return ask(scene.at(Cursor(question=table.id))) if value else _skip_question(scene, table)
    return ask(scene.at(after_cell(table, cursor)))


def after_cell(table: Table, cursor: Cursor) -> Cursor:
    """Return the cursor behind a cell: the next one of the row, or the rest between rows."""
    names = [column.id for column in table.columns]
    here = names.index(cursor.column) + 1 if cursor.column in names else len(names)
    if here == len(names):
        return Cursor(question=table.id)
    return Cursor(question=table.id, row=cursor.row, column=names[here])


def repeat(scene: Scene, _: str) -> Turn:
    """Ask the open question once more."""
    return ask(scene)


def resume(scene: Scene, _: str) -> Turn:
    """Ask the open question with a reminder of where the person is."""
    answered = [event for event in scene.conversation.events if event.kind is EventKind.ANSWERED]
    known = [event for event in answered if scene.flow.has(event.question)]
    if not known:
        return ask(scene.tell("show.resume_new"))
    label = scene.flow.question(known[-1].question).label
    return ask(scene.tell("show.resume", name=draft_name(scene.flow, scene.draft), label=label))


def edit(scene: Scene, wanted: str) -> Turn:
    """Open any question by its id or by what a person calls it; without a name, show the list."""
    if not wanted:
        return show_list(scene, "")
    name = _found(scene, wanted)
    if name is None:
        return show_list(scene.tell("odd.unknown_question", text=shortened(wanted, 40)), "")
    return go_to(scene, name)


def go_to(scene: Scene, question: str) -> Turn:
    """Open a question and remember where to go on afterwards."""
    here = scene.cursor.question
    keep = here if here is not None and here != question and path.is_open(scene.draft, here) else None
    return ask(open_question(scene.changed(back_to=keep or scene.conversation.back_to), question))


def _found(scene: Scene, wanted: str) -> str | None:
    way = path.path(scene.flow, scene.draft)
    if wanted in way:
        return wanted
    labels = {name: scene.flow.question(name).label.lower() for name in way}
    best = process.extractOne(wanted.lower(), labels, scorer=fuzz.WRatio, score_cutoff=CLOSE_ENOUGH)
    return best[2] if best is not None else None


def fill(scene: Scene, _: str) -> Turn:
    """Go through what is still empty: the mandatory first, then all the rest."""
    scene = scene.changed(quick=False, back_to=None)
    way = path.path(scene.flow, scene.draft)
    empty = [name for name in way if name not in scene.draft.answers]
    ordered = [*path.gaps(scene.flow, scene.draft), *[n for n in empty if path.is_open(scene.draft, n)], *empty]
    return ask(open_question(scene, ordered[0] if ordered else None))


def full(scene: Scene, _: str) -> Turn:
    """Leave the quick pass: ask every question in the form's order."""
    scene = scene.changed(quick=False)
    here = path.next_open(scene.flow, scene.conversation, None)
    return ask(open_question(scene, here))


def undo(scene: Scene, _: str) -> Turn:
    """Take the last change back and stand at its question."""
    event = log.last_undoable(scene.conversation)
    if event is None:
        return ask(scene.tell("saved.nothing_to_undo"))
    scene = scene.record(EventKind.UNDONE, event.question, event.number)
    here = scene.cursor.question
    target = _question_of(scene, event)
    scene = _tell_undone(scene, event)
    if target is None:
        return ask(scene)
    scene = scene.changed(back_to=here if here is not None and here != target else scene.conversation.back_to)
    return ask(open_question(scene, target))


def _question_of(scene: Scene, event: Event) -> str | None:
    """Return the question an event is about; evidence belongs to a section and opens nothing."""
    if event.kind in (EventKind.ATTACHED, EventKind.DETACHED):
        return None
    return event.question if event.question in path.path(scene.flow, scene.draft) else None


def _tell_undone(scene: Scene, event: Event) -> Scene:
    if event.kind in (EventKind.ATTACHED, EventKind.DETACHED):
        return scene.tell("saved.removed")
    question = scene.flow.question(event.question)
    value = scene.draft.value(event.question)
    if value is None:
        return scene.tell("saved.undone_empty", label=question.label)
    return scene.tell("saved.undone", label=question.label, value=shortened(show(question, value), 120))


def add(scene: Scene, wanted: str) -> Turn:
    """Open a text that is already there to add to it: the one named, the open one, or the last one answered."""
    name = wanted or _last_text(scene)
    if name is None or not isinstance(scene.flow.question(name), LongText) or name not in scene.draft.answers:
        return ask(scene.tell("odd.add_to_what"))
    here = scene.cursor.question
    scene = scene.changed(back_to=here if here is not None and here != name else scene.conversation.back_to)
    return ask(scene.at(Cursor(question=name, adding=True)))


def replace_last(scene: Scene, _: str) -> Turn:
    """Open the last answer to write it anew."""
    here = scene.cursor.question
    if here is not None and here in scene.draft.answers:
        return ask(open_question(scene, here))
    answered = [event.question for event in scene.conversation.events if event.kind is EventKind.ANSWERED]
    return go_to(scene, answered[-1]) if answered else ask(scene)


def _last_text(scene: Scene) -> str | None:
    here = scene.cursor.question
    if here is not None and here in scene.draft.answers:
        return here
    for event in reversed(scene.conversation.events):
        if event.kind is EventKind.ANSWERED and isinstance(scene.flow.question(event.question), LongText):
            return event.question
    return None


def keep(scene: Scene, question: str) -> Turn:
    """Remember that the person looked at a question's hints and keeps the answer."""
    name = question or scene.cursor.question
    answer = scene.draft.answers.get(name) if name else None
    if name is None or answer is None:
        return ask(scene)
    scene = scene.record(EventKind.KEPT, name, answer.event)
    return go_on(scene.tell("saved.kept", label=scene.flow.question(name).label), name)


def stop(scene: Scene, _: str) -> Turn:
    """Leave what was begun: a doubt, an addition, a change of an earlier answer; else offer ways out."""
    pending = scene.conversation.pending
    if pending is not None:
        return go_on(scene.at(pending.cursor).tell("doubt.cancelled"), pending.cursor.question)
    if scene.cursor.adding or scene.conversation.back_to is not None:
        return go_on(scene.tell("doubt.cancelled"), scene.cursor.question)
    return show_ways_out(scene)


def add_button(question: Question) -> Button:
    """Offer to add to an answer that was just given."""
    return Button(word("button.add_before"), "add", question.id)
