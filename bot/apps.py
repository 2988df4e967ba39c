"""Names the apps in which people talk to the bot, as they call them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.texts import word
from flows.spelling import listed

CALLED = {
    "whatsapp": "whatsapp",
    "wa": "whatsapp",
    "telegram": "telegram",
    "tele": "telegram",
    "web": "web",
    "website": "web",
    "browser": "web",
    "laptop": "web",
    "komputer": "web",
}
"""What people call an app -> the channel's name."""

_ASKED = re.compile(rf"(pindah|lepas|putus)(?:kan)?(?: ke| dari)? ({'|'.join(CALLED)})", re.IGNORECASE)
KNOWN = frozenset(CALLED.values())


def asked(text: str) -> tuple[str, str] | None:
    """Return word and app of "pindah ke wa" or "lepas telegram"; None for anything else."""
    found = _ASKED.fullmatch(" ".join(text.split()).rstrip(".!"))
    return None if found is None else (found[1].lower(), found[2].lower())


def named(text: str) -> str:
    """Return the channel that a text names, the last word of "ke whatsapp"; "" for none."""
    words = text.lower().split()
    return CALLED.get(words[-1], "") if words else ""


def app(channel: str) -> str:
    """Return what people call a channel."""
    return word(f"app.{channel}") if channel in KNOWN else channel.capitalize()


def apps(channels: Iterable[str]) -> str:
    """Return several channels in one phrase, each once."""
    return listed([app(one) for one in dict.fromkeys(channels)])
