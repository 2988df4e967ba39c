"""The two outcomes of reading an input: an answer, or a problem."""

from __future__ import annotations

from dataclasses import dataclass

from flows.conversation import AnswerSource
from flows.forms.model import Choice, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """An input read as an answer: the value to store, and the text word for word."""

    value: Value
    raw: str = ""
    how: AnswerSource = AnswerSource.TYPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A sentence on what would be right; `candidates` are the choices that the input may have meant."""

    text: str
    candidates: tuple[Choice, ...] = ()
