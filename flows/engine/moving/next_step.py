"""The next step in a draft, for a reminder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.conversation import Conversation, Status
from flows.drafts import path
from flows.engine.asking import ask_point
from flows.engine.asking.ask_question import place
from flows.engine.asking.end import unanswered
from flows.engine.moving.navigation import resumed
from flows.engine.turn import points
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Flow
from flows.questions.kinds import minutes
from flows.text_format import listed


class NextStepKind(StrEnum):
    """The kinds of next step."""

    QUESTION = "question"
    POINT = "point"
    """A coach's remark."""
    GAP = "gap"
    """A mandatory question that was put off."""
    OPTIONAL = "optional"
    """What is mandatory is there; more may follow."""
    SUBMIT = "submit"
    SUBMIT_AGAIN = "submit_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The next step in a draft, and how much of its kind is left."""

    kind: NextStepKind
    label: str = ""
    """What the question, or the remark, is about."""
    place: str = ""
    """The section, as the chat names it."""
    left: int = 0
    """Questions left in the section, remarks, or gaps."""
    minutes: int = 1
    who: str = ""
    """Whose remarks they are."""
    is_midway: bool = False
    """Whether a part of the section is answered and a part is not."""


POINT_MINUTES = 3
"""How long a remark takes: reading it, and a sentence or two."""


def next_step(flow: Flow, conversation: Conversation, now: datetime) -> NextStep:
    """Return the step that going on would ask."""
    builder = resumed(TurnBuilder(flow=flow, conversation=conversation, now=now))
    if (point := points.here(builder)) is not None:
        return NextStep(
            kind=NextStepKind.POINT,
            label=ask_point.label(builder, point),
            left=len(conversation.points),
            minutes=POINT_MINUTES * len(conversation.points),
            who=listed(list(dict.fromkeys(other_point.who for other_point in conversation.points))),
        )
    return _at_the_end(builder) if builder.cursor.question is None else _in_section(builder, builder.cursor.question)


def _in_section(builder: TurnBuilder, here: str) -> NextStep:
    flow, draft, section = builder.flow, builder.draft, builder.section
    names = [name for name in path.path(flow, draft) if flow.section_of(name).id == section.id]
    left = [name for name in names if name == here or path.is_wanted(flow, builder.conversation, name)]
    is_begun = builder.cursor.row is not None or any(name in draft.answers for name in names if name != here)
    return NextStep(
        kind=NextStepKind.QUESTION,
        label=flow.question(here).label,
        place=place(builder) if section.number else section.title,
        left=len(left),
        minutes=_time(flow, left),
        is_midway=is_begun,
    )


def _at_the_end(builder: TurnBuilder) -> NextStep:
    gaps = path.gaps(builder.flow, builder.draft)
    if gaps:
        label = builder.flow.question(gaps[0]).label
        return NextStep(kind=NextStepKind.GAP, label=label, left=len(gaps), minutes=_time(builder.flow, gaps))
    if builder.conversation.status is Status.REVISE:
        return NextStep(kind=NextStepKind.SUBMIT_AGAIN)
    left = unanswered(builder)
    return NextStep(kind=NextStepKind.OPTIONAL, left=len(left)) if left else NextStep(kind=NextStepKind.SUBMIT)


def _time(flow: Flow, names: Sequence[str]) -> int:
    return max(1, round(sum(minutes(flow.question(name)) for name in names)))
