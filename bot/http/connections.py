"""The open connections: silent ones are closed after a while, and the longest silent makes room."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from bot.http.capacity import Capacity

log = logging.getLogger(__name__)

HEAD_SECONDS = 10.0
"""How long a request's first line and headers may take to come in."""
STALL_SECONDS = 30.0
"""Seconds that a client may take nothing of what it is sent."""


class Connection(Protocol):
    """An open connection."""

    network: str
    """Its network."""
    is_proxy: bool
    """Whether that is a proxy of ours, behind which anybody may be."""

    def unsent(self) -> int:
        """Return how many bytes the client has not taken yet."""

    def abort(self) -> None:
        """Close it at once, whatever is under way."""


class Connections:
    """All open connections, and since when each waits for a request."""

    def __init__(self, capacity: Capacity, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity
        self._clock = clock
        self._idle: dict[str, dict[Connection, float]] = {}
        """By network, the idle connections and since when, longest first."""
        self._stalled: dict[Connection, tuple[int, float]] = {}
        """The unsent bytes of a connection, and since when they did not shrink."""
        self._open: dict[Connection, None] = {}
        self._networks: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    def opened(self, connection: Connection) -> None:
        """Add a connection; where there are too many, the longest idle one is closed."""
        self._open[connection] = None
        self._networks[connection.network] += 1
        self.waits(connection)
        if not connection.is_proxy and self._networks[connection.network] > self._capacity.per_network:
            log.warning("%s has more than %d connections open", connection.network, self._capacity.per_network)
            self._make_room(self._idle[connection.network])
        elif len(self._open) > self._capacity.connections:
            log.warning("all %d connections are taken; silent ones are closed", self._capacity.connections)
            self._make_room(max(self._idle.values(), key=len))

    def closed(self, connection: Connection) -> None:
        """Remove a connection."""
        if connection in self._open:
            self.works(connection)
            del self._open[connection]
            self._stalled.pop(connection, None)
            self._networks[connection.network] -= 1
            if not self._networks[connection.network]:
                del self._networks[connection.network]

    def waits(self, connection: Connection) -> None:
        """Mark a connection as idle."""
        if connection in self._open:
            self._idle.setdefault(connection.network, {}).setdefault(connection, self._clock())

    def works(self, connection: Connection) -> None:
        """Mark a connection as busy with a request."""
        idle = self._idle.get(connection.network, {})
        idle.pop(connection, None)
        if not idle:
            self._idle.pop(connection.network, None)

    def tidy(self) -> None:
        """Close idle and stalled connections; call it every second."""
        now = self._clock()
        for connection in [
            other_connection for other_connection in self._open if self._is_stalled(other_connection, now)
        ]:
            log.warning("a client of %s takes nothing of its answer", connection.network)
            self._abort(connection)
        for idle in [*self._idle.values()]:
            for connection, since in [*idle.items()]:
                if now - since < HEAD_SECONDS:
                    break
                if connection not in self._stalled:  # what it asked for last is still on its way
                    self._abort(connection)

    def _is_stalled(self, connection: Connection, now: float) -> bool:
        unsent = connection.unsent()
        if not unsent:
            self._stalled.pop(connection, None)
            return False
        before, since = self._stalled.get(connection, (unsent + 1, now))
        if unsent < before:
            since = now
        self._stalled[connection] = (unsent, since)
        return now - since >= STALL_SECONDS

    def _make_room(self, idle: dict[Connection, float]) -> None:
        self._abort(next(iter(idle)))

    def _abort(self, connection: Connection) -> None:
        self.closed(connection)
        connection.abort()
