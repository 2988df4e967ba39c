"""A page of a long list: its items, and the buttons that lead to the pages before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.texts import word
from flows.messages import Button

T = TypeVar("T")

MOST = 8
"""Items of a list that needs no pages: with a way back they fit into any channel's list (WhatsApp takes ten rows)."""
ON_A_PAGE = 7
"""Items of one page, which has up to two more buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items of a list in order; `number` counts from 1, and `first` is the first item's place in the list."""

    items: Sequence[T]
    number: int
    first: int
    total: int

    @property
    def numbered(self) -> list[tuple[int, T]]:
        """Return the items with their places in the whole list, from 1."""
        return list(enumerate(self.items, self.first))

    def buttons(self, verb: str, argument: str = "") -> tuple[Button, ...]:
        """Return the buttons to the pages beside it; the page's number stands behind the argument."""
        last = self.first + len(self.items) - 1
        beside = []
        if self.first > 1:
            label = word("page.before", first=self.first - ON_A_PAGE, last=self.first - 1)
            beside.append(Button(label, verb, f"{argument} {self.number - 1}".strip()))
        if last < self.total:
            label = word("page.after", first=last + 1, last=min(last + ON_A_PAGE, self.total))
            beside.append(Button(label, verb, f"{argument} {self.number + 1}".strip()))
        return tuple(beside)


def page_of(items: Sequence[T], number: int = 1) -> Page[T]:
    """Return a page of the list; the nearest there is where that page is none any more."""
    if len(items) <= MOST:
        return Page(items=items, number=1, first=1, total=len(items))
    pages = -(-len(items) // ON_A_PAGE)
    here = min(max(number, 1), pages)
    start = (here - 1) * ON_A_PAGE
    return Page(items=items[start : start + ON_A_PAGE], number=here, first=start + 1, total=len(items))


def read_page(_: ChatContext, argument: str) -> int:
    """Return the number of the page that a button leads to, 1 without one (a Reader)."""
    return row_number(argument) or 1
