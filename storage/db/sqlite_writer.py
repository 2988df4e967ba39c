"""SQLite's one writing thread, which commits all waiting work at once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import cast

from sqlalchemy import Connection, Engine

from storage.db.errors import StorageError, StorageFault

HOLD_SECONDS = 0.02
"""Seconds that work of `write_soon` may wait for other work: far less than people notice."""

Work = Callable[[Connection], object]
Failed = Callable[[Exception], None]


@dataclass(slots=True, eq=False)
class _Job:
    run: Work
    durable: bool
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[object] | None
    failed: Failed | None = None
    """Called with the error of work that nobody awaits."""
    result: object = None
    error: Exception | None = None


class _RolledBackError(Exception):
    """SQLite rolled back the whole transaction, not only the work that failed."""


class SqliteWriter:
    """The owner of the one connection that writes.

    An fsync costs more than all else in a step, so the steps that wait while one commit runs share the next;
    each stands in a savepoint of its own, so that a failing one takes back only its own work.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[list[_Job] | None] = SimpleQueue()
        self._held: list[_Job] = []
        """Work of `write_soon`: it goes with the next awaited work, so that the thread is woken once for both."""
        self._letting_go: asyncio.TimerHandle | None = None
        self._thread = Thread(target=self._work, name="storage-writer", daemon=True)
        self._durable = True
        self._stopped = False
        self._connection: Connection | None = None

    def start(self) -> Connection:
        """Connect and begin to work; return the connection for a look before the first write."""
        self._connection = self._engine.connect()
        self._thread.start()
        return self._connection

    async def write(self, run: Work, *, durable: bool) -> object:
        """Run some work in a transaction; return its result when it is committed."""
        if self._stopped:
            raise StorageError("the database is closed", StorageFault.UNAVAILABLE)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[object] = loop.create_future()
        self._release(_Job(run, durable, loop, future))
        return await future

    def write_soon(self, run: Work, failed: Failed) -> None:
        """Queue work before any that is asked for later; nobody awaits it.

        `failed` is called when it was not written.
        """
        if self._stopped:
            raise StorageError("the database is closed", StorageFault.UNAVAILABLE)
        loop = asyncio.get_running_loop()
        if not self._held:
            self._letting_go = loop.call_later(HOLD_SECONDS, self._release)
        self._held.append(_Job(run, durable=False, loop=loop, future=None, failed=failed))

    async def stop(self) -> None:
        """Finish the queued work, then close."""
        self._stopped = True
        self._release()
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        if self._connection is not None:
            self._connection.close()

    def _work(self) -> None:
        stopping = False
        while not stopping:
            jobs, stopping = self._take()
            self._run(jobs)
            for loop in {job.loop for job in jobs}:
                with suppress(RuntimeError):  # the loop ended, and with it everybody who waited there
                    loop.call_soon_threadsafe(_settle, [job for job in jobs if job.loop is loop])

    def _release(self, *more: _Job) -> None:
        held, self._held = self._held, []
        if held and self._letting_go is not None:
            self._letting_go.cancel()
        if held or more:
            self._queue.put([*held, *more])

    def _take(self) -> tuple[list[_Job], bool]:
        """Return all queued jobs, and whether they are the last."""
        jobs: list[_Job] = []
        given = self._queue.get()
        while given is not None:
            jobs += given
            try:
                given = self._queue.get_nowait()
            except Empty:
                return jobs, False
        return jobs, True

    def _run(self, jobs: Sequence[_Job]) -> None:
        if not self._committed(jobs):
            for job in jobs:
                if job.error is None:
                    self._committed([job])

    def _committed(self, jobs: Sequence[_Job]) -> bool:
        """Run the jobs in one transaction; False: SQLite rolled it back, and all but the failed may run again."""
        try:
            self._commit(jobs)
        except _RolledBackError:
            return False
        except Exception as error:
            for job in jobs:  # begin or commit failed: nothing of this is in the database
                job.error = job.error or error
        return True

    def _commit(self, jobs: Sequence[_Job]) -> None:
        connection = cast(Connection, self._connection)
        driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        self._set_durable(driver, any(job.durable for job in jobs))
        with connection.begin() as transaction:
            driver.execute("BEGIN IMMEDIATE")
            for job in jobs:
                _do(job, connection, driver, alone=len(jobs) == 1)
            if all(job.error for job in jobs):
                transaction.rollback()

    def _set_durable(self, driver: sqlite3.Connection, durable: bool) -> None:
        """Choose whether the next commit waits for the disk; without, it outlives the process but not the machine."""
        if durable is not self._durable:
            driver.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._durable = durable


def _do(job: _Job, connection: Connection, driver: sqlite3.Connection, *, alone: bool) -> None:
    if not alone:
        driver.execute("SAVEPOINT job")
    try:
        job.result = job.run(connection)
    except Exception as error:
        job.error = _raisable(error)  # it is the caller's, and is raised there
        if alone:
            return
        if not driver.in_transaction:  # SQLite does so when the disk is full
            raise _RolledBackError from error
        driver.execute("ROLLBACK TO job")
    if not alone:
        driver.execute("RELEASE job")


def _raisable(error: Exception) -> Exception:
    """Return an error that a future can carry: no future takes StopIteration."""
    if not isinstance(error, StopIteration):
        return error
    carried = RuntimeError("StopIteration")
    carried.__cause__ = error
    return carried


def _settle(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        if job.future is None:
            if job.error is not None and job.failed is not None:
                job.failed(job.error)
            continue
        if job.future.done():  # its caller was cancelled
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
