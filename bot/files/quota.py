"""The quota on stored files: per person, per address and in all, and never the last free space."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.http.visitor_rates import Allowance, Allowances, VisitorRates

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DAY = 24 * 3600
MB = 1_000_000


def a_day(size: float) -> Allowance:
    """Return an allowance of so many bytes, refilled over a day."""
    return Allowance(at_once=size, per_second=size / DAY)


UPLOADS = Allowances(
    visitor=a_day(200 * MB),  # some fifty photos as phones make them
    network=a_day(2_000 * MB),  # a hall of sixty people, each with eight
    share=a_day(40 * MB),
    everybody=a_day(10_000 * MB),
)


class NoRoomError(Exception):
    """A file that can not be stored: the disk has no room for it beside answers."""


class Quota:
    """The use of space by files, measured against the quota."""

    def __init__(self, room: Callable[[], int], rate: VisitorRates | None = None) -> None:
        self.rate = VisitorRates(UPLOADS) if rate is None else rate
        """The rates of bytes; what is refused costs nothing."""
        self._room = room
        self._under_way = 0

    def has_room(self, size: int) -> bool:
        """Tell whether so many bytes more leave enough room for answers."""
        return not size or self._under_way + size <= self._room()

    @contextmanager
    def reserved(self, size: int) -> Iterator[None]:
        """Reserve room for bytes while they come in and are written; NoRoomError when there is not enough."""
        if not self.has_room(size):
            raise NoRoomError(f"{size} bytes would not leave enough room for answers")
        self._under_way += size
        try:
            with writing(size):
                yield
        finally:
            self._under_way -= size


@contextmanager
def writing(size: int) -> Iterator[None]:
    """Raise NoRoomError where the disk says so itself; an answer of ours may take the room that files leave."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoomError(f"{size} bytes could not be written: {error.strerror}") from error
