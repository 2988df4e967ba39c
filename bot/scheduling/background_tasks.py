"""The tasks that a worker began beside its work, so that none is lost and all end with it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine


class BackgroundTasks:
    """Tasks that nobody awaits; one of them is the worker's own, that looks for what waits."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_alive(self) -> bool:
        """Tell whether the worker looks for what waits."""
        return self._looking is not None and not self._looking.done()

    def look(self, work: Coroutine[object, object, None]) -> None:
        """Begin the task that looks for what waits."""
        self._looking = self.begin(work)

    def begin(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Begin a task and keep hold of it until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self, working: Collection[asyncio.Task[None]], seconds: float) -> None:
        """End them at once, and what is worked at after some seconds if it has not ended by then."""
        for task in self._tasks:
            task.cancel()
        if working:
            await asyncio.wait(working, timeout=seconds)
        tasks = [*working, *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
