"""Settles what waits because colleagues write in the same place: go on beside them, and whose answer is used."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flows import answering, sharing
from flows.asking import ask
from flows.conversation import Doubt, EventKind, How, Pending, Turn
from flows.moving import go_on
from flows.noting import noted
from flows.scene import Scene


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
    """Use the person's own answer; the colleague's stays in the log."""
    pending = _waiting(scene, Doubt.MET)
    return ask(scene) if pending is None else _settled(scene.tell("team.kept_mine"), pending)


def take_theirs(scene: Scene, _: str) -> Turn:
    """Use the colleague's answer: the person's own is taken back, and stays in the log."""
    pending = _waiting(scene, Doubt.MET)
    if pending is None:
        return ask(scene)
    theirs = sharing.their_answer(scene, pending)
    answer = scene.draft.answers.get(theirs.question)
    if answer is not None and answer.event > theirs.number:
        scene = scene.record(EventKind.UNDONE, theirs.question, answer.event, how=How.BUTTON)
    return _settled(scene.tell("team.took_theirs", name=sharing.called(scene, theirs.source.contact)), pending)


def join_both(scene: Scene, _: str) -> Turn:
    """Put the person's own answer under the colleague's."""
    pending = _waiting(scene, Doubt.MET)
    if pending is None:
        return ask(scene)
    theirs = sharing.their_answer(scene, pending)
    both = answering.joined(theirs.value, scene.draft.value(theirs.question))
    scene = scene.record(EventKind.ANSWERED, theirs.question, both, how=How.BUTTON)
    return _settled(scene.tell("team.joined_both"), pending)


def _waiting(scene: Scene, doubt: Doubt) -> Pending | None:
    pending = scene.conversation.pending
    return pending if pending is not None and pending.doubt is doubt else None


def _settled(scene: Scene, pending: Pending) -> Turn:
    """Offer the next answer that met another, or go on."""
    left = cast(list[int], pending.value)[1:]
    if left:
        return ask(replace(scene.doubting(None), met=tuple(left)))
    return go_on(scene.at(pending.cursor), pending.cursor.question)
