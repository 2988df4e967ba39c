"""Draws bars as SVG without style or script: the page's style sheet colours them, also at night and on paper."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

WIDTH = 340
"""What a phone of 360 px has beside its margins: letters are as large there as in the text around."""
LETTERS = 13
BAR, FRAME = 30, 12
"""Height of one bar with its gap, and of what is above and below them."""
LABEL = 22
"""Characters of a label; the table beside it has the whole text."""
NARROW = 0.05
"""A part of the widest bar that is too narrow for its number."""

_LONG = re.compile(r"(\d+\.\d)\d+")
"""A coordinate with more digits than a screen has."""
_PLACES = ("x", "y", "width", "height", "transform", "d")
_DROPPED = ("defs", "script", "desc", "title")
"""Style and script, which the page's policy forbids; what only they would show; titles that read out coordinates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Is one kind of what is counted: a colour, and a number for each bar."""

    tone: str
    numbers: Sequence[int]


def draw_bars(title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Return horizontal bars, the first on top; several series lie in one bar behind each other."""
    pygal = _library()
    most = max(1, *(sum(numbers) for numbers in zip(*(one.numbers for one in series), strict=True)))
    letters = pygal.style.Style(label_font_size=LETTERS, major_label_font_size=LETTERS, value_font_size=LETTERS)
    chart = pygal.HorizontalStackedBar(
        style=letters,
        width=WIDTH,
        height=BAR * len(labels) + FRAME,
        margin=2,
        margin_left=8,  # letters of some fonts are wider than pygal reckons
        spacing=4,
        rounded_bars=3,
        js=(),
        disable_xml_declaration=True,
        no_prefix=True,
        show_legend=False,
        show_x_labels=False,  # the numbers below; they stand in the bars
        show_x_guides=False,
        print_values=True,
        truncate_label=-1,
        value_formatter=lambda number: f"{number:.0f}" if number > most * NARROW else "",
        range=(0, most),
    )
    chart.x_labels = [_cut(label) for label in reversed(labels)]
    for one in series:
        chart.add(one.tone, list(reversed(one.numbers)))
    chart.add_xml_filter(partial(_bare, title, [one.tone for one in series]))
    return Markup(chart.render())  # noqa: S704 pygal escapes what it is given


def _library() -> Any:
    """Load what draws: a seventh of a second, which a start can do without."""
    import pygal
    import pygal.style

    # It puts itself between Python and every later import, for maps that we do not draw, in a way Python has dropped.
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    return pygal


def _bare(title: str, tones: Sequence[str], root: Any) -> Any:
    """Leave out what is no picture; name the colours by what they mean, and the whole for who hears the page."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_dropped(child):
                parent.remove(child)
        for name in _PLACES:
            if name in parent.attrib:
                parent.set(name, _LONG.sub(r"\1", parent.get(name)))
        number = re.search(r"\bserie-(\d+)", parent.get("class") or "")
        if number is not None:
            parent.set("class", f"series tone-{tones[int(number[1])]}")
    root.set("role", "img")
    root.set("aria-label", title)
    del root.attrib["id"]
    return root


def _cut(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"


def _is_dropped(element: Any) -> bool:
    is_comment = not isinstance(element.tag, str)
    return is_comment or element.tag.rpartition("}")[2] in _DROPPED or "tooltip-overlay" in element.get("class", "")
