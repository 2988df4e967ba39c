"""Shows how far drafts and units are: a word and a sign, and a colour that only decorates."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dashboard.screen import Cell, Swatch
from bot.prints.board import LOOKS
from storage.audience import Progress

NAMES: Mapping[str, str] = {progress.value: look.name for progress, look in LOOKS.items()}
"""What each state is called, by how addresses name it."""
LEGEND = tuple(Swatch(tone=progress.value, name=look.name) for progress, look in LOOKS.items())


def state(progress: Progress) -> Cell:
    """Return a cell that shows a state."""
    look = LOOKS[progress]
    return Cell(text=look.name, sign=look.sign, tone=progress.value)
