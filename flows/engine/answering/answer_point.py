"""Takes what is typed or spoken at a coach's point that no single answer deals with."""

from __future__ import annotations

from flows.conversation import Cursor, Effect, EffectKind, Point, Turn
from flows.engine.answering import evidence as proving
from flows.engine.asking.ask_question import ask
from flows.engine.moving import move_to_point as point_moving
from flows.engine.turn import points
from flows.engine.turn.notes import noted, written
from flows.engine.turn.turn_builder import Scene
from flows.forms.model import LongText
from flows.language.command_words import asks_back, bare, is_courtesy
from flows.language.yes_no import PLAIN
from flows.messages import Button, File, FileKind, Input, Odd, Said, Sent
from flows.review.review import RemarkKind
from flows.texts import word

DONE = frozenset(
    {
        "sudah", "sudah saya perbaiki", "sudah diperbaiki", "sudah saya ubah", "sudah diubah", "sudah saya ganti",
        "sudah saya tambah", "sudah ditambah", "sudah benar", "sudah sesuai", "sudah ada di draf", "sudah dikerjakan",
    }
)  # fmt: skip
"""What people type who call a remark dealt with; to a question it may be the answer."""


def take(scene: Scene, point: Point, given: Input) -> Turn | None:
    """Take what is said at a coach's point; None where it is a new answer to the point's question."""
    if isinstance(given, Odd):
        return None
    if isinstance(given, Said) and not point.is_question and bare(given.text) in DONE:
        return point_moving.close(scene, point, said=given.text)
    return _take_aside(scene, point, given) if scene.question is None else None


def _take_aside(scene: Scene, point: Point, given: Input) -> Turn:
    """Take an answer to a coach's question; keep anything else, and say where it belongs."""
    if isinstance(given, Sent) and not (point.is_question and given.file.kind is FileKind.VOICE):
        return proving.take_file(scene, given)
    if not point.is_question or not isinstance(given, Said | Sent):
        return ask(noted(scene, given).tell("revise.pick"))
    if isinstance(given, Sent):
        return _replied(scene, point, given.caption, given.file)
    if is_courtesy(given.text) and bare(given.text) not in PLAIN:
        return ask(noted(scene, given).tell("odd.courtesy"))
    if asks_back(given.text):
        scene = noted(scene, given).tell("revise.asked", who=point.who)
        return point_moving.later(scene.wish(_reply(point, written(given), None)), point)
    return _replied(scene, point, given.text, None)


def _replied(scene: Scene, point: Point, text: str, file: File | None) -> Turn:
    said = text or (file.name if file is not None else "")
    scene = scene.wish(_reply(point, text, file))
    scene = points.closed(points.focused(scene, point), point, RemarkKind.RESOLVED, said)
    scene = scene.tell("revise.replied", who=point.who)
    name = points.about(scene.flow, scene.draft, point)
    question = scene.flow.question(name) if name is not None else None
    if isinstance(question, LongText) and question.id in scene.draft.answers:
        scene = scene.offer(Button(word("button.add_to", label=question.label), "add", question.id))
    return point_moving.on(scene.at(Cursor(point=point.id))) or ask(scene)


def _reply(point: Point, text: str, file: File | None) -> Effect:
    return Effect(kind=EffectKind.REPLIED, argument=str(point.id), text=text, file=file)
