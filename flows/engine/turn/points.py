"""A coach's points in a draft: which is open, its question, the next one, how it was closed."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace

from flows.conversation import (
    AnswerSource,
    Conversation,
    Draft,
    Effect,
    EffectKind,
    EventKind,
    Point,
    SettledPoint,
    Status,
)
from flows.drafts import path
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Evidence, Flow, LongText, Question, Table, Value
from flows.quality.personal_data import masked
from flows.review.review import RemarkKind
from flows.text_format import count_words

PIECE = 2
"""A text with so many times fewer words than the answer may be meant as an addition."""


def returned(
    flow: Flow, conversation: Conversation, found: Iterable[Point], dealt: Container[int] = ()
) -> Conversation:
    """Return a draft that a coach has sent back with these points; nobody is moved from where they are.

    `dealt` are the points of the same round that were dealt with before.
    """
    settled = tuple(settled_point for settled_point in conversation.settled if settled_point.point.id in dealt)
    return replace(conversation, status=Status.REVISE, points=in_order(flow, found), settled=settled)


def find(conversation: Conversation, number: int | None) -> Point | None:
    """Return an open point by its number, or None."""
    return next((point for point in conversation.points if point.id == number), None)


def target(flow: Flow, draft: Draft, point: Point) -> str | None:
    """Return the question that is asked again for a point; None where it takes more than one answer."""
    name = about(flow, draft, point)
    if name is None or point.is_question or isinstance(flow.question(name), Table | Evidence):
        return None
    return name


def about(flow: Flow, draft: Draft, point: Point) -> str | None:
    """Return the single question of a point, or of its section where it has only one; None where there are several."""
    names = [name for name in path.path(flow, draft) if flow.section_of(name).id == point.section]
    if point.question:
        return point.question if point.question in names else None
    return names[0] if len(names) == 1 else None


def here(builder: TurnBuilder) -> Point | None:
    """Return the open point that the open message shows."""
    return find(builder.conversation, builder.cursor.point)


def own(builder: TurnBuilder) -> Point | None:
    """Return the open point that the message itself asks, not one shown beside another question; else None."""
    point = here(builder)
    is_about = point is not None and target(builder.flow, builder.draft, point) == builder.cursor.question
    return point if is_about else None


def point_to_show(builder: TurnBuilder, question: str) -> int | None:
    """Return the number of the point to show with a question: its own, or the section's current one; None if none."""
    conversation = builder.conversation
    its = [point.id for point in conversation.points if target(builder.flow, builder.draft, point) == question]
    if its:
        return conversation.focus if conversation.focus in its else its[0]
    focus = find(conversation, conversation.focus)
    is_near = focus is not None and focus.section == builder.flow.section_of(question).id
    return focus.id if focus is not None and is_near and builder.cursor.point == focus.id else None


def current(builder: TurnBuilder) -> Point | None:
    """Return the point to go on with: the focused one, or the next open one; None if none is open."""
    focus = builder.conversation.focus
    return find(builder.conversation, focus) or following(builder, focus)


def following(builder: TurnBuilder, after: int | None) -> Point | None:
    """Return the next open point after one, from the start again after the last; None if there is none."""
    known = all_points(builder)
    numbers = [point.id for point in known]
    start = numbers.index(after) + 1 if after in numbers else 0
    return next((point for point in (*known[start:], *known[:start]) if find(builder.conversation, point.id)), None)


def all_points(builder: TurnBuilder) -> tuple[Point, ...]:
    """Return all points of this round, closed or not, in the form's order."""
    return in_order(
        builder.flow, (*builder.conversation.points, *(settled.point for settled in builder.conversation.settled))
    )


def in_order(flow: Flow, points: Iterable[Point]) -> tuple[Point, ...]:
    """Return points in the form's order: a section's questions before the section as a whole."""
    given = tuple(points)
    if len(given) < 2:  # so it is in nearly every turn
        return given
    sections = {section.id: number for number, section in enumerate(flow.sections)}
    questions = {question.id: number for number, (_, question) in enumerate(flow.questions())}

    def place(point: Point) -> tuple[int, int, int]:
        return sections.get(point.section, len(sections)), questions.get(point.question, len(questions)), point.id

    return tuple(sorted(given, key=place))


def of_section(conversation: Conversation, section: str) -> list[Point]:
    """Return the open points of a section."""
    return [point for point in conversation.points if point.section == section]


def focused(builder: TurnBuilder, point: Point) -> TurnBuilder:
    """Return the builder with this point as the current one."""
    return replace(builder, conversation=replace(builder.conversation, focus=point.id))


# --- dealt with ----------------------------------------------------------------------------------


def is_rather_added(builder: TurnBuilder, question: Question, value: Value, how: AnswerSource) -> bool:
    """Return whether a text is so much shorter than the answer that it may be an addition."""
    old = builder.draft.value(question.id)
    if own(builder) is None or how is AnswerSource.COACH or builder.cursor.adding or not isinstance(question, LongText):
        return False
    return PIECE * count_words(str(value)) <= count_words(str(old or ""))


def answered(builder: TurnBuilder, how: AnswerSource) -> TurnBuilder:
    """Close the point whose question was answered just now; the newest event is the answer."""
    point = own(builder)
    if point is None:
        return builder
    return _settled(builder, point, RemarkKind.ACCEPTED if how is AnswerSource.COACH else RemarkKind.RESOLVED)


def closed(builder: TurnBuilder, point: Point, kind: RemarkKind, said: str = "") -> TurnBuilder:
    """Close a point without a new answer."""
    builder = builder.record(
        EventKind.SETTLED, point.question or point.section, point.id, raw=masked(said), how=AnswerSource.BUTTON
    )
    return _settled(builder, point, kind)


def _settled(builder: TurnBuilder, point: Point, kind: RemarkKind) -> TurnBuilder:
    conversation = builder.conversation
    dealt = SettledPoint(point=point, event=len(conversation.events))
    left = tuple(other_point for other_point in conversation.points if other_point.id != point.id)
    conversation = replace(conversation, points=left, settled=(*conversation.settled, dealt))
    builder = replace(builder, conversation=conversation)
    return builder.request(Effect(kind=EffectKind.SETTLED, argument=f"{point.id} {kind}"))


def reopened(builder: TurnBuilder, event: int) -> tuple[TurnBuilder, Point | None]:
    """Reopen the point that an event closed, now that the event is undone; also return the point, or None."""
    conversation = builder.conversation
    found = next((settled_point for settled_point in conversation.settled if settled_point.event == event), None)
    if found is None:
        return builder, None
    conversation = replace(
        conversation,
        points=in_order(builder.flow, (*conversation.points, found.point)),
        settled=tuple(settled_point for settled_point in conversation.settled if settled_point is not found),
    )
    builder = replace(builder, conversation=conversation)
    return builder.request(Effect(kind=EffectKind.REOPENED, argument=str(found.point.id))), found.point
