"""Telegram's HTML, parsed as the official server does, with its refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pydantic import JsonValue

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip

_ENTITY = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME = re.compile(r"</?([^\s>]*)(?=[\s>])")
_ATTRIBUTE = re.compile(r"\s*[a-zA-Z-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[a-zA-Z0-9.-]+)|\s+(?:expandable)?")


class HtmlError(Exception):
    """What cannot be parsed, in the server's words."""


@dataclass(frozen=True)
class Formatted:
    """A text after entity parsing."""

    text: str
    entities: list[JsonValue] = field(default_factory=list)


def utf16(text: str) -> int:
    """Count UTF-16 code units, in which Telegram counts entities."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> Formatted:
    """Return the text and its entities; raise HtmlError."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text = ""
        self.open: list[tuple[str, int]] = []
        self.entities: list[JsonValue] = []

    def run(self) -> Formatted:
        while self.at < len(self.source):
            if found := _ENTITY.match(self.source, self.at):
                number, hexadecimal, name = found.groups()
                self.text += _NAMED[name] if name else chr(int(number) if number else int(hexadecimal, 16))
                self.at = found.end()
            elif self.source[self.at] == "<":
                self._tag()
            else:
                self.text += self.source[self.at]
                self.at += 1
        if self.open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return Formatted(self.text, self.entities)

    def _tag(self) -> None:
        place = f"at byte offset {len(self.source[: self.at].encode())}"
        closes = self.source.startswith("</", self.at)
        found = _NAME.match(self.source, self.at)
        if found is None:
            raise HtmlError(f"Unclosed {'end' if closes else 'start'} tag {place}")
        self.at = found.end()
        if closes:
            self._close(found[1].lower(), place)
        else:
            self._begin(found[1].lower(), place)
        self.at += 1

    def _begin(self, tag: str, place: str) -> None:
        if tag not in TAGS:
            raise HtmlError(f'Unsupported start tag "{tag}" {place}')
        while self.at < len(self.source) and self.source[self.at] != ">":
            attribute = _ATTRIBUTE.match(self.source, self.at)
            if attribute is None or attribute.end() == self.at:
                raise HtmlError(f'Expected equal sign in declaration of an attribute of the tag "{tag}" {place}')
            self.at = attribute.end()
        if self.at >= len(self.source):
            raise HtmlError(f"Unclosed start tag {place}")
        self.open.append((tag, utf16(self.text)))

    def _close(self, tag: str, place: str) -> None:
        if not self.open:
            raise HtmlError(f"Unexpected end tag {place}")
        opened, offset = self.open.pop()
        if tag and tag != opened:
            raise HtmlError(f'Unmatched end tag {place}, expected "</{opened}>", found "</{tag}>"')
        if length := utf16(self.text) - offset:
            self.entities.append({"type": TAGS[opened], "offset": offset, "length": length})
