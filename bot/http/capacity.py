"""The number of connections that the process can hold, and the share of each use."""

from __future__ import annotations

import resource
from dataclasses import dataclass

MOST = 4000
"""Connections that are worth holding: each takes some 20 KB, and a page that gets no stream asks now and then."""
RESERVED = 320
"""Open files left to everything else: the database, calls to vendors, files, and connections not looked at yet."""
FEWEST = 16


@dataclass(frozen=True, slots=True)
class Capacity:
    """Numbers of connections by use; those busy with a request never take all of them."""

    connections: int

    @property
    def streams(self) -> int:
        """Return the maximum of open streams."""
        return self.connections // 2

    @property
    def requests(self) -> int:
        """Return the maximum of other requests under way."""
        return self.connections // 4

    @property
    def webhooks(self) -> int:
        """Return the number reserved for vendors' webhooks."""
        return self.connections // 8

    @property
    def per_network(self) -> int:
        """Return the maximum from one network that is no trusted proxy."""
        return max(FEWEST, self.connections // 4)


def measure() -> Capacity:
    """Raise the limit on open files as far as allowed; return the capacity."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + RESERVED
    if now < wanted and most != now:
        now = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (now, most))
    return Capacity(max(FEWEST, min(MOST, now - RESERVED)))
