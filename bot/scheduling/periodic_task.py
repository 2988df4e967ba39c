"""A step that is repeated while the program runs, whatever goes wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from storage.db.errors import StorageError

log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]
Step = Callable[[], Awaitable[float]]
"""A function that does its work once and returns the seconds to rest."""


class PeriodicTask:
    """A task that takes one step after another."""

    def __init__(self, step: Step, *, rest: float, sleep: Sleep = asyncio.sleep) -> None:
        self._step = step
        self._after_failure = rest
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None
        self._called = asyncio.Event()

    def start(self) -> None:
        """Take the first step now."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Cancel the task; what a step had not committed is rolled back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def is_alive(self) -> bool:
        """Tell whether the task runs."""
        return self._task is not None and not self._task.done()

    def wake(self) -> None:
        """Take the next step at once."""
        self._called.set()

    async def _run(self) -> None:
        while True:
            self._called.clear()
            await self._rest(await self._stepped())

    async def _stepped(self) -> float:
        try:
            return await self._step()
        except StorageError as error:
            log.error("storage is in trouble (%s): %s", error.kind, error)
        except Exception:
            log.exception("%s failed", self._step.__qualname__)
        return self._after_failure

    async def _rest(self, seconds: float) -> None:
        """Wait a while, or until `wake` is called."""
        waits = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._called.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
