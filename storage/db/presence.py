"""The processes that have the database open, known by locks that end with their holders."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

SPACE = 1_953_852_974
"""The first of the two numbers of our advisory locks: "tun." in ASCII; the second is the process's."""
ANSWER_SECONDS = 2.0
"""Seconds that the server may take to list the living processes."""

_LOCK = text("SELECT pg_advisory_lock_shared(:space, :worker)")
_LIVING = text(
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = :space AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def new_worker() -> int:
    """Return a worker id that no other process ever had."""
    return 1 + secrets.randbelow(2**31 - 1)


class FilePresence:
    """A lock on a file beside an SQLite database, which the kernel takes away when its process ends."""

    def __init__(self, database: Path, worker: int) -> None:
        # Beside the file, not on it: whoever closes a second handle on it takes SQLite's own locks away.
        self._folder, self._stem = database.parent, f"{database.name}."
        self._path = database.with_name(f"{database.name}.{worker}.open")
        self._handle: int | None = None

    def acquire(self) -> None:
        """Acquire the lock."""
        while self._handle is None:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if self._path.exists():
                self._handle = handle
            else:  # somebody looked before it was locked, and took it for left behind
                os.close(handle)

    def release(self) -> None:
        """Release the lock."""
        if self._handle is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None

    async def living(self) -> frozenset[int]:
        """Return the ids of all holders; files of dead processes are removed."""
        numbers = []
        for path in self._folder.glob(f"{self._stem}*.open"):
            number = path.name.removeprefix(self._stem).removesuffix(".open")
            if number.isdecimal() and (path == self._path or _is_held(path)):
                numbers.append(int(number))
        return frozenset(numbers)


def _is_held(path: Path) -> bool:
    """Tell whether a process holds a file's lock; remove the file if none does."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


class SessionPresence:
    """A shared advisory lock on a connection of its own, which PostgreSQL takes away when its process ends.

    Shared, so that after a break of the line the new session holds it beside the one that the server still keeps.
    """

    def __init__(self, url: URL, worker: int, connect: dict[str, Any]) -> None:
        self._engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=connect)
        self._worker = worker
        self._connection: AsyncConnection | None = None

    async def acquire(self) -> AsyncConnection:
        """Acquire the lock; return its connection."""
        connection = await self._engine.connect()
        with bounded(connection, ANSWER_SECONDS):
            await connection.execute(_LOCK, {"space": SPACE, "worker": self._worker})
        self._connection = connection
        return connection

    async def release(self) -> None:
        """Release the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # it says goodbye, so that its lock is gone then; nobody may be there to hear it
                await asyncio.wait_for(connection.close(), ANSWER_SECONDS)
        await self._engine.dispose()

    async def living(self) -> frozenset[int]:
        """Return the ids of all holders; a broken connection is made anew."""
        connection = self._connection or await self.acquire()
        try:
            with bounded(connection, ANSWER_SECONDS):
                return frozenset((await connection.execute(_LIVING, {"space": SPACE})).scalars())
        except Exception:
            self._connection = None
            with suppress(Exception):
                await connection.close()
            raise


@contextmanager
def bounded(connection: AsyncConnection, seconds: float) -> Iterator[None]:
    """Cut a connection whose server has not done its work in time, so that its caller gets an error.

    A time limit on the waiting alone would not do: whoever gives up waiting rolls back, and waits for that.
    """
    timer = asyncio.get_running_loop().call_later(seconds, _driver(connection).terminate)
    try:
        yield
    finally:
        timer.cancel()


def _driver(connection: AsyncConnection) -> Any:
    inner = connection.sync_connection
    assert inner is not None, "it is connected"
    return inner.connection.driver_connection
