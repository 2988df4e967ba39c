"""The terminal, driven for the contract of all channels."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.terminal import TerminalChannel
from bot.ports import RawUpdate, Receive
from tests.fakes.terminal import Keyboard


class TerminalDriver:
    """A person at a terminal; a line arrived when the next one is asked for."""

    def __init__(self, folder: Path) -> None:
        self._keyboard = Keyboard()
        self._screen = io.StringIO()
        self._folder = folder
        self._out = folder / "out"
        self._out.mkdir()
        self.channel = TerminalChannel(
            self._keyboard, self._screen, folder=self._out, now=lambda: datetime(2026, 11, 24, tzinfo=UTC)
        )
        self._begun = False

    async def begin(self, receive: Receive) -> None:
        async def after_the_greeting(updates: Sequence[RawUpdate]) -> None:
            begun, self._begun = self._begun, True
            if begun:
                await receive(updates)

        await self.channel.start(after_the_greeting)
        await self._keyboard.asked.wait()

    async def says(self, text: str) -> None:
        self._keyboard.type(f"{text}\n")
        await self._keyboard.asked.wait()

    async def taps(self, label: str) -> None:
        await self.says(label)

    async def sends_file(self, content: bytes, name: str) -> None:
        path = self._folder / name
        path.write_bytes(content)
        await self.says(f":foto {path}")

    async def repeats(self) -> bool:
        return False

    async def shown(self) -> str:
        return self._screen.getvalue()

    async def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self._out.iterdir()}

    def oddities(self) -> Sequence[RawUpdate]:
        return ()  # every body is written by the channel itself

    async def close(self) -> None:
        """End the stream, so that nobody waits for a line."""
        self._keyboard.type("")
        await self.channel.stop()


@asynccontextmanager
async def open_driver(folder: Path) -> AsyncIterator[TerminalDriver]:
    """Make a terminal."""
    driver = TerminalDriver(folder)
    yield driver
    await driver.close()
