"""Links that open a chat with a code, on each running channel, and to our own pages."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.app_names import KNOWN
from bot.ports import Channel


class Links:
    """Writes the links that bring a person here with a code."""

    def __init__(self, channels: Mapping[str, Channel] | None = None, site: str = "") -> None:
        self._channels = channels or {}
        self._site = site.rstrip("/")

    def page(self, path: str) -> str:
        """Return the public address of one of our own pages; "" where there is none."""
        return f"{self._site}{path}" if self._site else ""

    def to(self, code: str) -> list[str]:
        """Return every link that gives a code; none where it can only be typed."""
        return list(self.by_channel(code).values())

    def names(self) -> frozenset[str]:
        """Return every app in which people can talk to the bot, whether or not its link is known."""
        return frozenset(self._channels) & KNOWN

    def by_channel(self, code: str) -> dict[str, str]:
        """Return the link that gives a code on each channel that has one, by the channel's name."""
        found = {name: channel.link(code) for name, channel in self._channels.items()}
        return {name: link for name, link in found.items() if link is not None}
