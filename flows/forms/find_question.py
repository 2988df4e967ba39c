"""The question that a person names: by its label, a word of it, or nearly so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from flows.forms.model import Ask

A = TypeVar("A", bound=Ask)

ALIKE = 85
"""Of 100: how alike a typed name and a label must be."""


def named_by(questions: Sequence[A], key: str) -> A | None:
    """Return the question a name means, or None where it means none or several."""
    wanted = _words(key)
    if not wanted:
        return None
    exact = [question for question in questions if wanted == _words(question.label) or wanted == question.id.split("_")]
    if exact:
        return exact[0]
    holding = [question for question in questions if set(wanted) <= {*_words(question.label), *question.id.split("_")}]
    if not holding:
        holding = [
            question
            for question in questions
            if fuzz.ratio(" ".join(wanted), " ".join(_words(question.label))) >= ALIKE
        ]
    return holding[0] if len(holding) == 1 else None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
