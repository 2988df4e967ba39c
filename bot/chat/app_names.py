"""The names that people use for the channels, and the phrases that ask to move to one or unlink one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.texts import word
from flows.text_format import listed

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

MOVES = ("pindah", "sambung", "hubung")
"""Verbs that ask to continue in another app, beside "lanjut di wa"."""
ANYWHERE = frozenset({"aplikasi lain", "hp", "ponsel"})
NOWHERE = frozenset({"instagram", "ig", "facebook", "messenger", "line", "signal", "email"})
"""Apps without a channel here: recognised, so that the answer can list those that have one."""

_TARGETS = "|".join((*CALLED, *ANYWHERE, *NOWHERE))
_MOVE = re.compile(
    rf"(?:(?:{'|'.join(MOVES)})(?:kan)?(?: ke| dengan| di)?|lanjut(?:kan)? (?:di|ke)) ({_TARGETS})", re.IGNORECASE
)
_CUT = re.compile(rf"(lepas|putus)(?:kan)?(?: dari)? ({'|'.join(CALLED)})", re.IGNORECASE)
KNOWN = frozenset(CALLED.values())


def asked(text: str) -> tuple[str, str] | None:
    """Return word and app of "pindah ke wa" or "lepas telegram"; None for anything else."""
    said = " ".join(text.split()).rstrip(".!")
    if (move := _MOVE.fullmatch(said)) is not None:
        target = move[1].lower()
        return "pindah", "" if target in ANYWHERE else target
    cut = _CUT.fullmatch(said)
    return None if cut is None else (cut[1].lower(), cut[2].lower())


def named(text: str) -> str:
    """Return the channel that a text names, the last word of "ke whatsapp"; "" for none."""
    words = text.lower().split()
    return CALLED.get(words[-1], "") if words else ""


def app_name(channel: str) -> str:
    """Return what people call a channel."""
    return word(f"app.{channel}") if channel in KNOWN else channel.capitalize()


def apps(channels: Iterable[str]) -> str:
    """Return the names of channels as one phrase, each once."""
    return listed([app_name(channel) for channel in dict.fromkeys(channels)])
