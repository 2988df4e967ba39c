"""Names the two outcomes of reading an input: an answer, or why it is none yet."""

from __future__ import annotations

from dataclasses import dataclass

from flows.conversation import AnswerSource
from flows.forms.model import Choice, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """Is an input read as an answer: the value to store, and what was typed, word for word."""

    value: Value
    raw: str = ""
    how: AnswerSource = AnswerSource.TYPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Says, in one kind sentence, what would be right; `candidates` are the choices it may have meant."""

    text: str
    candidates: tuple[Choice, ...] = ()
