"""The database; every difference between SQLite and PostgreSQL is here, and in `postgresql`."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.db.conversation_cache import ConversationCache
from storage.db.errors import StorageError, StorageFault, translate
from storage.db.postgresql import PostgreSQL
from storage.db.presence import FilePresence, new_worker
from storage.db.schema import check_schema, made_by
from storage.db.shredder import Shredder
from storage.db.sqlite_writer import Failed, SqliteWriter, Work
from storage.tables import SCHEMA

LOG = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 10.0
"""Seconds to wait for another process that writes to the same file."""
READERS = 4


class Database:
    """A runner of functions, each in a transaction of its own: `await database.write(inbox.add, updates, now)`."""

    def __init__(self, url: str) -> None:
        self.url = parse(url)
        self._backend: _Backend = _SQLite(self.url) if is_sqlite(self.url) else PostgreSQL(self.url)
        self._late: deque[Work] = deque()
        """Work of `write_soon` that trouble kept from being written."""
        self._catching_up = asyncio.Lock()

    @property
    def worker(self) -> int:
        """Return the id of this process: what it has claimed, no other process takes while it lives."""
        return self._backend.worker

    async def living(self) -> frozenset[int]:
        """Return the ids of all processes that have this database open; a dead one is missing within a moment."""
        try:
            return await self._backend.living()
        except Exception as error:
            raise translate(error) from error

    async def open(self) -> None:
        """Connect; raise StorageError when the database can not be reached or its tables are not this program's."""
        try:
            await self._backend.open()
        except Exception as error:
            raise translate(error) from error

    async def close(self) -> None:
        """Finish the queued work and disconnect."""
        if self._late:
            with suppress(Exception):
                await self._catch_up()
        await self._backend.close()

    async def __aenter__(self) -> Self:
        """Open it for the length of a block."""
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.close()

    async def write(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in a transaction; return when its work is safe on the disk.

        The function may run again when a race with another process was lost.
        """
        return await self._write(lambda connection: fn(connection, *args, **kwargs), durable=True)

    async def note(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run like `write`, without waiting for the disk.

        A crash of the process loses nothing; a power cut may lose it until the next `write` is done, never part
        of it, and never without all later ones. For what is done again from the inbox or outbox in that case.
        """
        return await self._write(lambda connection: fn(connection, *args, **kwargs), durable=False)

    def write_soon(self, fn: Callable[Concatenate[Connection, P], object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Queue work like `note`, before any write that is asked for later; nobody awaits it.

        A crash of the process may lose it; what trouble held up is written before the next write. For marks
        such as `outbox.sent`, without which a reply is sent once more.
        """
        work = lambda connection: fn(connection, *args, **kwargs)  # noqa: E731
        self._backend.write_soon(work, lambda error: self._unwritten(work, error))

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function that only reads, on one consistent state; never waits for a writer."""
        try:
            return await self._backend.read(lambda connection: fn(connection, *args, **kwargs))
        except Exception as error:
            raise translate(error) from error

    def shred(self) -> None:
        """Start to remove deleted rows from the disk; on PostgreSQL the server does that by itself."""
        self._backend.shred()

    def _unwritten(self, run: Work, error: Exception) -> None:
        trouble = translate(error)
        if isinstance(trouble, StorageError):
            LOG.error("storage is in trouble (%s): %s; a mark is written when it is over", trouble.kind, trouble)
            self._late.append(run)
        else:
            LOG.error("something that nobody waits for was not written", exc_info=error)

    async def _catch_up(self) -> None:
        """Write the work that trouble held up; raise while the trouble is not over."""
        async with self._catching_up:
            while self._late:
                await self._backend.write(self._late[0], durable=False)
                self._late.popleft()

    async def _write(self, run: Callable[[Connection], T], *, durable: bool) -> T:
        try:
            if self._late:
                await self._catch_up()
            return cast(T, await self._backend.write(run, durable=durable))
        except Exception as error:
            raise translate(error) from error


def parse(url: str) -> URL:
    """Parse a database URL: `sqlite:///path/to/file`, `postgresql://...` or `postgres://...`."""
    read = make_url(url)
    match read.get_backend_name():
        case "sqlite" if read.database and read.database != ":memory:":
            return read.set(drivername="sqlite")
        case "postgresql" | "postgres":
            query = {("ssl" if key == "sslmode" else key): value for key, value in read.query.items()}
            return read.set(drivername="postgresql+asyncpg", query=query)
        case _:
            raise ValueError(f"{read!r} is no database address; use sqlite:///path/to/file or postgresql://...")


def is_sqlite(url: URL) -> bool:
    """Tell which of the two databases an address names."""
    return url.get_backend_name() == "sqlite"


def insert_new(table: Table) -> postgresql.Insert:
    """Return an INSERT on which `.on_conflict_do_nothing()` works; both databases understand the same words."""
    return postgresql.insert(table)


def last_number(connection: Connection, table: str) -> int:
    """Return the last id given to a row of a table, whether or not the row still exists."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table})
        return int(found.scalar() or 0)
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table}).scalar_one()
    return int(
        connection.execute(text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")).scalar_one()  # noqa: S608
    )


def set_last_number(connection: Connection, table: str, number: int) -> None:
    """Continue a table's ids after this number."""
    if number == 0:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table})
        words = "INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :number)"
    else:
        words = "SELECT setval(pg_get_serial_sequence(:table, 'id'), :number)"
    connection.execute(text(words), {"table": table, "number": number})


def run(url: URL, fn: Callable[[Connection], T], *, writes: bool = True) -> T:
    """Run a function in one transaction on one consistent state, without an event loop: for migrations and backups."""
    if is_sqlite(url):
        engine = _sqlite_engine(url)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
                return fn(connection)
        except Exception as error:
            raise translate(error) from error
        finally:
            engine.dispose()
    return asyncio.run(_run_async(url, fn))


def migrate(url: str) -> None:
    """Make the tables, or bring them to this program's state."""
    read = parse(url)
    if is_sqlite(read):
        Path(str(read.database)).parent.mkdir(parents=True, exist_ok=True)
    run(read, _upgrade)


def _upgrade(connection: Connection) -> None:
    found = made_by(connection)
    if found == SCHEMA:
        return
    from alembic.util import CommandError  # slow to import, and needed only here

    from storage.migrations import upgrade

    try:
        upgrade(connection)
    except CommandError as error:
        raise StorageError(
            f"the database's tables are at {found}, which this program does not know: it is older than they are",
            StorageFault.BEHIND,
        ) from error


class _Backend(Protocol):
    """What Database needs of either database."""

    worker: int

    async def living(self) -> frozenset[int]: ...
    async def open(self) -> None: ...
    async def close(self) -> None: ...
    async def write(self, run: Work, *, durable: bool) -> object: ...
    def write_soon(self, run: Work, failed: Failed) -> None: ...
    async def read(self, run: Callable[[Connection], T]) -> T: ...
    def shred(self) -> None: ...


class _SQLite:
    """SQLite: one thread writes, a few connections of their own read."""

    def __init__(self, url: URL) -> None:
        self.worker = new_worker()
        options = {"recent": ConversationCache(), "worker": self.worker}
        self._path = Path(str(url.database))
        self._presence = FilePresence(self._path, self.worker)
        self._engine = _sqlite_engine(url, options)
        self._writer = SqliteWriter(self._engine)
        self._shredder = Shredder(self._path)
        self._readers = create_async_engine(
            url.set(drivername="sqlite+aiosqlite"),
            pool_size=READERS,
            max_overflow=0,
            connect_args={"timeout": BUSY_SECONDS},
            execution_options=options,
            hide_parameters=True,
        )
        event.listen(self._readers.sync_engine, "connect", _prepare_reader)
        event.listen(self._readers.sync_engine, "begin", _begin)

    async def open(self) -> None:
        if not self._path.exists():
            raise StorageError(f"there is no database at {self._path}: run `tuntun migrate`", StorageFault.BEHIND)
        self._presence.acquire()
        is_alone = await self._presence.living() == {self.worker}
        was_cut_off = is_alone and self._path.with_name(f"{self._path.name}-wal").exists()
        connection = self._writer.start()
        try:
            with connection.begin():
                check_schema(connection)
        except Exception:
            await self.close()
            raise
        if was_cut_off:  # perhaps between somebody's wish to be forgotten and its end
            self.shred()

    async def close(self) -> None:
        await self._shredder.stop()
        await self._writer.stop()
        await self._readers.dispose()
        self._engine.dispose()
        self._presence.release()

    async def living(self) -> frozenset[int]:
        return await self._presence.living()

    async def write(self, run: Work, *, durable: bool) -> object:
        return await self._writer.write(run, durable=durable)

    def write_soon(self, run: Work, failed: Failed) -> None:
        self._writer.write_soon(run, failed)

    def shred(self) -> None:
        self._shredder.soon()

    async def read(self, run: Callable[[Connection], T]) -> T:
        async with self._readers.connect() as connection:
            return await connection.run_sync(run)


async def _run_async(url: URL, fn: Callable[[Connection], T]) -> T:
    engine: AsyncEngine = create_async_engine(
        url, poolclass=NullPool, isolation_level="REPEATABLE READ", hide_parameters=True
    )
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(fn)
    except Exception as error:
        raise translate(error) from error
    finally:
        await engine.dispose()


def _sqlite_engine(url: URL, options: dict[str, Any] | None = None) -> Engine:
    engine = create_engine(
        url,
        poolclass=NullPool,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        execution_options=options or {},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_writer)
    return engine


def _prepare_writer(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # begin is said by us, not guessed by the driver
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA wal_autocheckpoint=4000")  # 16 MB: each copy into the database waits for the disk twice
    connection.execute("PRAGMA cache_size=-8000")  # 8 MB


def _prepare_reader(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
