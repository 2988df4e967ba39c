"""Draws a letter as DOCX from its template."""

from __future__ import annotations

from pathlib import Path

from flows.docx import fill
from flows.letters import Letter
from flows.rendered import Rendered

TEMPLATE = Path(__file__).parent / "templates" / "letter.docx"


def draw_letter(letter: Letter) -> Rendered:
    """Return the letter as DOCX, the same bytes for the same letter."""
    return Rendered(content=fill(TEMPLATE, {"letter": letter}, title=letter.title, author="", made=letter.made))
