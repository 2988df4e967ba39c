"""Bar charts as SVG without style or script: the page's style sheet colours them, also at night and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.dashboard.assets import page

WIDTH = 340
"""Pixels that a phone of 360 px has between its margins: letters are as large there as in the text around."""
PITCH, FRAME = 30, 12
"""Height of one bar with its gap, and of what is above and below all of them."""
LETTER, DIGIT = 7.8, 9
"""Width of a letter of a label, and of a digit of a number in a bar, in the widest of the fonts."""
GAP = 13
"""Pixels between the labels and the bars."""
LABEL = 22
"""Characters of a label; the table beside it has the whole text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One kind of things counted: its colour, and its number in each bar."""

    tone: str
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The part of a bar that stands for one series."""

    tone: str
    number: int
    left: float
    width: float

    @property
    def has_room(self) -> bool:
        """Return whether its number fits into it."""
        return self.width >= DIGIT * len(str(self.number))


def draw_bars(title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Return horizontal bars, the first on top; several series are stacked in each bar."""
    numbers = list(zip(*(kind.numbers for kind in series), strict=True))
    most = max(map(sum, numbers), default=0) or 1
    shown = [_cut(label) for label in labels]
    left = GAP + LETTER * max(map(len, shown), default=0)
    scale = (WIDTH - left - 2) / most
    tones = [kind.tone for kind in series]
    segments = [list(_segments(tones, row, scale)) for row in numbers]
    bars = list(zip(labels, shown, segments, strict=True))
    height = PITCH * len(bars) + FRAME
    drawn = page(
        "bars.svg.jinja", title=title, bars=bars, left=left, width=WIDTH, height=height, pitch=PITCH, margin=FRAME / 2
    )
    return Markup(drawn)  # noqa: S704 the template escapes what it is given


def _segments(tones: Sequence[str], numbers: Sequence[int], scale: float) -> Iterator[Segment]:
    left = 0.0
    for tone, number in zip(tones, numbers, strict=True):
        if number:
            yield Segment(tone=tone, number=number, left=left, width=number * scale)
        left += number * scale


def _cut(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"
