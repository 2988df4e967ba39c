"""Cells for stages and kinds of units: a word and a sign, and a colour that only decorates."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dashboard.page_model import Cell, LegendItem
from bot.language.unit_names import KINDS
from bot.render.progress_picture import LOOKS
from storage.outreach.audience import Stage

NAMES: Mapping[str, str] = {progress.value: look.name for progress, look in LOOKS.items()}
"""The name of each stage, by its value in URLs."""
LEGEND = tuple(LegendItem(tone=progress.value, name=look.name) for progress, look in LOOKS.items())


def kind(name: str) -> Cell:
    """Return the cell of a unit's kind; a long word may break after its slash."""
    label = KINDS.get(name, name)
    return Cell(text=label.replace("/", "/\N{ZERO WIDTH SPACE}"), value=label)


def state(progress: Stage) -> Cell:
    """Return the cell of a stage."""
    look = LOOKS[progress]
    return Cell(text=look.name, sign=look.sign, tone=progress.value)
