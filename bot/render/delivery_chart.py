"""The delivery states of a broadcast as one picture for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.render.progress_picture import DOTS
from flows.documents.typesetting import compiler

TEMPLATE = Path(__file__).with_name("delivery_chart.typ")
ARRIVED = frozenset({"read", "delivered", "sent"})
COLORS = {
    "read": "#2f7d4f",
    "delivered": "#3f9b5f",
    "sent": "#7fc09a",
    "queued": "#7fb2e5",
    "held": "#f2c14e",
    "failed": "#c8553d",
    "uncertain": "#e8894a",
}
OTHER = "#b8b8b8"
"""The colour of excluded recipients: words and numbers carry the meaning."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One delivery state: its key, its label, its number of deliveries."""

    key: str
    words: str
    count: int


def draw_deliveries(bars: Sequence[Bar], *, head: str, foot: str) -> bytes:
    """Return the picture as PNG."""
    everybody = sum(bar.count for bar in bars)
    arrived = sum(bar.count for bar in bars if bar.key in ARRIVED)
    most = max((bar.count for bar in bars), default=1)
    data = {
        "head": head,
        "goal": f"{arrived} dari {everybody} orang",
        "goal_words": "sudah dikirimi",
        "bars": [
            {"words": bar.words, "count": bar.count, "share": bar.count / most, "color": COLORS.get(bar.key, OTHER)}
            for bar in bars
        ],
        "foot": foot,
    }
    with compiler(TEMPLATE, data, {}) as (typesetter, _):
        picture = typesetter.compile(format="png", ppi=DOTS)
    assert isinstance(picture, bytes)  # one page
    return picture
