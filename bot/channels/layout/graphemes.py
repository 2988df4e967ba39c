"""Finds where a text may be cut without breaking what a reader sees as one character."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_VIRAMA = 9  # the combining class of signs that tie an Indic letter to the next


def may_cut(text: str, at: int) -> bool:
    """Tell whether a cut before index `at` keeps every visible character whole.

    Follows the rules of Unicode Standard Annex 29 for what people type; where it simplifies, it keeps together.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before < "\u0300" and after < "\u0300":  # Latin text: nothing joins but a line's two ends
        return not (before == "\r" and after == "\n")
    if before in "\r\n":
        return True
    if before == _JOINER or _extends(after) or unicodedata.combining(before) == _VIRAMA:
        return False
    if _is_flag_half(before) and _is_flag_half(after):
        return _flag_halves_before(text, at) % 2 == 0
    return not _is_one_syllable(before, after)


def cut_at_most(text: str, length: int) -> int:
    """Return the greatest place up to `length` where the text may be cut; `length` itself if there is none."""
    at = min(length, len(text))
    while at > 0 and not may_cut(text, at):
        at -= 1
    return at or min(length, len(text))


def _extends(character: str) -> bool:
    code = ord(character)
    return (
        character in (_JOINER, "\u200c")
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xE0020 <= code <= 0xE007F  # tags: the flags of Scotland, Wales ...
        or 0xFF9E <= code <= 0xFF9F  # halfwidth voiced marks
    )


def _is_flag_half(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _flag_halves_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _is_flag_half(text[start - 1]):
        start -= 1
    return at - start


def _is_one_syllable(before: str, after: str) -> bool:
    """Tell whether two Korean signs belong to one syllable."""
    first, second = ord(before), ord(after)
    if 0x1160 <= second <= 0x11FF or 0xD7B0 <= second <= 0xD7FF:
        return 0x1100 <= first <= 0x11FF or 0xAC00 <= first <= 0xD7FF or 0xA960 <= first <= 0xA97C
    leads = 0x1100 <= first <= 0x115F or 0xA960 <= first <= 0xA97C
    return leads and (0x1100 <= second <= 0x115F or 0xA960 <= second <= 0xA97C or 0xAC00 <= second <= 0xD7A3)
