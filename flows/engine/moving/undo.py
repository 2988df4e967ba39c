"""Undo, newest change first; nothing is removed from the log."""

from __future__ import annotations

from collections.abc import Iterator

from flows.conversation import Event, EventKind, Turn
from flows.drafts import event_log, path
from flows.engine.asking.ask_question import ask
from flows.engine.moving import move_to_point
from flows.engine.moving.navigation import open_question
from flows.engine.turn import points, team
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import Table
from flows.questions.kinds import show

PROOFS = {
    EventKind.ATTACHED: "saved.removed",
    EventKind.DETACHED: "saved.returned",
    EventKind.MOVED: "saved.moved_back",
}
"""What is said when a change to the evidence is taken back."""


def undo(builder: TurnBuilder, number: str) -> Turn:
    """Undo the change that a button names, or the last one, and open its question."""
    own = (other_event for other_event in _undoable(builder) if team.is_mine(builder, other_event.number))
    event = _named(builder, number) if number else next(own, None)
    if event is None:
        return ask(builder.tell("saved.too_late_to_undo" if number else "saved.nothing_to_undo"))
    here = builder.cursor.question
    builder = builder.record(EventKind.UNDONE, event.question, event.number)
    builder, reopened = points.reopened(builder, event.number)
    builder = _told(builder, event)
    if reopened is not None:
        return ask(move_to_point.open_point(builder, reopened))
    target = event.question
    if event.kind in PROOFS or target not in path.path(builder.flow, builder.draft):
        return ask(builder)
    if here is not None and here != target and path.is_open(builder.draft, here):
        builder = builder.returning(here)
    return ask(open_question(builder, target))


def _undoable(builder: TurnBuilder) -> Iterator[Event]:
    """Yield the events that can be undone, newest first; no answer to a question outside this version of the form."""
    for event in event_log.undoable(builder.conversation):
        if event.kind not in (EventKind.ANSWERED, EventKind.SKIPPED) or builder.flow.has(event.question):
            yield event


def _named(builder: TurnBuilder, number: str) -> Event | None:
    """Return the event with this number; None if the same thing has changed since."""
    for event in _undoable(builder):
        if str(event.number) == number:
            return event
        if event.question == _question_of(builder, number):
            return None
    return None


def _question_of(builder: TurnBuilder, number: str) -> str:
    return next((event.question for event in builder.conversation.events if str(event.number) == number), "")


def _told(builder: TurnBuilder, event: Event) -> TurnBuilder:
    if event.kind is EventKind.SETTLED:
        return builder.tell("revise.reopened")
    if event.kind in PROOFS:
        return builder.tell(PROOFS[event.kind])
    question = builder.flow.question(event.question)
    value = builder.draft.value(event.question)
    if value is None:
        return builder.tell("saved.undone_empty", label=question.label)
    if isinstance(question, Table):
        count = len(value) if isinstance(value, list) else 0
        return builder.tell("saved.undone_table", label=question.label, count=count, row=question.row)
    return builder.tell("saved.undone", label=question.label, value=shortened(show(question, value), 120))
