"""A served web chat with a small bot behind it."""

from __future__ import annotations

from pathlib import Path

from bot.channels.web.channel import WebChannel
from flows.messages import IncomingMessage
from tests.fakes.echo import Echo


class Site:
    """A served web chat with a small bot behind it."""

    def __init__(self, web: WebChannel, echo: Echo, base: str, folder: Path) -> None:
        self.web = web
        self.echo = echo
        self.base = base
        self.folder = folder

    @property
    def last(self) -> IncomingMessage:
        """Return the newest message the bot got."""
        return self.echo.messages[-1]
