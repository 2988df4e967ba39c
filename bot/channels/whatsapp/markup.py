"""Styled text in WhatsApp's markup; what people typed stays as they typed it."""

from __future__ import annotations

import re

from flows.messages import Rich

# WhatsApp has no escape: a sign that would format is replaced by one that looks like it.
_SIGNS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_UNDERLINED = re.compile(r"(?<!\w)_(?=\S)([^\n]*?)(?<=\S)_(?!\w)")
_LINK = re.compile(r"(https?://\S+)")


def to_markup(text: Rich) -> str:
    """Return the text with bold words between asterisks."""
    written = ""
    for place, span in enumerate(text):
        words = calm(span.text)
        if span.bold:
            after = text[place + 1].text[:1] if place + 1 < len(text) else ""
            words = _bold(words, written[-1:], after)
        written += words
    return written


def calm(text: str) -> str:
    """Return the text without characters that WhatsApp would take for markup; links stay as they are."""
    parts = _LINK.split(text)
    return "".join(
        part if place % 2 else _UNDERLINED.sub(r"ˍ\1ˍ", part.translate(_SIGNS)) for place, part in enumerate(parts)
    )


def _bold(words: str, before: str, after: str) -> str:
    """Put asterisks around each line: WhatsApp takes none beside a blank or inside a word."""
    lines = words.split("\n")
    last = len(lines) - 1
    return "\n".join(
        line
        if (place == 0 and _joins(before, line[:1])) or (place == last and _joins(after, line[-1:]))
        else _signed(line)
        for place, line in enumerate(lines)
    )


def _joins(outside: str, inside: str) -> bool:
    return outside.isalnum() and not inside.isspace()


def _signed(line: str) -> str:
    core = line.strip()
    if not core:
        return line
    start = line.index(core)
    return f"{line[:start]}*{core}*{line[start + len(core) :]}"
