"""Answers with masked personal data, whose sentences may need rewording."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from flows.conversation import Draft
from flows.forms.model import Flow, Question, Section
from flows.quality.personal_data import HIDDEN
from flows.questions.kinds import show


def is_hidden_in(question: Question, draft: Draft) -> bool:
    """Return whether something in a question's answer was made unreadable."""
    value = draft.value(question.id)
    return value is not None and HIDDEN in show(question, value)


def hidden_in(section: Section, draft: Draft, applying: Collection[str]) -> Iterator[Question]:
    """Yield the questions of a section in whose answers something was made unreadable."""
    return (question for question in section.questions if question.id in applying and is_hidden_in(question, draft))


def all_hidden(flow: Flow, draft: Draft, applying: Collection[str]) -> list[Question]:
    """Return such questions of the whole form, in its order."""
    return [question for section in flow.sections for question in hidden_in(section, draft, applying)]
