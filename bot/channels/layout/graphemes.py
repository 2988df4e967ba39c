"""The places where a text may be cut without breaking what a reader sees as one character."""

from __future__ import annotations

import regex

_CHARACTER = regex.compile(r"\X")
_LAST_BLANK = regex.compile(r"(?r)\s")


def may_cut(text: str, at: int) -> bool:
    """Tell whether a cut before index `at` keeps every visible character whole."""
    return at <= 0 or at >= len(text) or _last_end(text, at) == at


def cut_at_most(text: str, length: int) -> int:
    """Return the greatest index up to `length` where the text may be cut; `length` itself if there is none."""
    return _last_end(text, length) or min(length, len(text))


def _last_end(text: str, most: int) -> int:
    """Return the end of the last visible character up to `most`; 0 if there is none."""
    blank = _LAST_BLANK.search(text, 0, most)  # no character goes on across a blank: what is before it matters not
    last = 0 if blank is None else blank.start()
    for character in _CHARACTER.finditer(text, last):
        if character.end() > most:
            break
        last = character.end()
    return last
