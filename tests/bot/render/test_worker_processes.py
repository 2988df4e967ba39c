"""What is heavy runs beside the program: bounded in time and memory, and whatever it does, the program goes on."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path

import pytest

from bot.render.worker_processes import WorkError, Workers


def take(amount: int) -> int:
    return len(bytearray(amount))


def last_for_ever() -> None:
    while True:
        pass


def overlap(folder: Path) -> int:
    """Return how many others are at it at the same time."""
    mine = folder / str(os.getpid())
    mine.touch()
    others = len(list(folder.iterdir())) - 1
    mine.unlink()
    return others


async def test_work_comes_back_from_another_process() -> None:
    assert await Workers().run(os.getpid) != os.getpid()


async def test_what_needs_too_much_memory_is_ended_and_the_next_goes_on() -> None:
    workers = Workers(memory=200_000_000)
    with pytest.raises(WorkError, match="too much memory"):
        await workers.run(partial(take, 2_000_000_000))
    assert await workers.run(partial(take, 10)) == 10


async def test_what_does_not_end_is_ended() -> None:
    with pytest.raises(WorkError, match="longer than"):
        await Workers(seconds=0.5).run(last_for_ever)


async def test_what_ends_its_own_process_ends_no_other() -> None:
    with pytest.raises(WorkError, match="its process ended"):
        await Workers().run(partial(os._exit, 9))


async def test_what_fails_says_why() -> None:
    with pytest.raises(WorkError, match="invalid literal"):
        await Workers().run(partial(int, "lapan"))


async def test_no_more_run_at_a_time_than_there_is_room_for(tmp_path: Path) -> None:
    workers = Workers(most=1)
    assert set(await asyncio.gather(*(workers.run(partial(overlap, tmp_path)) for _ in range(6)))) == {0}


async def test_who_waits_no_longer_leaves_room_for_others() -> None:
    workers = Workers(most=1)
    waiting = asyncio.create_task(workers.run(last_for_ever))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await workers.run(partial(take, 10)) == 10
