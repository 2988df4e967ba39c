"""Joining texts that belong together: one cut by the app's limit, or one answer sent in several messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from operator import itemgetter

from flows.messages import IncomingMessage, TextInput

BEFORE = 96
"""UTF-16 units before its limit within which an app may cut a text, at the end of a word."""
SETTLE = timedelta(seconds=1.5)
"""How long to wait for the rest of a cut text."""


def is_cut(message: IncomingMessage | None) -> bool:
    """Tell whether a text seems to go on in the next message."""
    if message is None or message.cut_at is None or not isinstance(message.input, TextInput):
        return False
    return _units(message.input.text) >= message.cut_at - BEFORE


def in_order(messages: Sequence[IncomingMessage]) -> list[IncomingMessage]:
    """Return the messages with each run of numbered ones sorted by position: they may arrive out of order."""
    ordered: list[IncomingMessage] = []
    run: list[tuple[int, IncomingMessage]] = []
    for message in messages:
        if message.position is not None:
            run.append((message.position, message))
            continue
        ordered += [*_sorted(run), message]
        run = []
    return ordered + _sorted(run)


def together(pieces: Sequence[IncomingMessage]) -> IncomingMessage:
    """Return text messages joined into one, which keeps the first one's other fields."""
    first = pieces[0]
    if len(pieces) == 1:
        return first
    words = _text(first)
    for before, piece in pairwise(pieces):
        words += _between(before) + _text(piece)
    return replace(first, input=TextInput(text=words))


def _between(before: IncomingMessage) -> str:
    if not is_cut(before):
        return "\n"
    is_full = before.cut_at is not None and _units(_text(before)) >= before.cut_at  # cut within a word
    return "" if is_full else " "


def _text(message: IncomingMessage) -> str:
    assert isinstance(message.input, TextInput), "only texts are put together"
    return message.input.text


def _sorted(run: list[tuple[int, IncomingMessage]]) -> list[IncomingMessage]:
    return [message for _, message in sorted(run, key=itemgetter(0))]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
