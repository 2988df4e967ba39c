"""The codec of callback data: a button's conversation, question and verb in the few bytes a vendor carries."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.messages import Button

TOKEN_BYTES = 64  # Telegram's callback_data is the shortest of all channels'

# A canonical spelling only (no leading zero, ASCII digits), so that one meaning has one token.
_TOKEN = re.compile(
    r"(0|[1-9][0-9]{0,17})?\.(0|[1-9][0-9]{0,8})?\.([a-z][a-z0-9_]*)\.(.*)", re.DOTALL
)  # as columns hold them


class CallbackData(NamedTuple):
    """What a pressed button carries: its conversation, its question message, its verb and argument."""

    conversation: int | None
    ask: int | None
    verb: str
    argument: str


def token(conversation: int | None, ask: int | None, button: Button) -> str:
    """Return a button's token, e.g. `12.34.choose.kesehatan`; ValueError if it is too long."""
    first, second = ("" if number is None else str(number) for number in (conversation, ask))
    written = f"{first}.{second}.{button.verb}.{button.argument}"
    if len(written.encode()) > TOKEN_BYTES or not _TOKEN.fullmatch(written):
        raise ValueError(f"no button can carry this: {written!r} (verb: letters, at most {TOKEN_BYTES} bytes in all)")
    return written


def read_token(text: str) -> CallbackData | None:
    """Parse a token; None if it is none of ours."""
    found = _TOKEN.fullmatch(text)
    if found is None or len(text.encode(errors="replace")) > TOKEN_BYTES:
        return None
    conversation, ask, verb, argument = found.groups()
    return CallbackData(int(conversation) if conversation else None, int(ask) if ask else None, verb, argument)
