"""Checks of a form's examples: are they understood, do they fit, are they free of personal data."""

from __future__ import annotations

from collections.abc import Iterator

from flows.forms.model import Evidence, LongText, Question, Table, Text
from flows.messages import TextInput
from flows.parsed import Problem
from flows.quality.personal_data import personal
from flows.questions.kinds import understand
from flows.text_format import count_words


def example_problems(question: Question) -> Iterator[str]:
    """Yield what is wrong with a question's example, as an author's answer to it; nothing without one."""
    if not question.example or isinstance(question, Evidence):
        return
    if found := personal(question.example):
        yield f"the example holds personal data: {found[0].what}"
    if isinstance(question, LongText):
        words = count_words(question.example)
        if question.max_words is not None and words > question.max_words:
            yield f"the example has {words} words, the limit is {question.max_words}"
        if words < question.min_words:
            yield f"the example has {words} words, the least is {question.min_words}"
        return
    read = understand(question, TextInput(text=question.example))
    if isinstance(read, Problem):
        yield f"the example is not understood: {read.text}"
    elif isinstance(question, Table) and not question.min_rows <= _rows(read.value) <= question.max_rows:
        yield f"the example has {_rows(read.value)} rows"
    elif isinstance(question, Text) and "\n" in question.example:
        yield "the example has more than one line"
    elif isinstance(question, Text) and len(question.example) > question.max_characters:
        yield f"the example has {len(question.example)} letters, the limit is {question.max_characters}"


def _rows(value: object) -> int:
    return len(value) if isinstance(value, list) else 0
