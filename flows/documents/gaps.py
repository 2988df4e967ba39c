"""The gaps of a draft, and its texts over the form's limits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from flows.conversation import Draft
from flows.documents.chapters import is_answered
from flows.forms import model
from flows.forms.model import Flow
from flows.language.formatting import heading_of
from flows.language.numbers import write_number
from flows.quality.meter import section_words
from flows.questions.kinds import count_words
from flows.texts import word


def lacks(flow: Flow, draft: Draft, applying: Collection[str], *, required: bool) -> Iterator[str]:
    """Yield what has no answer, as "1.1 Latar Belakang: Data awal"; a section put off as a whole by its heading."""
    for section in flow.sections:
        asked = [question for question in section.questions if question.id in applying]
        printed = [question for question in asked if question.printed]
        for question in printed:
            if question.required is required and not is_answered(question, draft, section.id):
                yield f"{heading_of(section)}: {question.label}"
        if asked and not printed and not required:
            yield heading_of(section)


def over_limits(flow: Flow, draft: Draft, applying: Collection[str]) -> Iterator[str]:
    """Yield a line for each text over its limit; where the form counts by section, only for sections."""
    shown = replace(draft, answers={name: answer for name, answer in draft.answers.items() if name in applying})
    for section in flow.sections:
        if section.max_words is not None:
            words = section_words(section, shown)
            if words > section.max_words:
                yield f"{heading_of(section)}: {_over(words, section.max_words)}"
            continue
        for question in section.questions:
            if isinstance(question, model.LongText) and question.max_words is not None:
                words = count_words(str(shown.value(question.id) or ""))
                if words > question.max_words:
                    yield f"{heading_of(section)}, {question.label}: {_over(words, question.max_words)}"


def _over(words: int, limit: int) -> str:
    return word("document.over_limit", words=write_number(words), limit=write_number(limit))
