"""The fonts of the PDF, and the characters they can show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDERS = tuple(
    Path(str(files(package) / "files"))
    for package in ("fontpkg_noto_serif", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
)
"""Serif for texts, sans for headings (it also has Devanagari), and Arabic."""

SYMBOLS = (
    (0x2100, 0x214F), (0x2190, 0x23FF), (0x2460, 0x25FF), (0x2600, 0x2606), (0x2609, 0x262F), (0x2638, 0x268B),
    (0x2690, 0x269C), (0x26A0, 0x26A7), (0x26AA, 0x26AF), (0x2701, 0x2704), (0x2706, 0x2709), (0x270C, 0x2714),
    (0x2717, 0x2726), (0x272A, 0x274B), (0x274D, 0x274D), (0x274F, 0x2752), (0x2756, 0x2756), (0x2758, 0x275E),
    (0x2761, 0x277F), (0x2794, 0x2794), (0x2798, 0x27AF), (0x27B1, 0x27BF), (0x27C0, 0x27EF),
)  # fmt: skip
"""Arrows, mathematics, boxes and signs that the fonts inside typst add; their tables cannot be read from outside."""

MARK = "▯"
"""Stands for a character that no font has."""

_STEERING = re.compile("[\u20e3\ufe00-\ufe0f\U000e0000-\U000e007f]")
"""Keycaps, variation selectors and tags say how the character before them looks; they are no text."""
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_TAIL = "[\U0001f3fb-\U0001f3ff]*(?:\u200d[^\\s][\U0001f3fb-\U0001f3ff]*)*"
"""What belongs to an emoji: a skin tone, further emoji joined to it."""


@lru_cache
def shown() -> frozenset[str]:
    """Return every character that the PDF can show."""
    codes: set[int] = {0x09, 0x0A, 0x20}
    for folder in FOLDERS:
        for file in sorted(folder.glob("*].ttf")):
            if "Italic" not in file.name:
                with TTFont(file, lazy=True) as font:
                    codes.update(font["cmap"].getBestCmap())
    for first, last in SYMBOLS:
        codes.update(range(first, last + 1))
    return frozenset(map(chr, codes))


def showable(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with a mark for each character that no font has, and the replaced characters."""
    if text.isascii():
        return text, ()
    text = _STEERING.sub("", text)
    unknown = "".join(sorted(set(text) - shown()))
    if not unknown:
        return text, ()
    pattern = re.compile(f"{_FLAG}|[{re.escape(unknown)}]{_TAIL}")
    return pattern.sub(MARK, text), tuple(dict.fromkeys(pattern.findall(text)))


def distinct(found: Iterable[str]) -> tuple[str, ...]:
    """Return each replaced character once, in the order of the text."""
    return tuple(dict.fromkeys(found))
