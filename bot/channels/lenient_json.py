"""Lenient reading of JSON from outside: what no database takes is replaced, and one odd value spoils no other."""

from __future__ import annotations

import json
import math
import re

from pydantic import JsonValue

DEEPEST = 60
"""Levels of nesting; nothing that a vendor sends has twenty."""
DIGITS = 18
"""Of a whole number; a longer one is kept as text."""
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def parse(body: bytes) -> JsonValue:
    """Return what a body holds, with half characters replaced and too deep values left out; ValueError if no JSON."""
    text = body.decode("utf-8", "replace")
    try:
        found = _loads(text)
    except RecursionError:
        found = _loads(_flattened(text))
    return _cleaned(found, DEEPEST)


def clean(text: str) -> str:
    """Return a text without zero bytes and half characters, which JSON can spell and no database takes."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _loads(text: str) -> JsonValue:
    found: JsonValue = json.loads(text, parse_int=_whole, parse_float=_decimal, parse_constant=str)
    return found


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits.lstrip("-")) <= DIGITS else digits


def _decimal(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _cleaned(value: JsonValue, levels: int) -> JsonValue:
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(json_value, levels - 1) for json_value in value] if levels else None
        case dict():
            return (
                {clean(name): _cleaned(json_value, levels - 1) for name, json_value in value.items()}
                if levels
                else None
            )
    return value


def _flattened(text: str) -> str:
    """Return JSON with null in the place of what lies too deep."""
    pieces, depth, kept = list[str](), 0, 0
    for mark in _MARKS.finditer(text):
        if mark[0] in "[{":
            depth += 1
            if depth == DEEPEST + 1:
                pieces += [text[kept : mark.start()], "null"]
        elif mark[0] in "]}":
            depth -= 1
            if depth == DEEPEST:
                kept = mark.end()
    return "".join([*pieces, text[kept:] if depth <= DEEPEST else ""])
