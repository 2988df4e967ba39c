"""Knows where people can follow a code: by name once Telegram has told what the bot is called there."""

from __future__ import annotations


class Links:
    """Writes the links that bring a person here with a code."""

    def __init__(self) -> None:
        self._telegram = ""

    def call(self, name: str) -> None:
        """Learn what the bot is called on Telegram."""
        self._telegram = name

    def to(self, code: str) -> list[str]:
        """Return every link that gives a code; none where it can only be typed."""
        return [f"https://t.me/{self._telegram}?start={code}"] if self._telegram else []
