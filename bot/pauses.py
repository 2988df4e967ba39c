"""Keeps over which channels nothing goes for now, because a vendor takes nothing from anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta


class Pauses:
    """The pause of each channel that has one."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._pauses: dict[str, tuple[datetime, timedelta]] = {}
        """Until when each lasts, and how long it was when it began."""

    def begin(self, channel: str, seconds: float) -> None:
        """Let nothing go over a channel for a while."""
        pause = timedelta(seconds=seconds)
        self._pauses[channel] = self._now() + pause, pause

    def rest(self, channel: str) -> timedelta | None:
        """Return how long a channel's pause lasts, not positive when that is over; None when there is none.

        It is never longer than it was, whoever sets the clock back meanwhile.
        """
        if channel not in self._pauses:
            return None
        until, pause = self._pauses[channel]
        return min(until - self._now(), pause)

    def end(self, channel: str) -> None:
        """Let everything go over a channel again."""
        self._pauses.pop(channel, None)
