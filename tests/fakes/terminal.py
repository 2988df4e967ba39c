"""A person at a terminal, who types lines and reads what is shown."""

from __future__ import annotations

import asyncio
import io
import queue
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TextIO

from bot.channels.terminal import LEAVE, TerminalChannel
from bot.ports import Receive


class Keyboard(io.StringIO):
    """A keyboard that gives a line when one is typed, and tells when it is asked for the next."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self.asked = asyncio.Event()

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # typeshed's StringIO clashes with itself
        """Wait for a line; the empty one is the end."""
        self._loop.call_soon_threadsafe(self.asked.set)
        return self._lines.get()

    def type(self, line: str) -> None:
        """Let a line be read."""
        self.asked.clear()
        self._lines.put(line)


class Driver:
    """A person who talks to a bot through a terminal channel that waits until the replies are out."""

    def __init__(self, keyboard: Keyboard, screen: io.StringIO, channel: TerminalChannel) -> None:
        self._keyboard = keyboard
        self._screen = screen
        self.channel = channel
        self._read = 0

    async def sees(self) -> str:
        """Return what was shown since it was last looked at, once the channel asks for a line."""
        await self._keyboard.asked.wait()
        shown = self._screen.getvalue()[self._read :]
        self._read += len(shown)
        return shown

    async def types(self, line: str) -> str:
        """Type a line and return what it brought."""
        await self._keyboard.asked.wait()
        self._keyboard.type(f"{line}\n")
        return await self.sees()

    async def leaves(self) -> None:
        """Say good-bye."""
        await self._keyboard.asked.wait()
        self._keyboard.type(f"{LEAVE}\n")
        await self.channel.ended()


@asynccontextmanager
async def sitting(make: Callable[[TextIO, TextIO], tuple[TerminalChannel, Receive]]) -> AsyncIterator[Driver]:
    """Start a channel and its bot over streams in memory; the stream ends with the block."""
    keyboard, screen = Keyboard(), io.StringIO()
    channel, receive = make(keyboard, screen)
    await channel.start(receive)
    yield Driver(keyboard, screen, channel)
    keyboard.type("")
    await channel.ended()
    await channel.stop()
