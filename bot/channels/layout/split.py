"""The split of a styled text into parts that fit, at the best place for a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.channels.layout.graphemes import cut_at_most, may_cut
from flows.messages import Rich, TextSpan, plain

# From the place a reader minds least to the one she minds most; a cut stands after the match.
_PLACES = (re.compile(r"\n\s*\n"), re.compile(r"\n|[.!?…][\"'”’)]*\s"), re.compile(r"\s"))


def split(text: Rich, most: int, last: int) -> tuple[Rich, ...]:
    """Cut a text into parts of at most `most` characters, the last of at most `last`; only blanks at a cut go."""
    rest = strip(text)
    parts: list[Rich] = []
    while (length := len(plain(rest))) > min(most, last):
        if length > most:
            at = _best_place(plain(rest), most // 2, most)
        else:  # it would fit, but not with what hangs on the last part: that keeps as much as it can
            at = _best_place(plain(rest), length - last, length - 1, earliest=True)
        parts.append(strip(part(rest, 0, at)))
        rest = strip(part(rest, at, length))
    return tuple(piece for piece in (*parts, rest) if piece)


def part(text: Rich, start: int, end: int) -> Rich:
    """Return the characters from `start` up to `end`, in their styles."""
    spans: list[TextSpan] = []
    passed = 0
    for span in text:
        piece = span.text[max(0, start - passed) : max(0, end - passed)]
        if piece:
            spans.append(TextSpan(piece, bold=span.bold))
        passed += len(span.text)
    return tuple(spans)


def strip(text: Rich) -> Rich:
    """Return the text without blanks at its two ends."""
    whole = plain(text)
    if whole == whole.strip():
        return text if whole else ()
    return part(text, len(whole) - len(whole.lstrip()), len(whole.rstrip()))


def shorten(text: str, length: int) -> str:
    """Return the text, or as many whole words of it as fit with an ellipsis."""
    if len(text) <= length:
        return text
    head = text[: cut_at_most(text, length - 1)]
    words = [head] if text[len(head)].isspace() else head.rsplit(None, 1)
    kept = words[0] if len(words[0]) >= length // 3 else head
    return kept.rstrip(" ,;:-–(") + "…"


def _best_place(text: str, low: int, high: int, *, earliest: bool = False) -> int:
    """Return where to cut: between `low` and `high` after a paragraph, a sentence, a word; else after a character."""
    low = max(1, low)
    for kind in _PLACES:
        places = list(_ends(kind, text, low, high))
        if places:
            return places[0] if earliest else places[-1]
    return cut_at_most(text, high)


def _ends(kind: re.Pattern[str], text: str, low: int, high: int) -> Iterator[int]:
    for found in kind.finditer(text, max(0, low - 8)):
        if found.end() > high:
            return
        if found.end() >= low and may_cut(text, found.end()):
            yield found.end()
