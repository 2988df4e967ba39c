"""The meaning of Telegram's refusals of a message, by the words they are stored in."""

from __future__ import annotations

from bot.ports import Failure

_SAID = {
    "block": Failure.BLOCKED,
    "deactivated": Failure.GONE,
    "not found": Failure.GONE,
}
"""A part of what Telegram says -> what it means."""


def failure_of(said: str) -> Failure | None:
    """Return the meaning of a stored refusal; None if it has none for an admin."""
    return next((failure for part, failure in _SAID.items() if part in said.lower()), None)
