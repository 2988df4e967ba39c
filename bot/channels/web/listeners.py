"""The open pages of visitors, woken when there is something new for them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

MOST_PAGES = 6
"""Open pages of one visitor; whoever opens one more lets the oldest go, which may be one that nobody sees any more."""
PLACE_SHARE = 4
"""A client address may hold this part of all streams."""
STRANGER_SHARE = 16
"""And this part for visitors who have said nothing yet: anybody can be as many of them as they like."""


class PageSignal(asyncio.Event):
    """An open page's event, set when it should look for new lines."""

    is_over = False
    """Whether the page should be let go."""


class PageListeners:
    """The pages that wait for each visitor's lines, within a maximum."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bells: dict[str, list[PageSignal]] = {}
        self._places: Counter[str] = Counter()
        self._strangers: Counter[str] = Counter()
        self.is_closed = False
        """Whether every page should be let go."""

    def has_room(self, place: str, *, is_stranger: bool) -> bool:
        """Tell whether one more page may wait."""
        return (
            self._places.total() < self._most
            and self._places[place] < max(MOST_PAGES, self._most // PLACE_SHARE)
            and not (is_stranger and self._strangers[place] >= max(MOST_PAGES, self._most // STRANGER_SHARE))
        )

    @contextmanager
    def bell(self, visitor: str, place: str, *, is_stranger: bool) -> Iterator[PageSignal]:
        """Lend an event that is set whenever the visitor has news; it is over at once where there is no room."""
        bell = PageSignal()
        bell.is_over = not self.has_room(place, is_stranger=is_stranger)
        bells = self._bells.setdefault(visitor, [])
        bells.append(bell)
        counted = (self._places, self._strangers) if is_stranger else (self._places,)
        for counter in counted:
            counter[place] += 1
        for old in bells[:-MOST_PAGES]:
            old.is_over = True
            old.set()
        try:
            yield bell
        finally:
            bells.remove(bell)
            if not bells:
                del self._bells[visitor]
            for counter in counted:
                counter[place] -= 1
                if not counter[place]:
                    del counter[place]

    def wake(self, visitor: str) -> None:
        """Tell the pages of one visitor to look."""
        for bell in self._bells.get(visitor, ()):
            bell.set()

    def close(self) -> None:
        """Let every page go; each comes back by itself when there is a server again."""
        self.is_closed = True
        for bells in self._bells.values():
            for bell in bells:
                bell.set()
