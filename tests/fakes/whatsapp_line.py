"""Connects the whole program with the fake of WhatsApp."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app import App
from tests.fakes.paper import Clock
from tests.fakes.whatsapp import FakeWhatsApp


@dataclass
class Line:
    """Is the program and WhatsApp, connected, on one clock."""

    app: App
    fake: FakeWhatsApp
    clock: Clock

    async def rest(self) -> None:
        """Return when all is answered, sent and reported."""
        for _ in range(2):
            await self.app.idle()
            await self.fake.settled()
