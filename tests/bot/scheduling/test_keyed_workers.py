"""One task for each key: in order for one key, concurrently for different ones, ended in order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection

import pytest

from bot.scheduling.keyed_workers import KeyedWorkers
from storage.db.errors import StorageError, StorageFault

PATIENCE = 5.0
"""Seconds after which something that should have happened has not."""


class Clock:
    """Moments that come when a test says so."""

    def __init__(self) -> None:
        self.waiting: dict[float, asyncio.Event] = {}
        self.asked: asyncio.Queue[float] = asyncio.Queue()

    async def sleep(self, seconds: float) -> None:
        moment = self.waiting.setdefault(seconds, asyncio.Event())
        self.asked.put_nowait(seconds)
        try:
            await moment.wait()
        finally:
            self.waiting.pop(seconds, None)

    def strike(self, seconds: float) -> None:
        self.waiting[seconds].set()


class Desk:
    """Work by key, each step of which waits until it is let go."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store: Collection[str] | Exception = ()
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.gates: defaultdict[str, asyncio.Queue[bool | Exception]] = defaultdict(asyncio.Queue)
        self.under_way: list[str] = []
        self.woken: list[str] = []
        self.ended: list[str] = []
        self.workers = KeyedWorkers(
            self._step,
            look=self._look,
            every=15.0,
            ended=self.ended.append,
            woken=self.woken.append,
            sleep=self.clock.sleep,
        )

    async def _step(self, key: str) -> bool:
        assert key not in self.under_way, "two tasks for one key"
        self.under_way.append(key)
        self.begun.put_nowait(key)
        try:
            result = await self.gates[key].get()
        finally:
            self.under_way.remove(key)
        if isinstance(result, Exception):
            raise result
        return result

    async def _look(self) -> Collection[str]:
        if isinstance(self.store, Exception):
            raise self.store
        return self.store

    async def next_begun(self) -> str:
        return await asyncio.wait_for(self.begun.get(), PATIENCE)

    async def is_idle(self) -> bool:
        """Wait until nothing is worked on; tell that no step began which nobody expected."""
        await asyncio.wait_for(self.workers.idle(), PATIENCE)
        return self.begun.empty()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    for key in desk.under_way:
        desk.gates[key].put_nowait(False)
    await desk.workers.stop()


async def test_a_key_has_one_step_after_the_other(desk: Desk) -> None:
    desk.workers.wake("a")
    for more in (True, True, False):
        assert await desk.next_begun() == "a"
        desk.gates["a"].put_nowait(more)
    assert await desk.is_idle()
    assert desk.ended == ["a"]


async def test_keys_do_not_wait_for_each_other(desk: Desk) -> None:
    desk.workers.wake("a")
    desk.workers.wake("b")
    assert {await desk.next_begun(), await desk.next_begun()} == {"a", "b"}
    desk.gates["b"].put_nowait(False)
    await asyncio.wait_for(desk.workers.finished("b"), PATIENCE)
    assert (desk.under_way, desk.ended) == (["a"], ["b"])


async def test_wakes_during_a_step_mean_one_more(desk: Desk) -> None:
    desk.workers.wake("a")
    await desk.next_begun()
    desk.workers.wake("a")
    desk.workers.wake("a")
    desk.gates["a"].put_nowait(False)
    assert await desk.next_begun() == "a"
    desk.gates["a"].put_nowait(False)
    assert await desk.is_idle()


async def test_a_step_that_begins_after_a_wake_is_the_one_more(desk: Desk) -> None:
    desk.workers.wake("a")
    await desk.next_begun()
    desk.workers.wake("a")
    desk.gates["a"].put_nowait(True)
    await desk.next_begun()
    desk.gates["a"].put_nowait(False)
    assert await desk.is_idle()


async def test_a_step_that_fails_ends_the_task_and_the_next_wake_tries_again(desk: Desk) -> None:
    desk.workers.wake("a")
    await desk.next_begun()
    desk.gates["a"].put_nowait(ValueError("broken"))
    assert await desk.is_idle()
    desk.workers.wake("a")
    assert await desk.next_begun() == "a"


async def test_a_wake_during_a_step_that_fails_is_not_lost(desk: Desk) -> None:
    desk.workers.wake("a")
    await desk.next_begun()
    desk.workers.wake("a")
    desk.gates["a"].put_nowait(ValueError("broken"))
    assert await desk.next_begun() == "a"


async def test_work_at_hand_is_begun_and_says_of_nothing_else_that_it_waits(desk: Desk) -> None:
    desk.workers.start_on("a")
    assert await desk.next_begun() == "a"
    assert desk.woken == []
    desk.workers.wake("a")
    assert desk.woken == ["a"]


async def test_a_key_is_woken_at_each_of_its_moments(desk: Desk) -> None:
    for seconds in (10.0, 1.0, 60.0):
        desk.workers.wake_later("a", seconds)
    await asyncio.sleep(0)  # the three begin to wait
    for seconds in (1.0, 10.0, 60.0):
        assert desk.begun.empty()
        desk.clock.strike(seconds)
        assert await desk.next_begun() == "a"
        desk.gates["a"].put_nowait(False)
        assert await desk.is_idle()


async def test_what_waits_is_looked_for_at_the_start_again_and_when_somebody_says_so(desk: Desk) -> None:
    desk.store = ["a"]
    desk.workers.start()
    assert await desk.next_begun() == "a"
    desk.store = ["b"]
    desk.clock.strike(15.0)
    assert await desk.next_begun() == "b"
    desk.store = ["c"]
    desk.workers.look()
    assert await desk.next_begun() == "c"


@pytest.mark.parametrize("error", [ValueError("broken"), StorageError("locked", StorageFault.LOCKED)])
async def test_a_look_that_fails_is_not_the_last(desk: Desk, error: Exception) -> None:
    desk.store = error
    desk.workers.start()
    assert await asyncio.wait_for(desk.clock.asked.get(), PATIENCE) == 15.0
    assert desk.workers.is_alive
    desk.store = ["a"]
    desk.clock.strike(15.0)
    assert await desk.next_begun() == "a"


async def test_stopping_waits_for_the_step_under_way_and_begins_no_other(desk: Desk) -> None:
    desk.workers.start()
    desk.workers.wake("a")
    await desk.next_begun()
    desk.workers.wake_later("c", 1.0)
    stopping = asyncio.create_task(desk.workers.stop())
    await asyncio.sleep(0)  # it begins to stop
    desk.workers.wake("a")
    desk.workers.wake("b")
    desk.workers.wake_later("b", 0.0)
    assert not stopping.done()
    desk.gates["a"].put_nowait(True)
    await asyncio.wait_for(stopping, PATIENCE)
    assert await desk.is_idle()
    assert (desk.ended, list(desk.clock.waiting)) == (["a"], [])


async def test_a_step_that_does_not_end_is_cancelled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.scheduling.keyed_workers.STOP", 0.0)
    desk.workers.wake("a")
    await desk.next_begun()
    await asyncio.wait_for(desk.workers.stop(), PATIENCE)
    assert (desk.under_way, desk.ended) == ([], ["a"])
