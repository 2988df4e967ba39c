"""Leads through a coach's points: on, back, later, done."""

from __future__ import annotations

from flows.conversation import Cursor, Point, Turn
from flows.engine.asking.ask_point import label
from flows.engine.asking.ask_question import ask, opened
from flows.engine.turn import points
from flows.engine.turn.turn_builder import Scene
from flows.review.review import RemarkKind


def open_point(scene: Scene, point: Point) -> Scene:
    """Return the scene with a point open: its question asked again, or the point itself."""
    scene = points.focused(scene, point)
    name = points.target(scene.flow, scene.draft, point)
    return scene.at(opened(scene, name) if name is not None else Cursor(point=point.id))


def on(scene: Scene) -> Turn | None:
    """Go on with the point the person was at, or the next; to the end where the last was dealt with; else None."""
    point = points.current(scene)
    if point is not None:
        return ask(open_point(scene.returning(None), point))
    return ask(scene.returning(None).at(Cursor())) if scene.cursor.point is not None else None


def back(scene: Scene) -> Turn | None:
    """Go to the point before, dealt with or not; from a question beside a point, to the point; None elsewhere."""
    shown, point = points.here(scene), points.own(scene)
    if shown is None or point is None:
        return None if shown is None else ask(open_point(scene, shown))
    known = points.everything(scene)
    for before in reversed(known[: [one.id for one in known].index(point.id)]):
        if points.find(scene.conversation, before.id) is not None:
            return ask(open_point(scene, before))
        if (name := points.target(scene.flow, scene.draft, before)) is not None:
            return ask(scene.at(opened(scene, name)))
    return ask(scene.tell("revise.first"))


def later(scene: Scene, point: Point) -> Turn:
    """Leave a point for later and go to the next one."""
    following = points.following(scene, point.id) or point
    if following.id == point.id:
        scene = scene.tell("revise.only_one")
    elif not scene.said:
        scene = scene.tell("revise.later")
    return ask(open_point(scene, following))


def close(scene: Scene, point: Point, kind: RemarkKind = RemarkKind.RESOLVED, said: str = "") -> Turn:
    """Deal with a point without a new answer, and go on."""
    key = "revise.kept" if kind is RemarkKind.DECLINED else "revise.closed"
    scene = points.closed(points.focused(scene, point), point, kind, said)
    scene = scene.tell(key, label=label(scene, point)).offer_undo()
    return on(scene.at(Cursor(point=point.id))) or ask(scene)
