"""The actions of the buttons under a coach's points."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import AnswerSource, Effect, EffectKind, Point, Turn
from flows.drafts import path
from flows.engine.answering.answer import save_or_confirm
from flows.engine.asking.ask_point import label
from flows.engine.asking.ask_question import ask
from flows.engine.moving import move_to_point
from flows.engine.turn import points
from flows.engine.turn.turn_builder import TurnBuilder, draft_name, shortened
from flows.forms.model import LongText, Question, Text
from flows.messages import Button, Reply, TextInput
from flows.questions.kinds import Parsed, Problem, understand
from flows.review.review import RemarkKind
from flows.texts import lines, normal, say, word


def open_one(builder: TurnBuilder, number: str) -> Turn:
    """Open the point with this number, or the current one."""
    point = _found(builder, number) if number else points.current(builder)
    return _gone(builder) if point is None else ask(move_to_point.open_point(builder, point))


def take(builder: TurnBuilder, number: str) -> Turn:
    """Save the coach's wording as the answer."""
    point = _found(builder, number)
    name = None if point is None else points.target(builder.flow, builder.draft, point)
    if point is None or name is None or not point.wording:
        return _gone(builder)
    builder = move_to_point.open_point(builder, point)
    understood = _as_answer(builder.flow.question(name), point.wording)
    if isinstance(understood, Problem):
        return ask(builder.tell_rich(normal(understood.text)))
    return save_or_confirm(builder, builder.flow.question(name), replace(understood, how=AnswerSource.COACH))


def _as_answer(question: Question, wording: str) -> Parsed | Problem:
    if isinstance(question, Text | LongText):
        return Parsed(value=wording, raw=wording, how=AnswerSource.COACH)
    return understand(question, TextInput(text=wording))


def keep(builder: TurnBuilder, number: str) -> Turn:
    """Close a suggestion, keeping the writer's own wording."""
    point = _found(builder, number)
    return _gone(builder) if point is None else move_to_point.close(builder, point, RemarkKind.DECLINED)


def done(builder: TurnBuilder, number: str) -> Turn:
    """Close a point as resolved."""
    point = _found(builder, number)
    return _gone(builder) if point is None else move_to_point.close(builder, point)


def later(builder: TurnBuilder, number: str) -> Turn:
    """Leave a point open and go to the next."""
    point = _found(builder, number)
    return _gone(builder) if point is None else move_to_point.later(builder, point)


def talk(builder: TurnBuilder, number: str) -> Turn:
    """Request the thread under a point, and a reply to it."""
    return builder.request(Effect(kind=EffectKind.DISCUSS, argument=number)).turn(None)


def show_points(builder: TurnBuilder, _: str) -> Turn:
    """Show all points of this round; a button opens one."""
    left = builder.conversation.points
    if not left:
        return ask(builder.tell("revise.none"))
    numbered = list(enumerate(points.all_points(builder), 1))
    written = [
        say(
            "revise.list_line" if point in left else "revise.list_done",
            number=number,
            label=label(builder, point),
            text=shortened(point.text or point.wording, 80),
        )
        for number, point in numbered
    ]
    return builder.turn(
        Reply(
            text=lines(say("revise.list", name=draft_name(builder.flow, builder.draft), count=len(left)), *written),
            choices=tuple(
                Button(f"{number}. {label(builder, point)}", "point_open", str(point.id))
                for number, point in numbered
                if point in left
            ),
            actions=(Button(word("button.resume"), "repeat"), Button(word("button.list"), "list")),
        )
    )


def _found(builder: TurnBuilder, number: str) -> Point | None:
    return points.find(builder.conversation, int(number)) if number.isdecimal() else None


def _gone(builder: TurnBuilder) -> Turn:
    """Say that a point is closed, and open the next one unless the writer is elsewhere."""
    builder, point, name = builder.tell("revise.gone"), points.current(builder), builder.cursor.question
    is_writing = points.here(builder) is not None or (name is not None and path.is_open(builder.draft, name))
    return ask(builder if point is None or is_writing else move_to_point.open_point(builder, point))
