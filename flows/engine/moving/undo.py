"""Takes changes back, the newest first; nothing is removed from the log."""

from __future__ import annotations

from collections.abc import Iterator

from flows.conversation import Event, EventKind, Turn
from flows.drafts import event_log as log
from flows.drafts import path
from flows.engine.asking.ask_question import ask
from flows.engine.moving import move_to_point as point_moving
from flows.engine.moving.navigation import open_question
from flows.engine.turn import points
from flows.engine.turn import team as sharing
from flows.engine.turn.turn_builder import Scene, shortened
from flows.forms.model import Table
from flows.questions.kinds import show

PROOFS = {
    EventKind.ATTACHED: "saved.removed",
    EventKind.DETACHED: "saved.returned",
    EventKind.MOVED: "saved.moved_back",
}
"""What is said when a change to the evidence is taken back."""


def undo(scene: Scene, number: str) -> Turn:
    """Take back the change a button names, or the last one, and stand at its question."""
    own = (one for one in _undoable(scene) if sharing.is_mine(scene, one.number))
    event = _named(scene, number) if number else next(own, None)
    if event is None:
        return ask(scene.tell("saved.too_late_to_undo" if number else "saved.nothing_to_undo"))
    here = scene.cursor.question
    scene = scene.record(EventKind.UNDONE, event.question, event.number)
    scene, reopened = points.reopened(scene, event.number)
    scene = _told(scene, event)
    if reopened is not None:
        return ask(point_moving.open_point(scene, reopened))
    target = event.question
    if event.kind in PROOFS or target not in path.path(scene.flow, scene.draft):
        return ask(scene)
    if here is not None and here != target and path.is_open(scene.draft, here):
        scene = scene.returning(here)
    return ask(open_question(scene, target))


def _undoable(scene: Scene) -> Iterator[Event]:
    """Yield what can be taken back, the newest first; an answer that this version of the form does not ask is not."""
    for event in log.undoable(scene.conversation):
        if event.kind not in (EventKind.ANSWERED, EventKind.SKIPPED) or scene.flow.has(event.question):
            yield event


def _named(scene: Scene, number: str) -> Event | None:
    """Return the event with this number if nothing has changed the same thing since."""
    for event in _undoable(scene):
        if str(event.number) == number:
            return event
        if event.question == _question_of(scene, number):
            return None
    return None


def _question_of(scene: Scene, number: str) -> str:
    return next((event.question for event in scene.conversation.events if str(event.number) == number), "")


def _told(scene: Scene, event: Event) -> Scene:
    if event.kind is EventKind.SETTLED:
        return scene.tell("revise.reopened")
    if event.kind in PROOFS:
        return scene.tell(PROOFS[event.kind])
    question = scene.flow.question(event.question)
    value = scene.draft.value(event.question)
    if value is None:
        return scene.tell("saved.undone_empty", label=question.label)
    if isinstance(question, Table):
        count = len(value) if isinstance(value, list) else 0
        return scene.tell("saved.undone_table", label=question.label, count=count, row=question.row)
    return scene.tell("saved.undone", label=question.label, value=shortened(show(question, value), 120))
