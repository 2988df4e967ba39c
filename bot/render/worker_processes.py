"""Worker processes for what is heavy: one a core at most, each with bounds on time and memory."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TypeVar, cast

T = TypeVar("T")

MOST_SECONDS = 30.0
"""Seconds of one job: a proposal takes a fifth of a second, one with 40 photos three."""
MOST_BYTES = 512_000_000
"""Bytes of one process: a document with 40 photos takes half of it."""
SPARE = 16_000_000
"""A job that fails with less than this left of its bounds failed because of them."""
TOO_MUCH = "it needs too much memory"
KILLED_FIRST = "1000"
"""The score by which Linux ends a worker process before any other when memory runs out."""

_CONTEXT = multiprocessing.get_context("forkserver")
# The server that makes the processes has read these before, so that each of them begins at once.
_CONTEXT.set_forkserver_preload(["bot.files.file_content", "flows.documents.outputs", "bot.render.workbook"])


class WorkError(Exception):
    """A job that failed; `is_too_much`: it takes more time or memory than it may."""

    def __init__(self, reason: str, *, is_too_much: bool = False) -> None:
        super().__init__(reason)
        self.is_too_much = is_too_much


class Workers:
    """A bounded number of processes, each for one job; whatever a job does, this process goes on."""

    def __init__(self, *, most: int | None = None, seconds: float = MOST_SECONDS, memory: int = MOST_BYTES) -> None:
        self._free = asyncio.Semaphore(most or os.cpu_count() or 1)
        self._seconds = seconds
        self._memory = memory

    async def run(self, work: Callable[[], T], noted: AbstractContextManager[None] | None = None) -> T:
        """Return what some work returns, which can be pickled like its result; raise WorkError with the cause.

        `noted` is entered for as long as it runs, not while it waits.
        """
        async with self._free:
            with noted or nullcontext():
                return await self._run(work)

    async def _run(self, work: Callable[[], T]) -> T:
        process, answer = await asyncio.to_thread(_begin, work, self._memory, self._seconds)
        try:
            async with asyncio.timeout(self._seconds):
                is_done, result = await _received(answer)
        except TimeoutError as error:
            raise WorkError(f"it took longer than {self._seconds:.0f} s", is_too_much=True) from error
        except EOFError as error:
            raise WorkError("its process ended, most likely for want of memory", is_too_much=True) from error
        finally:
            process.kill()
            await asyncio.to_thread(process.join)
            answer.close()
        if not is_done:
            raise WorkError(str(result), is_too_much=result == TOO_MUCH)
        return cast(T, result)


def _begin(work: Callable[[], object], memory: int, seconds: float) -> tuple[ForkServerProcess, Connection]:
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_work, args=(work, theirs, memory, seconds), daemon=True)
    process.start()
    theirs.close()
    return process, ours


async def _received(answer: Connection) -> tuple[bool, object]:
    """Await an answer without a thread, and read it in one."""
    loop = asyncio.get_running_loop()
    is_there: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not is_there.done():
            is_there.set_result(None)

    loop.add_reader(answer.fileno(), tell)
    try:
        await is_there
    finally:
        loop.remove_reader(answer.fileno())
    return cast(tuple[bool, object], await asyncio.to_thread(answer.recv))


def _work(work: Callable[[], object], answer: Connection, memory: int, seconds: float) -> None:
    """Do the job in this process, which ends by itself when its parent is gone."""
    with suppress(OSError):  # no other system has it
        Path("/proc/self/oom_score_adj").write_text(KILLED_FIRST)
    os.environ["RAYON_NUM_THREADS"] = "1"  # there is a process for each core
    os.environ["RUST_BACKTRACE"] = "0"  # without memory, writing one hangs
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    try:
        answer.send((True, work()))
    except Exception as error:
        is_too_much = isinstance(error, MemoryError) or not _has_room()
        answer.send((False, TOO_MUCH if is_too_much else repr(error)))


def _has_room() -> bool:
    """Tell whether this process may take more memory: without, libraries fail with any error."""
    try:
        bytearray(SPARE)
    except MemoryError:
        return False
    return True
