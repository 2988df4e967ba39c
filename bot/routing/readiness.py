"""What must happen before an address's updates can be handled: more text, or files fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.routing.bursts import SETTLE, is_cut
from flows.messages import File, FileInput, IncomingMessage, UnsupportedInput
from storage.records import Update

Fetched = Mapping[int, File | str]
"""By update: the stored file, or the problem with it."""


@dataclass(frozen=True, slots=True)
class WaitForMore:
    """An outcome: a text seems to have been cut by the phone, so its rest is awaited."""

    until: datetime


@dataclass(frozen=True, slots=True)
class NeedsFiles:
    """An outcome: files must be fetched first, by update."""

    files: Mapping[int, File]


def missing(
    messages: Sequence[tuple[Update, IncomingMessage | None]], fetched: Fetched, now: datetime
) -> NeedsFiles | WaitForMore | None:
    """Return what these messages still lack; None if they can be handled."""
    files = {
        update.id: message.input.file
        for update, message in messages
        if message is not None and isinstance(message.input, FileInput) and update.id not in fetched
    }
    if files:
        return NeedsFiles(files)
    ends = [
        update.received_at + SETTLE for update, message in messages if message is not None and _lacks(message, messages)
    ]
    return WaitForMore(max(ends)) if ends and now < max(ends) else None


def _lacks(message: IncomingMessage, messages: Sequence[tuple[Update, IncomingMessage | None]]) -> bool:
    """Tell whether the rest of a cut text is not there yet."""
    if not is_cut(message):
        return False
    if message.position is None:
        return message is messages[-1][1]
    return all(other is None or other.position != message.position + 1 for _, other in messages)


def with_file(message: IncomingMessage, fetched: File | str | None) -> IncomingMessage:
    """Return the message with its file as it is stored, or with the problem that it has."""
    if fetched is None or not isinstance(message.input, FileInput):
        return message
    if isinstance(fetched, File):
        return replace(message, input=replace(message.input, file=fetched))
    return replace(message, input=UnsupportedInput(what="file", text=message.input.caption, problem=fetched))
