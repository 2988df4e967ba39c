"""Links: to a chat with a code on each running channel, and to the web pages."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.app_names import KNOWN
from bot.ports import Channel


class Links:
    """The writer of links that open a chat with a code, and of page URLs."""

    def __init__(self, channels: Mapping[str, Channel] | None = None, site: str = "") -> None:
        self._channels = channels or {}
        self._site = site.rstrip("/")

    def page(self, path: str) -> str:
        """Return the public URL of a web page; "" without a configured site."""
        return f"{self._site}{path}" if self._site else ""

    def to(self, code: str) -> list[str]:
        """Return the links that carry a code; empty if it can only be typed."""
        return list(self.by_channel(code).values())

    def names(self) -> frozenset[str]:
        """Return the running channels that people know by name, with or without a link."""
        return frozenset(self._channels) & KNOWN

    def by_channel(self, code: str) -> dict[str, str]:
        """Return the link that carries a code by channel; channels without links are left out."""
        links = {name: channel.link(code) for name, channel in self._channels.items()}
        return {name: link for name, link in links.items() if link is not None}
