"""Settles what waits because colleagues write in the same place: go on beside them, and whose answer is used."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flows.conversation import Doubt, Event, EventKind, How, Pending, Turn
from flows.engine.answering import answer as answering
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import go_on
from flows.engine.turn import team as sharing
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import Scene


def beside(scene: Scene, _: str) -> Turn:
    """Take the answer that waited, and go on in this section beside the colleague who has it."""
    pending = _waiting(scene, Doubt.TAKEN)
    if pending is None:
        return ask(scene)
    scene = scene.at(pending.cursor).beside_colleagues()
    return answering.take(scene, sharing.given_in(pending))


def aside(scene: Scene, _: str) -> Turn:
    """Leave a section to the colleague who has it: what was written is kept as a note."""
    pending = _waiting(scene, Doubt.TAKEN)
    if pending is None:
        return ask(scene)
    scene = scene.at(pending.cursor)
    scene = noted(scene, sharing.given_in(pending), pending.cursor.question)
    return go_on(scene.tell("team.left_to_them"), pending.cursor.question)


def keep_mine(scene: Scene, _: str) -> Turn:
    """Use the person's own answer, even if a third has answered since; the others' stay in the log."""
    pending = _waiting(scene, Doubt.MET)
    if pending is None:
        return ask(scene)
    question = sharing.their_answer(scene, pending).question
    if sharing.is_anothers(scene, question):
        own = _own_answer(scene, question)
        scene = scene.record(EventKind.ANSWERED, question, own.value, how=How.BUTTON) if own is not None else scene
    return _settled(scene.tell("team.kept_mine"), pending)


def take_theirs(scene: Scene, _: str) -> Turn:
    """Use the colleague's answer: the person's own is taken back, and stays in the log."""
    pending = _waiting(scene, Doubt.MET)
    if pending is None:
        return ask(scene)
    theirs = sharing.their_answer(scene, pending)
    answer = scene.draft.answers.get(theirs.question)
    if sharing.is_anothers(scene, theirs.question):  # a third has answered since, or took the own answer back
        return _settled(scene.tell("team.newest_stands"), pending)
    if answer is not None and answer.event > theirs.number:
        scene = scene.record(EventKind.UNDONE, theirs.question, answer.event, how=How.BUTTON)
    return _settled(scene.tell("team.took_theirs", name=sharing.called(scene, theirs.source.contact)), pending)


def join_both(scene: Scene, _: str) -> Turn:
    """Put the person's own answer under the colleague's."""
    pending = _waiting(scene, Doubt.MET)
    if pending is None:
        return ask(scene)
    theirs = sharing.their_answer(scene, pending)
    own = _own_answer(scene, theirs.question)
    both = answering.joined(theirs.value, scene.draft.value(theirs.question) if own is None else own.value)
    scene = scene.record(EventKind.ANSWERED, theirs.question, both, how=How.BUTTON)
    return _settled(scene.tell("team.joined_both"), pending)


def _own_answer(scene: Scene, question: str) -> Event | None:
    answers = (one for one in sharing.mine(scene) if one.kind is EventKind.ANSWERED and one.question == question)
    return next(answers, None)


def _waiting(scene: Scene, doubt: Doubt) -> Pending | None:
    pending = scene.conversation.pending
    return pending if pending is not None and pending.doubt is doubt else None


def _settled(scene: Scene, pending: Pending) -> Turn:
    """Offer the next answer that met another, or go on."""
    left = cast(list[int], pending.value)[1:]
    if left:
        return ask(replace(scene.doubting(None), met=tuple(left)))
    return go_on(scene.at(pending.cursor), pending.cursor.question)
