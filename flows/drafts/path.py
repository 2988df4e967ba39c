"""The path through a form: the questions that apply, the next open one, the progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.conversation import Conversation, Draft
from flows.forms.model import Flow, Section, Value, When
from flows.forms.rules import applies
from flows.questions.kinds import minutes


class _CompiledConditions:
    """A form's conditions, compiled once; which of them hold decides the path."""

    def __init__(self, flow: Flow) -> None:
        self.questions = tuple(flow.questions())
        self.minutes = {question.id: minutes(question) for _, question in self.questions}
        whens = (when for section, question in self.questions for when in (section.when, question.when))
        self.conditions: tuple[When, ...] = tuple({id(when): when for when in whens if when is not None}.values())
        self.steering = frozenset(name for when in self.conditions for name in when.questions())
        self.ways: dict[tuple[bool, ...], _Path] = {}
        self.last: tuple[Draft, _Path] | None = None
        """The way through the draft that was asked about last; within a turn the next asks about the same."""


@dataclass(frozen=True, slots=True)
class _Path:
    names: tuple[str, ...]
    sections: tuple[Section, ...]


def _plan(flow: Flow) -> _CompiledConditions:
    plan = flow.__dict__.get("_plan")
    if not isinstance(plan, _CompiledConditions):
        plan = flow.__dict__["_plan"] = _CompiledConditions(flow)
    return plan


def _way(flow: Flow, draft: Draft) -> _Path:
    plan = _plan(flow)
    last = plan.last
    if last is not None and last[0] is draft:
        return last[1]
    way = _worked_out(plan, draft)
    plan.last = draft, way
    return way


def _worked_out(plan: _CompiledConditions, draft: Draft) -> _Path:
    values = _values(plan, draft)
    holds = tuple(applies(when, values) for when in plan.conditions)
    way = plan.ways.get(holds)
    if way is None:
        known = {id(when): held for when, held in zip(plan.conditions, holds, strict=True)}
        known[id(None)] = True
        found = [
            (section, question.id)
            for section, question in plan.questions
            if known[id(section.when)] and known[id(question.when)]
        ]
        sections_found = {section.id: section for section, _ in found}
        way = plan.ways[holds] = _Path(tuple(name for _, name in found), tuple(sections_found.values()))
    return way


def path(flow: Flow, draft: Draft) -> tuple[str, ...]:
    """Return the ids of the questions that apply, in order; decided by the answers every time."""
    return _way(flow, draft).names


def steers(flow: Flow, question: str) -> bool:
    """Return whether the answer to a question decides if another applies."""
    return question in _plan(flow).steering


def sections(flow: Flow, draft: Draft) -> tuple[Section, ...]:
    """Return the sections that have a question to ask."""
    return _way(flow, draft).sections


def is_open(draft: Draft, question: str) -> bool:
    """Return whether a question was neither answered nor skipped."""
    return question not in draft.answers and question not in draft.skipped


def next_open(flow: Flow, conversation: Conversation, after: str | None) -> str | None:
    """Return the next question to ask: the first open one after `after`, else the first open one; or None."""
    way = path(flow, conversation.draft)
    start = way.index(after) + 1 if after in way else _place(flow, way, after)
    return next((name for name in (*way[start:], *way[:start]) if is_wanted(flow, conversation, name)), None)


def _place(flow: Flow, way: tuple[str, ...], question: str | None) -> int:
    """Return the index at which an inapplicable question would stand in the path; 0 for an unknown one."""
    names = [other_question.id for _, other_question in _plan(flow).questions]
    before = set(names[: names.index(question)]) if question in names else set()
    return sum(name in before for name in way)


def is_wanted(flow: Flow, conversation: Conversation, question: str) -> bool:
    """Return whether a question is still to be asked; the quick pass asks only the mandatory ones."""
    if conversation.quick and not flow.question(question).required:
        return False
    return is_open(conversation.draft, question)


def gaps(flow: Flow, draft: Draft) -> tuple[str, ...]:
    """Return the mandatory questions that have no answer yet."""
    return tuple(name for name in path(flow, draft) if name not in draft.answers and flow.question(name).required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A writer's progress: sections count from 1, minutes are the time left on the longest path."""

    section: int
    sections: int
    questions_left: int
    minutes_left: int


def progress(flow: Flow, conversation: Conversation) -> Progress:
    """Return the progress; a question whose condition is not decided yet counts as asked."""
    draft = conversation.draft
    here = conversation.cursor.question
    names = [section.id for section in sections(flow, draft)]
    section = flow.section_of(here).id if here is not None else ""
    number = names.index(section) + 1 if section in names else len(names)
    left = list(_left(flow, conversation))
    time = sum(left)
    return Progress(
        section=number, sections=len(names), questions_left=len(left), minutes_left=max(1, round(time)) if left else 0
    )


def _left(flow: Flow, conversation: Conversation) -> Iterator[float]:
    """Yield the minutes of each question that is left on the longest path."""
    plan, draft, here = _plan(flow), conversation.draft, conversation.cursor.question
    values = _values(plan, draft)
    may = {id(when): _may_apply(when, values) for when in plan.conditions}
    may[id(None)] = True
    answers, skipped, quick = draft.answers, draft.skipped, conversation.quick
    for section, question in plan.questions:
        name = question.id
        waits = (question.required or not quick) and name not in answers and name not in skipped
        if (waits or name == here) and may[id(section.when)] and may[id(question.when)]:
            yield plan.minutes[name]


def _may_apply(when: When, values: Mapping[str, Value]) -> bool:
    return applies(when, values) or any(name not in values for name in when.questions())


def _values(plan: _CompiledConditions, draft: Draft) -> dict[str, Value]:
    answers = draft.answers
    return {name: answers[name].value for name in plan.steering if name in answers}
