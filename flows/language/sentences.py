"""Sentences made of short answers: "Yang paling terdampak adalah ibu hamil."."""

from __future__ import annotations

import re

from flows.forms.model import ANSWER, LongText, Question, Text

MOST_WORDS = 8
"""What people type instead of a sentence is hardly longer; a story never is so short."""

WHOLE = frozenset(
    re.findall(
        r"\S+",
        "kami saya kita inovasi layanan ada tidak belum sudah telah akan masih agar supaya bila kalau jika dulu dahulu "
        "sekarang kini setiap semua banyak",
    )
)
"""Words that begin a sentence of its own, however short."""


def in_sentence(question: Question, text: str) -> str | None:
    """Return the sentence that a short answer and its question's lead make; None where the answer stands alone."""
    if not question.lead:
        return None
    is_told = isinstance(question, Text | LongText)
    if is_told and not _is_fragment(text):
        return None
    piece = " ".join(text.split()).rstrip(" .,;")
    before, after = question.lead.split(ANSWER)
    first, _, rest = piece.partition(" ")
    if rest and before.lower().split()[-1:] == [first.lower()]:  # "berasal dari" + "dari BOK"
        piece = rest
    return before + (_lowered(piece) if is_told else piece) + after


def _is_fragment(text: str) -> bool:
    words = text.split()
    if not 0 < len(words) <= MOST_WORDS or "\n" in text.strip() or text.rstrip()[-1:] in tuple("!?:"):
        return False
    return not re.search(r"[.!?]\s+\S", text.strip()) and words[0].lower().strip(",") not in WHOLE


def _lowered(piece: str) -> str:
    """Write a first word small inside a sentence, unless it is a name: "Ibu hamil" but "Dinas Kesehatan", "PKK"."""
    first, _, rest = piece.partition(" ")
    is_name = not first[1:].islower() or rest[:1].isupper()
    return piece if is_name or not rest else first.lower() + piece[len(first) :]
