"""Reads a typed number or word as the choice it means, while a message with choices is the last thing that was said."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.row_ids import row_number
from flows.language.command_words import bare
from flows.messages import Did, IncomingMessage, Reply, Said

CHOICE = "choice"
"""The kind of errand that waits for one of several choices."""
MOST_WORDS = 3
"""Words of a typed choice; what is longer may be an answer to an open question."""

_OWN_NUMBER = re.compile(r"^[^\w]*([0-9]+(?:\.[0-9]+)*)[.)]?\s")
_NUMBER = re.compile(r"(?:(?:no|nomor|nomer|yang|pilihan)\b[ .]*)*([0-9]+(?:\.[0-9]+)*)[.)]?")


def remembered(reply: Reply, conversation: int | None) -> str:
    """Return what an errand must keep, so that a typed number or word presses a choice of this reply."""
    return json.dumps([conversation, *([one.label, one.verb, one.argument] for one in reply.choices)])


def as_pressed(message: IncomingMessage, kept_by_errand: str) -> IncomingMessage:
    """Return the message as the choice it means; as it is where it means none, or more than one."""
    if not isinstance(message.input, Said):
        return message
    conversation, *kept = json.loads(kept_by_errand)
    place = pick([label for label, _, _ in kept], message.input.text)
    if place is None:
        return message
    _, verb, argument = kept[place]
    return replace(message, input=Did(verb=verb, argument=argument), conversation=conversation)


def pick(labels: Sequence[str], text: str) -> int | None:
    """Return the place of the one label a text means: its own number, else its place in the list, or its words."""
    typed = bare(text)
    found = _NUMBER.fullmatch(typed)
    if found is not None:
        return _at_number(labels, found[1])
    words = _words(typed)
    if not words:
        return None
    exact = [place for place, label in enumerate(labels) if _words(label) == words]
    if exact or len(words) > MOST_WORDS:
        return exact[0] if exact else None
    begun = [place for place, label in enumerate(labels) if _begins(words, _words(label))]
    return begun[0] if len(begun) == 1 else None


def _at_number(labels: Sequence[str], number: str) -> int | None:
    own = {found[1]: place for place, label in enumerate(labels) if (found := _OWN_NUMBER.match(label)) is not None}
    if own:
        under = [place for one, place in own.items() if one.startswith(f"{number}.")]
        return own.get(number, under[0] if len(under) == 1 else None)
    place = row_number(number)
    return place - 1 if 1 <= place <= len(labels) else None


def _words(text: str) -> list[str]:
    """Return the words of a label or of a text, without the number before them."""
    return re.findall(r"[^\W_]+", _OWN_NUMBER.sub("", text).lower())


def _begins(typed: Sequence[str], label: Sequence[str]) -> bool:
    """Tell whether each typed word begins a word of the label."""
    return all(any(word.startswith(one) for word in label) for one in typed)
