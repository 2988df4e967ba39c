"""The watch for a clock that was set back, so that nothing waits for a time that comes twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.scheduling.periodic_task import PeriodicTask, Sleep
from storage.db.database import Database
from storage.messages import clock_set_back

log = logging.getLogger(__name__)

REST = 15.0
"""Seconds between two looks."""
SLIGHT = timedelta(seconds=5)
"""Smaller differences are ignored: clocks are corrected all the time."""
APART = timedelta(minutes=1)
"""The difference allowed between the clocks of two machines that share a database."""


class ClockWatch:
    """A comparison of the wall clock with one that is never set."""

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        claimed: Sequence[str] = (),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._now = now
        self._clock = clock
        self._claimed = claimed
        self._loop = PeriodicTask(self._look, rest=REST, sleep=sleep)
        self._seen = now(), clock()

    async def start(self) -> None:
        """Check whether the clock was set back while no program ran, and start the watch."""
        now, newest = self._now(), await self._database.read(clock_set_back.newest)
        if newest is not None and newest - now > APART:
            await self._move(newest - now)
        self._loop.start()

    async def stop(self) -> None:
        """End."""
        await self._loop.stop()

    async def step(self) -> None:
        """Compare once."""
        (then, seconds), (now, clock) = self._seen, (self._now(), self._clock())
        by = then + timedelta(seconds=clock - seconds) - now
        if by > SLIGHT:
            await self._move(by)
        self._seen = now, clock

    async def _move(self, by: timedelta) -> None:
        log.warning("the clock was set back by %s: what was to be tried again is moved by as much", by)
        await self._database.write(clock_set_back.move, self._now(), by, self._claimed)

    async def _look(self) -> float:
        await self.step()
        return REST
