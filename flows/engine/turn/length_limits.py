"""The excess of an answer over its form's limit."""

from __future__ import annotations

from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import LongText
from flows.language.numbers import write_number
from flows.messages import Rich
from flows.quality.meter import section_words
from flows.texts import say


def limit_passed(builder: TurnBuilder, question: LongText, words: int) -> Rich | None:
    """Return by how much the answer, or its section where the form counts so, is too long; None if it fits."""
    section = builder.flow.section_of(question.id)
    if section.max_words is not None:
        return _section_passed(section_words(section, builder.draft), section.max_words, section.title, words)
    if question.max_words is None or words <= question.max_words:
        return None
    limit, over = write_number(question.max_words), write_number(words - question.max_words)
    return say("saved.over", words=write_number(words), limit=limit, over=over)


def _section_passed(whole: int, limit: int, title: str, words: int) -> Rich | None:
    if whole <= limit:
        return None
    over = write_number(whole - limit)
    return say("saved.section_over", words=write_number(words), section=title, limit=limit, over=over)
