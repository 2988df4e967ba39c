"""What a channel must bring so that the contract of all channels can be tested on it.

A channel NAME brings `tests/fakes/NAME_driver.py` with `open_driver(folder)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path
from typing import Protocol

from bot.ports import Channel, RawUpdate, Receive


class Driver(Protocol):
    """A person at the far end of a channel."""

    @property
    def channel(self) -> Channel:
        """Return the channel, not started yet."""

    async def begin(self, receive: Receive) -> None:
        """Start the channel."""

    async def says(self, text: str) -> None:
        """Type a text; return when the far end was told that it arrived."""

    async def taps(self, label: str) -> None:
        """Press the newest button with this label; return as `says` does."""

    async def sends_file(self, content: bytes, name: str) -> None:
        """Send a file; return as `says` does."""

    async def repeats(self) -> bool:
        """Bring the last text once more, as after a lost answer; False if the far end never does."""

    async def shown(self) -> str:
        """Return all that the bot said, one message after the other."""

    async def files(self) -> dict[str, bytes]:
        """Return the files the bot sent, by name."""

    def oddities(self) -> Sequence[RawUpdate]:
        """Return stored updates that nobody expects but that may come."""


def driver_of(name: str) -> Callable[[Path], AbstractAsyncContextManager[Driver]]:
    """Return a channel's driver: one person, in a folder of the test."""
    opener: Callable[[Path], AbstractAsyncContextManager[Driver]]
    opener = import_module(f"tests.fakes.drivers.{name}").open_driver
    return opener
