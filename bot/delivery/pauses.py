"""The channels over which nothing goes for now, because the vendor takes nothing from anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta


class Pauses:
    """The pause of each channel that has one."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._pauses: dict[str, tuple[datetime, datetime]] = {}
        """Since and until when each lasts."""

    def begin(self, channel: str, seconds: float) -> None:
        """Pause a channel for some seconds."""
        now = self._now()
        self._pauses[channel] = now, now + timedelta(seconds=seconds)

    def rest(self, channel: str) -> timedelta | None:
        """Return the seconds left of a channel's pause, not positive when it is over; None when there is none.

        It is over as well when the clock was set back behind its beginning.
        """
        if channel not in self._pauses:
            return None
        since, until = self._pauses[channel]
        now = self._now()
        return until - now if since <= now else timedelta(0)

    def end(self, channel: str) -> None:
        """End a channel's pause."""
        self._pauses.pop(channel, None)
