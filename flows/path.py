"""Finds the way through a form: which questions apply, which are open, how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.conversation import Conversation, Draft
from flows.model import Flow, Question, Section, Value, When
from flows.questions import minutes
from flows.rules import applies


def path(flow: Flow, draft: Draft) -> tuple[str, ...]:
    """Return the ids of the questions that apply, in order; recomputed from the answers every time."""
    values = _values(draft)
    return tuple(
        question.id
        for section in flow.sections
        if section.when is None or applies(section.when, values)
        for question in section.questions
        if question.when is None or applies(question.when, values)
    )


def steers(flow: Flow, question: str) -> bool:
    """Tell whether any other question applies or not because of this one."""
    conditions = (part.when for section in flow.sections for part in (section, *section.questions))
    return any(when is not None and question in when.questions() for when in conditions)


def is_open(draft: Draft, question: str) -> bool:
    """Tell whether a question was neither answered nor skipped."""
    return question not in draft.answers and question not in draft.skipped


def sections(flow: Flow, draft: Draft) -> tuple[Section, ...]:
    """Return the sections that have a question to ask."""
    found = dict.fromkeys(flow.section_of(name).id for name in path(flow, draft))
    return tuple(section for section in flow.sections if section.id in found)


def next_open(flow: Flow, conversation: Conversation, after: str | None) -> str | None:
    """Return the next question to ask: the first open one behind `after`, else the first open one."""
    way = path(flow, conversation.draft)
    wanted = [name for name in way if is_wanted(flow, conversation, name)]
    if after in way:
        behind = set(way[way.index(after) + 1 :])
        wanted = [name for name in wanted if name in behind] or wanted
    return wanted[0] if wanted else None


def is_wanted(flow: Flow, conversation: Conversation, question: str) -> bool:
    """Tell whether a question still waits for its turn; the quick pass wants only the mandatory ones."""
    if conversation.quick and not flow.question(question).required:
        return False
    return is_open(conversation.draft, question)


def gaps(flow: Flow, draft: Draft) -> tuple[str, ...]:
    """Return the mandatory questions that have no answer yet."""
    return tuple(name for name in path(flow, draft) if name not in draft.answers and flow.question(name).required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Says where a person is: sections count from 1, minutes are what is left on the longest way."""

    section: int
    sections: int
    questions_left: int
    minutes_left: int


def progress(flow: Flow, conversation: Conversation) -> Progress:
    """Measure the way left; a question whose condition is not decided yet counts as asked."""
    draft = conversation.draft
    here = conversation.cursor.question
    names = [section.id for section in sections(flow, draft)]
    section = flow.section_of(here).id if here is not None else ""
    number = names.index(section) + 1 if section in names else len(names)
    left = [question for question in _longest(flow, draft) if _counts(flow, conversation, question)]
    time = sum(minutes(question) for question in left)
    return Progress(
        section=number, sections=len(names), questions_left=len(left), minutes_left=max(1, round(time)) if left else 0
    )


def _counts(flow: Flow, conversation: Conversation, question: Question) -> bool:
    return question.id == conversation.cursor.question or is_wanted(flow, conversation, question.id)


def _longest(flow: Flow, draft: Draft) -> list[Question]:
    values = _values(draft)
    return [
        question
        for section, question in flow.questions()
        if _may_apply(section.when, values) and _may_apply(question.when, values)
    ]


def _may_apply(when: When | None, values: Mapping[str, Value]) -> bool:
    if when is None or applies(when, values):
        return True
    return any(name not in values for name in when.questions())


def _values(draft: Draft) -> dict[str, Value]:
    return {name: answer.value for name, answer in draft.answers.items()}
