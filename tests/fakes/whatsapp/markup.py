"""A text as a phone shows it: what stands between WhatsApp's marks is styled, the marks are gone."""

from __future__ import annotations

import re

_STYLE = re.compile(r"(?<![\w*_~])([*_~])(?=[^\s*_~])([^\n]*?)(?<=[^\s*_~])\1(?![\w*_~])|```([^`]+)```|`([^`\n]+)`")


def shown(source: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the visible text, its bold runs, and all runs in other styles."""
    bold: list[str] = []
    other: list[str] = []

    def read(found: re.Match[str]) -> str:
        words = found[2] or found[3] or found[4]
        (bold if found[1] == "*" else other).append(words)
        return words

    return _STYLE.sub(read, source), tuple(bold), tuple(other)
