"""Does what the buttons under a coach's points say."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Effect, EffectKind, How, Point, Turn
from flows.drafts import path
from flows.engine.answering.answer import doubted
from flows.engine.asking.ask_point import label
from flows.engine.asking.ask_question import ask
from flows.engine.moving import move_to_point as point_moving
from flows.engine.turn import points
from flows.engine.turn.turn_builder import Scene, draft_name, shortened
from flows.forms.model import LongText, Question, Text
from flows.messages import Button, Reply, Said, Wants
from flows.questions.kinds import Problem, Understood, understand
from flows.review.review import RemarkKind
from flows.texts import lines, normal, say, word


def open_one(scene: Scene, number: str) -> Turn:
    """Open a point, or the one to go on with."""
    point = _found(scene, number) if number else points.current(scene)
    return _gone(scene) if point is None else ask(point_moving.open_point(scene, point))


def take(scene: Scene, number: str) -> Turn:
    """Take the coach's wording as the answer."""
    point = _found(scene, number)
    name = None if point is None else points.target(scene.flow, scene.draft, point)
    if point is None or name is None or not point.wording:
        return _gone(scene)
    scene = point_moving.open_point(scene, point)
    understood = _as_answer(scene.flow.question(name), point.wording)
    if isinstance(understood, Problem):
        return ask(scene.tell_rich(normal(understood.text)))
    return doubted(scene, scene.flow.question(name), replace(understood, how=How.COACH))


def _as_answer(question: Question, wording: str) -> Understood | Problem:
    if isinstance(question, Text | LongText):
        return Understood(value=wording, raw=wording, how=How.COACH)
    return understand(question, Said(text=wording))


def keep(scene: Scene, number: str) -> Turn:
    """Keep the own wording."""
    point = _found(scene, number)
    return _gone(scene) if point is None else point_moving.close(scene, point, RemarkKind.DECLINED)


def done(scene: Scene, number: str) -> Turn:
    """Call a point dealt with."""
    point = _found(scene, number)
    return _gone(scene) if point is None else point_moving.close(scene, point)


def later(scene: Scene, number: str) -> Turn:
    """Leave a point for later."""
    point = _found(scene, number)
    return _gone(scene) if point is None else point_moving.later(scene, point)


def talk(scene: Scene, number: str) -> Turn:
    """Ask the shell to show the thread under a point and to take a reply."""
    return scene.wish(Effect(kind=EffectKind.DISCUSS, argument=number)).turn(None)


def show_points(scene: Scene, _: str) -> Turn:
    """Show all points of this round; a tap opens one."""
    left = scene.conversation.points
    if not left:
        return ask(scene.tell("revise.none"))
    numbered = list(enumerate(points.everything(scene), 1))
    written = [
        say(
            "revise.list_line" if point in left else "revise.list_done",
            number=number,
            label=label(scene, point),
            text=shortened(point.text or point.wording, 80),
        )
        for number, point in numbered
    ]
    return scene.turn(
        Reply(
            text=lines(say("revise.list", name=draft_name(scene.flow, scene.draft), count=len(left)), *written),
            choices=tuple(
                Button(f"{number}. {label(scene, point)}", "point_open", str(point.id))
                for number, point in numbered
                if point in left
            ),
            actions=(Button(word("button.resume"), "repeat"), Button(word("button.list"), "list")),
            wants=Wants.CHOICE,
        )
    )


def _found(scene: Scene, number: str) -> Point | None:
    return points.find(scene.conversation, int(number)) if number.isdecimal() else None


def _gone(scene: Scene) -> Turn:
    """Say that a point is dealt with, and go on with the next one, unless the person writes elsewhere."""
    scene, point, name = scene.tell("revise.gone"), points.current(scene), scene.cursor.question
    is_writing = points.here(scene) is not None or (name is not None and path.is_open(scene.draft, name))
    return ask(scene if point is None or is_writing else point_moving.open_point(scene, point))
