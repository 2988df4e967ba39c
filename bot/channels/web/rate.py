"""Lets each visitor and each client address post so much at once and so much a second; who posts more waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

MOST_KNOWN = 10_000
"""Buckets kept in memory; beyond that those that are full again are forgotten, for they say nothing."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Is a bucket of posts: so many at once, and so many more each second."""

    at_once: float
    per_second: float


VISITOR = Allowance(at_once=120, per_second=1)
"""A whole form is some 130 posts in an hour; a phone that was offline for a form sends all of it in one go."""
PLACE = Allowance(at_once=1200, per_second=20)
"""A hall of sixty people behind one address, each with a burst of twenty, then one post every three seconds."""
FILE = 5
"""Posts that a file counts for: 24 photos in one go, then twelve a minute."""


class Rate:
    """Counts posts; a refused one costs nothing."""

    def __init__(
        self,
        now: Callable[[], datetime],
        visitor: Allowance = VISITOR,
        place: Allowance = PLACE,
        most_known: int = MOST_KNOWN,
    ) -> None:
        self._now = now
        self._most_known = most_known
        self._allowances = {"visitor": visitor, "place": place}
        self._left: dict[tuple[str, str], tuple[float, datetime]] = {}
        """How many posts a bucket held when it was last looked at."""

    def __len__(self) -> int:
        return len(self._left)

    def seconds_to_wait(self, visitor: str, place: str, posts: int = 1) -> float:
        """Take so many posts out of both buckets and return 0; or take none and return when there is room."""
        now = self._now()
        buckets = (("visitor", visitor), ("place", place))
        left = {bucket: self._in(bucket, now) for bucket in buckets}
        wait = max((posts - left[bucket]) / self._allowances[bucket[0]].per_second for bucket in buckets)
        if wait > 0:
            return wait
        self._left.update({bucket: (left[bucket] - posts, now) for bucket in buckets})
        if len(self._left) > self._most_known:
            self._forget(now)
        return 0

    def _in(self, bucket: tuple[str, str], now: datetime) -> float:
        allowance = self._allowances[bucket[0]]
        left, at = self._left.get(bucket, (allowance.at_once, now))
        return min(allowance.at_once, left + (now - at).total_seconds() * allowance.per_second)

    def _forget(self, now: datetime) -> None:
        full = [bucket for bucket in self._left if self._in(bucket, now) >= self._allowances[bucket[0]].at_once]
        for bucket in full:
            del self._left[bucket]
