"""Moves among a coach's points: on, back, later, done."""

from __future__ import annotations

from flows.conversation import Cursor, Point, Turn
from flows.engine.asking.ask_point import label
from flows.engine.asking.ask_question import ask, opened
from flows.engine.turn import points
from flows.engine.turn.turn_builder import TurnBuilder
from flows.review.review import RemarkKind


def open_point(builder: TurnBuilder, point: Point) -> TurnBuilder:
    """Return the builder at a point: its question asked again, or the point itself."""
    builder = points.focused(builder, point)
    name = points.target(builder.flow, builder.draft, point)
    return builder.at(opened(builder, name) if name is not None else Cursor(point=point.id))


def on(builder: TurnBuilder) -> Turn | None:
    """Go on to the current or next point, or to the end after the last; None where no points are open."""
    point = points.current(builder)
    if point is not None:
        return ask(open_point(builder.returning(None), point))
    return ask(builder.returning(None).at(Cursor())) if builder.cursor.point is not None else None


def back(builder: TurnBuilder) -> Turn | None:
    """Go to the previous point, closed or not; from a question opened beside a point, to the point; else None."""
    shown, point = points.here(builder), points.own(builder)
    if shown is None or point is None:
        return None if shown is None else ask(open_point(builder, shown))
    known = points.all_points(builder)
    for before in reversed(known[: [other_point.id for other_point in known].index(point.id)]):
        if points.find(builder.conversation, before.id) is not None:
            return ask(open_point(builder, before))
        if (name := points.target(builder.flow, builder.draft, before)) is not None:
            return ask(builder.at(opened(builder, name)))
    return ask(builder.tell("revise.first"))


def later(builder: TurnBuilder, point: Point) -> Turn:
    """Leave a point open and go to the next one."""
    following = points.following(builder, point.id) or point
    if following.id == point.id:
        builder = builder.tell("revise.only_one")
    elif not builder.said:
        builder = builder.tell("revise.later")
    return ask(open_point(builder, following))


def close(builder: TurnBuilder, point: Point, kind: RemarkKind = RemarkKind.RESOLVED, said: str = "") -> Turn:
    """Close a point without a new answer, and go on."""
    key = "revise.kept" if kind is RemarkKind.DECLINED else "revise.closed"
    builder = points.closed(points.focused(builder, point), point, kind, said)
    builder = builder.tell(key, label=label(builder, point)).offer_undo()
    return on(builder.at(Cursor(point=point.id))) or ask(builder)
