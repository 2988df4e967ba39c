"""Pages of a long list: the items of one, and the buttons to the pages beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.texts import word
from flows.messages import Button

T = TypeVar("T")

MOST = 8
"""Items of a list that is shown whole: with a way back they fit into ten rows, the longest list of WhatsApp."""
ON_A_PAGE = 7
"""Items of one page: with the buttons to two pages and a way back they fit into ten rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Generic[T]):
    """One page of a list: its `number`, from 1, and the position in the list of its first item, from 1."""

    items: Sequence[T]
    number: int
    first: int
    total: int
    size: int = ON_A_PAGE
    """Items of a full page."""

    @property
    def numbered(self) -> list[tuple[int, T]]:
        """Return the items with their positions in the whole list, from 1."""
        return list(enumerate(self.items, self.first))

    def buttons(self, verb: str, argument: str = "") -> tuple[Button, ...]:
        """Return the buttons to the previous and the next page; the page number follows the argument."""
        last = self.first + len(self.items) - 1
        buttons = []
        if self.first > 1:
            label = word("page.before", first=self.first - self.size, last=self.first - 1)
            buttons.append(Button(label, verb, f"{argument} {self.number - 1}".strip()))
        if last < self.total:
            label = word("page.after", first=last + 1, last=min(last + self.size, self.total))
            buttons.append(Button(label, verb, f"{argument} {self.number + 1}".strip()))
        return tuple(buttons)


def page_of(items: Sequence[T], number: int = 1, most: int = MOST) -> ListPage[T]:
    """Return a page of the list; the nearest one if there is no page of this number (any more).

    A list of up to `most` items is one page; the pages of a longer one hold one item less.
    """
    if len(items) <= most:
        return ListPage(items=items, number=1, first=1, total=len(items))
    size = most - 1
    pages = -(-len(items) // size)
    nearest = min(max(number, 1), pages)
    start = (nearest - 1) * size
    return ListPage(items=items[start : start + size], number=nearest, first=start + 1, total=len(items), size=size)


def as_page(_: ChatContext, argument: str) -> int:
    """Return the page number that a button carries; 0, read as the first page, if it carries none (a Reader)."""
    return row_number(argument)
