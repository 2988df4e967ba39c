"""A worker for each key that has work waiting: in order for one key, concurrently for different ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Generic, TypeVar

from bot.scheduling.background_tasks import BackgroundTasks
from bot.scheduling.periodic_task import PeriodicTask, Sleep

log = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)

STOP = 2.0
"""Seconds that running work gets to end by itself."""


class KeyedWorkers(Generic[K]):
    """One task for each key, which takes one step after the other until nothing is left to do.

    - A key never has two tasks; different keys do not wait for each other.
    - Waking a key that is being worked on means one more step after the one under way, also where that fails.
    - Waking later adds a moment: it moves no other, earlier or later.
    - Every so often `look` tells which keys have work waiting; what it does not know, somebody wakes.
    - A step that raises ends its task, with a line in the log; the next wake tries again.
    - Stopping lets no step begin; one under way gets some seconds, then it is cancelled.
    """

    def __init__(
        self,
        step: Callable[[K], Awaitable[bool]],
        *,
        look: Callable[[], Awaitable[Collection[K]]],
        every: float,
        ended: Callable[[K], None],
        woken: Callable[[K], None] = lambda _: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._step = step
        """Do some work for a key; tell whether there may be more."""
        self._look = look
        self._every = every
        self._ended = ended
        """Called when a key's task ends."""
        self._note_wake = woken
        """Called with every key that is woken, before its step."""
        self._sleep = sleep
        self._working: dict[K, asyncio.Task[None]] = {}
        self._woken: set[K] = set()
        """Keys that were woken since their last step began."""
        self._delays = BackgroundTasks()
        self._looking = PeriodicTask(self._wake_found, rest=every, sleep=sleep)
        self._stopping = False

    def start(self) -> None:
        """Look for pending work now, and regularly."""
        self._looking.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether it looks for pending work."""
        return self._looking.is_alive

    async def stop(self) -> None:
        """Stop looking, then end the tasks."""
        self._stopping = True
        await self._looking.stop()
        await self._delays.end()
        working = [*self._working.values()]
        if working:
            await asyncio.wait(working, timeout=STOP)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    async def idle(self) -> None:
        """Return when no key is being worked on."""
        while self._working:
            await asyncio.wait([*self._working.values()])

    async def finished(self, key: K) -> None:
        """Return when a key is not being worked on."""
        while (task := self._working.get(key)) is not None:
            await asyncio.wait([task])

    def look(self) -> None:
        """Look for pending work at once."""
        self._looking.wake()

    def wake(self, key: K) -> None:
        """Run the task of a key."""
        self._note_wake(key)
        self.start_on(key)

    def start_on(self, key: K) -> None:
        """Run the task of a key for work that its caller has at hand: as `wake`, without a sign of more."""
        if self._stopping:
            return
        if key in self._working:
            self._woken.add(key)
        else:
            self._working[key] = asyncio.create_task(self._work(key))

    def wake_later(self, key: K, seconds: float) -> None:
        """Wake a key after a while."""
        if not self._stopping:
            self._delays.begin(self._wake_after(key, seconds))

    async def _wake_after(self, key: K, seconds: float) -> None:
        await self._sleep(seconds)
        self.wake(key)

    async def _wake_found(self) -> float:
        for key in await self._look():
            self.wake(key)
        return self._every

    async def _work(self, key: K) -> None:
        try:
            more = True
            while more and not self._stopping:
                self._woken.discard(key)
                more = await self._step(key) or key in self._woken
        except Exception:
            log.exception("%s failed", self._step.__qualname__)
        finally:
            self._ended(key)
            del self._working[key]
            if key in self._woken:
                self.wake(key)
