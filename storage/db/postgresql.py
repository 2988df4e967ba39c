"""Work on PostgreSQL; a connection that goes silent costs an error in bounded time, and nothing more."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.db.conversation_cache import ConversationCache
from storage.db.errors import sqlstate
from storage.db.presence import SessionPresence, bounded, new_worker
from storage.db.schema import check_schema
from storage.db.sqlite_writer import Failed, Work

T = TypeVar("T")

POOL_SECONDS = 10.0
"""Seconds to wait for a free connection of the pool."""
CONNECT_SECONDS = 5.0
"""Seconds that connecting may take."""
WORK_SECONDS = 15.0
"""Seconds that a transaction may take: on a silent connection, its caller gets an error then."""
IDLE_SECONDS = 5.0
"""Seconds of idleness after which a connection is checked before it is used."""
ASK_SECONDS = 2.0
"""Seconds that this check may take."""
# Losing a race (deadlock, serialization, two processes adding the same row) undoes everything: run it again.
RETRIED = frozenset({"40001", "40P01", "23505"})
RETRIES = 8
RETRY_SECONDS = 0.01

# What the server does by itself about a client that it hears nothing of: its locks must not outlive it for long.
_CONNECT: dict[str, Any] = {
    "timeout": CONNECT_SECONDS,
    "server_settings": {
        "application_name": "tuntun",
        "statement_timeout": str(int(WORK_SECONDS * 1000)),
        "idle_in_transaction_session_timeout": str(int(WORK_SECONDS * 1000)),
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "10000",
    },
}


class PostgreSQL:
    """A pool of connections, each of which runs one function at a time."""

    def __init__(self, url: URL) -> None:
        self.worker = new_worker()
        self._soon: set[asyncio.Task[None]] = set()
        self._presence = SessionPresence(url, self.worker, _CONNECT)
        self._engine = create_async_engine(
            url,
            pool_size=16,
            pool_timeout=POOL_SECONDS,
            connect_args=_CONNECT,
            execution_options={"recent": ConversationCache(), "worker": self.worker},
            hide_parameters=True,  # errors are logged, and a row is what people wrote
        )
        self._lines: WeakSet[Any] = WeakSet()
        event.listen(
            self._engine.sync_engine, "connect", lambda connection, _: self._lines.add(connection.driver_connection)
        )
        event.listen(self._engine.sync_engine, "checkin", _lay_aside)
        event.listen(self._engine.sync_engine, "checkout", _take_up)
        self._readers = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def open(self) -> None:
        try:
            async with self._engine.connect() as connection:
                await connection.run_sync(check_schema)
            await self._presence.acquire()
        except Exception:
            await self.close()
            raise

    def shred(self) -> None:
        """Do nothing: the server removes deleted rows from the disk in its own time."""

    async def close(self) -> None:
        if self._soon:
            await asyncio.wait(tuple(self._soon))
        await self._presence.release()
        for line in list(self._lines):  # to say goodbye would be to wait for the answer, on every line
            line.terminate()
        await self._engine.dispose()

    async def living(self) -> frozenset[int]:
        return await self._presence.living()

    def write_soon(self, run: Work, failed: Failed) -> None:
        task = asyncio.get_running_loop().create_task(self._unawaited(run, failed))
        self._soon.add(task)
        task.add_done_callback(self._soon.discard)

    async def write(self, run: Work, *, durable: bool) -> object:
        if self._soon:
            await asyncio.wait(tuple(self._soon))
        return await self._retried(run, durable=durable)

    async def _unawaited(self, run: Work, failed: Failed) -> None:
        try:
            await self._retried(run, durable=False)
        except Exception as error:
            failed(error)

    async def _retried(self, run: Work, *, durable: bool) -> object:
        for attempt in range(1, RETRIES):
            try:
                return await self._written(run, durable=durable)
            except DBAPIError as error:
                if sqlstate(error) not in RETRIED:  # above all not a lost connection: it may have committed
                    raise
            await asyncio.sleep(random.uniform(0, attempt * RETRY_SECONDS))  # noqa: S311 - so that rivals part
        return await self._written(run, durable=durable)

    async def read(self, run: Callable[[Connection], T]) -> T:
        async with self._connected(self._readers) as connection:
            return await connection.run_sync(run)

    async def _written(self, run: Work, *, durable: bool) -> object:
        async with self._connected(self._engine) as connection, connection.begin():
            if not durable:
                await connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
            return await connection.run_sync(run)

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Yield a connection of the pool for one transaction, bounded in time."""
        connection = await engine.connect()
        with bounded(connection, WORK_SECONDS):
            try:
                yield connection
            finally:
                await connection.close()


def _lay_aside(_: object, record: ConnectionPoolEntry) -> None:
    record.info["since"] = time.monotonic()


def _take_up(connection: Any, record: ConnectionPoolEntry, _: object) -> None:
    """Check an idle connection; where it does not answer, replace all that are older."""
    since = record.info.pop("since", None)
    if since is None or time.monotonic() - since < IDLE_SECONDS:
        return
    timer = asyncio.get_running_loop().call_later(ASK_SECONDS, connection.driver_connection.terminate)
    try:
        connection.ping()
    except Exception as error:
        raise InvalidatePoolError from error
    finally:
        timer.cancel()
