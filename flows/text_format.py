"""Words counted, tidied and joined as people see them."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")


def count_words(text: str) -> int:
    """Count words as people do: split on white space."""
    return len(text.split())


def says_something(text: str) -> bool:
    """Return whether there is a letter or a digit in the text."""
    return any(character.isalnum() for character in text)


def tidy(text: str) -> str:
    """Return the text on one line with single spaces, without invisible characters: for reading, never for storing."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def listed(words: list[str], last: str = "dan") -> str:
    """Join as people do: "a", "a dan b", "a, b dan c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
