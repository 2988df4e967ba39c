"""Channels between people and the bot, one folder a vendor; CHANNELS lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ports import Channel, Limits


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Where a channel's class is; it is imported when it is used, because vendors' libraries import slowly."""

    module: str
    name: str

    def load(self) -> type[Channel]:
        """Return the channel's class."""
        found: type[Channel] = getattr(import_module(self.module), self.name)
        return found

    @property
    def limits(self) -> Limits:
        """Return what fits into one of its messages."""
        found: Limits = import_module(self.module).LIMITS
        return found


CHANNELS: Mapping[str, ChannelRow] = {
    "web": ChannelRow("bot.channels.web.channel", "WebChannel"),
    "terminal": ChannelRow("bot.channels.terminal", "TerminalChannel"),
    "telegram": ChannelRow("bot.channels.telegram.channel", "TelegramChannel"),
    "whatsapp": ChannelRow("bot.channels.whatsapp.channel", "WhatsAppChannel"),
}
"""A channel's name -> where it lives. The contract test runs over every row."""
