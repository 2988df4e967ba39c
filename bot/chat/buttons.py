"""Buttons that many screens share."""

from __future__ import annotations

from bot.texts import word
from flows.messages import Button


def resume() -> Button:
    """Return the button that goes on with the open draft."""
    return Button(word("drafts.resume"), "open")
