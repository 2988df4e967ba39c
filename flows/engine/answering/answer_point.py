"""The handling of words and recordings at a coach's point that needs more than one answer."""

from __future__ import annotations

from flows.conversation import Cursor, Effect, EffectKind, Point, Turn
from flows.engine.answering import evidence
from flows.engine.asking.ask_question import ask
from flows.engine.moving import move_to_point
from flows.engine.turn import points
from flows.engine.turn.notes import noted, written
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import LongText
from flows.language.command_words import asks_back, bare, is_courtesy
from flows.language.yes_no import PLAIN
from flows.messages import Button, File, FileInput, FileKind, Input, TextInput, UnsupportedInput
from flows.review.review import RemarkKind
from flows.texts import word

DONE = frozenset(
    {
        "sudah", "sudah saya perbaiki", "sudah diperbaiki", "sudah saya ubah", "sudah diubah", "sudah saya ganti",
        "sudah saya tambah", "sudah ditambah", "sudah benar", "sudah sesuai", "sudah ada di draf", "sudah dikerjakan",
    }
)  # fmt: skip
"""What people type who call a remark dealt with; to a question it may be the answer."""


def take(builder: TurnBuilder, point: Point, given: Input) -> Turn | None:
    """Handle an input at a coach's point; None where it is a new answer to the point's question."""
    if isinstance(given, UnsupportedInput):
        return None
    if isinstance(given, TextInput) and not point.is_question and bare(given.text) in DONE:
        return move_to_point.close(builder, point, said=given.text)
    return _take_aside(builder, point, given) if builder.question is None else None


def _take_aside(builder: TurnBuilder, point: Point, given: Input) -> Turn:
    """Take an answer to a coach's question; keep anything else, and say where it belongs."""
    if isinstance(given, FileInput) and not (point.is_question and given.file.kind is FileKind.VOICE):
        return evidence.take_file(builder, given)
    if not point.is_question or not isinstance(given, TextInput | FileInput):
        return ask(noted(builder, given).tell("revise.pick"))
    if isinstance(given, FileInput):
        return _replied(builder, point, given.caption, given.file)
    if is_courtesy(given.text) and bare(given.text) not in PLAIN:
        return ask(noted(builder, given).tell("odd.courtesy"))
    if asks_back(given.text):
        builder = noted(builder, given).tell("revise.asked", who=point.who)
        return move_to_point.later(builder.request(_reply(point, written(given), None)), point)
    return _replied(builder, point, given.text, None)


def _replied(builder: TurnBuilder, point: Point, text: str, file: File | None) -> Turn:
    said = text or (file.name if file is not None else "")
    builder = builder.request(_reply(point, text, file))
    builder = points.closed(points.focused(builder, point), point, RemarkKind.RESOLVED, said)
    builder = builder.tell("revise.replied", who=point.who)
    name = points.about(builder.flow, builder.draft, point)
    question = builder.flow.question(name) if name is not None else None
    if isinstance(question, LongText) and question.id in builder.draft.answers:
        builder = builder.offer(Button(word("button.add_to", label=question.label), "add", question.id))
    return move_to_point.on(builder.at(Cursor(point=point.id))) or ask(builder)


def _reply(point: Point, text: str, file: File | None) -> Effect:
    return Effect(kind=EffectKind.REPLIED, argument=str(point.id), text=text, file=file)
