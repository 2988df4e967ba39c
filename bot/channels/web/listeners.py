"""The open pages of visitors, woken when there is something new for them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

MOST_PAGES = 6
"""Open pages of one visitor; one more closes the oldest, which may be abandoned."""
NETWORK_SHARE = 4
"""The share of all streams that one network may hold."""
STRANGER_SHARE = 16
"""The share for visitors without a line yet, as whom anybody can pose many times."""


class PageSignal(asyncio.Event):
    """An open page's event, set when it should look for new lines."""

    is_over = False
    """Whether the page's stream ends."""


class PageListeners:
    """The pages that wait for each visitor's lines, within a maximum."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bells: dict[str, list[PageSignal]] = {}
        self._pages_by_network: Counter[str] = Counter()
        self._strangers: Counter[str] = Counter()
        self.is_closed = False
        """Whether every stream ends."""

    def has_room(self, network: str, *, is_stranger: bool) -> bool:
        """Tell whether the network may open one more stream."""
        return (
            self._pages_by_network.total() < self._most
            and self._pages_by_network[network] < max(MOST_PAGES, self._most // NETWORK_SHARE)
            and not (is_stranger and self._strangers[network] >= max(MOST_PAGES, self._most // STRANGER_SHARE))
        )

    @contextmanager
    def subscribe(self, visitor: str, network: str, *, is_stranger: bool) -> Iterator[PageSignal]:
        """Yield an event that is set at each new line; it is over at once where there is no room."""
        signal = PageSignal()
        signal.is_over = not self.has_room(network, is_stranger=is_stranger)
        bells = self._bells.setdefault(visitor, [])
        bells.append(signal)
        counted = (self._pages_by_network, self._strangers) if is_stranger else (self._pages_by_network,)
        for counter in counted:
            counter[network] += 1
        for old in bells[:-MOST_PAGES]:
            old.is_over = True
            old.set()
        try:
            yield signal
        finally:
            bells.remove(signal)
            if not bells:
                del self._bells[visitor]
            for counter in counted:
                counter[network] -= 1
                if not counter[network]:
                    del counter[network]

    def wake(self, visitor: str) -> None:
        """Wake the pages of a visitor."""
        for signal in self._bells.get(visitor, ()):
            signal.set()

    def close(self) -> None:
        """End every stream; pages reconnect by themselves when there is a server again."""
        self.is_closed = True
        for bells in self._bells.values():
            for signal in bells:
                signal.set()
