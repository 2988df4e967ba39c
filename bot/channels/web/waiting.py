"""Wakes the open pages of a visitor when there is something new for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Waiting:
    """Knows which pages wait for which address."""

    def __init__(self) -> None:
        self._bells: dict[str, set[asyncio.Event]] = {}
        self.is_closed = False
        """Whether every page should be let go."""

    @contextmanager
    def bell(self, address: str) -> Iterator[asyncio.Event]:
        """Lend an event that is set whenever the address has news."""
        bell = asyncio.Event()
        self._bells.setdefault(address, set()).add(bell)
        try:
            yield bell
        finally:
            bells = self._bells[address]
            bells.discard(bell)
            if not bells:
                del self._bells[address]

    def wake(self, address: str) -> None:
        """Tell the pages of one address to look."""
        for bell in self._bells.get(address, ()):
            bell.set()

    def close(self) -> None:
        """Let every page go; each comes back by itself when there is a server again."""
        self.is_closed = True
        for bells in self._bells.values():
            for bell in bells:
                bell.set()
