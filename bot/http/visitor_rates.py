"""Token buckets per visitor and per client address.

Many people may stand behind one address, and cookies are free. What an address holds goes to whoever comes first, so
a noisy stranger can take all of it; whoever was here before keeps a share of their own then, which no stranger has.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

MOST_KNOWN = 10_000
"""Buckets kept in memory; beyond that those that are full again are forgotten, for they say nothing."""
MOST_SHARES = 200
"""Visitors of one address who have a share: those who came first, whatever others pretend to be later."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A token bucket: its size, and its refill each second."""

    at_once: float
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowances:
    """The allowances of one visitor, of all behind one address, and of a known visitor behind a busy one."""

    visitor: Allowance
    network: Allowance
    share: Allowance
    everybody: Allowance | None = None
    """What all may take together; None: as much as there are addresses for."""


_Bucket = tuple[str, str]


class VisitorRates:
    """The use of the allowances; what is refused costs nothing."""

    def __init__(
        self, allowances: Allowances, clock: Callable[[], float] = time.monotonic, most_known: int = MOST_KNOWN
    ) -> None:
        self._clock = clock
        self._most_known = most_known
        self._allowances = {"visitor": allowances.visitor, "network": allowances.network, "share": allowances.share}
        self._shared: list[_Bucket] = []
        if allowances.everybody is not None:
            self._allowances["everybody"] = allowances.everybody
            self._shared = [("everybody", "")]
        self._left: dict[_Bucket, tuple[float, float]] = {}
        """How much a bucket held when it was last looked at."""
        self._shares: dict[str, dict[str, datetime]] = {}
        """Known visitors with a share at a busy network, with the moment of their first line."""

    def __len__(self) -> int:
        return len(self._left)

    def seconds_to_wait(self, visitor: str, network: str, amount: float = 1) -> float:
        """Take from the visitor's and the network's bucket and return 0; or take none, and return the wait."""
        return self._take([("visitor", visitor), ("network", network)], amount)

    def seconds_to_wait_known(self, visitor: str, network: str, since: datetime, amount: float = 1) -> float:
        """Take from the share of a visitor who first wrote at `since`, whatever the network's use."""
        shares = self._shares.setdefault(network, {})
        if visitor not in shares and len(shares) >= MOST_SHARES:
            youngest = max(shares, key=lambda visitor: shares[visitor])
            if shares[youngest] <= since:
                return self.seconds_to_wait(visitor, network, amount)
            del shares[youngest]
        shares[visitor] = since
        return self._take([("visitor", visitor), ("share", visitor)], amount)

    def _take(self, buckets: list[_Bucket], amount: float) -> float:
        now, buckets = self._clock(), [*buckets, *self._shared]
        wait = max(self._wait(bucket, amount, now) for bucket in buckets)
        if wait > 0:
            return wait
        self._left.update({bucket: (self._in(bucket, now) - amount, now) for bucket in buckets})
        if len(self._left) > self._most_known:
            self._forget(now)
        return 0

    def _wait(self, bucket: _Bucket, amount: float, now: float) -> float:
        """Return the seconds until a bucket holds so much; a full one gives any amount and owes the rest."""
        allowance = self._allowances[bucket[0]]
        missing = min(amount, allowance.at_once) - self._in(bucket, now)
        return max(0.0, missing / allowance.per_second)

    def _in(self, bucket: _Bucket, now: float) -> float:
        allowance = self._allowances[bucket[0]]
        left, at = self._left.get(bucket, (allowance.at_once, now))
        return min(allowance.at_once, left + (now - at) * allowance.per_second)

    def _forget(self, now: float) -> None:
        full = [bucket for bucket in self._left if self._in(bucket, now) >= self._allowances[bucket[0]].at_once]
        for bucket in full:
            del self._left[bucket]
        self._shares = {
            network: shares for network, shares in self._shares.items() if ("network", network) in self._left
        }
