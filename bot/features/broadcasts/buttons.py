"""The ways back that the screens of broadcasts share."""

from __future__ import annotations

from bot.texts import word
from flows.messages import Button
from storage.outreach.broadcasts import Broadcast


def list_button() -> Button:
    """Return the button to the list of broadcasts."""
    return Button(word("siaran.list"), "siaran")


def back_button(broadcast: Broadcast) -> Button:
    """Return the button back to a broadcast."""
    return Button(word("siaran.back"), "siaran_open", str(broadcast.id))
