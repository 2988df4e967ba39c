"""Opens the database; every difference between SQLite and PostgreSQL is here."""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.alone import Presence
from storage.errors import StorageError, Trouble, sqlstate, translate
from storage.recent import Recent
from storage.shredding import Shredder
from storage.tables import SCHEMA
from storage.writer import UNWRITTEN, Work, Writer

LOG = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 10.0
"""How long to wait for another process that writes to the same file."""
READERS = 4
# Losing a race (deadlock, serialization, two processes adding the same row) undoes everything: run it again.
RETRIED = frozenset({"40001", "40P01", "23505"})
RETRIES = 8
RETRY_SECONDS = 0.01


class Database:
    """Runs functions over a connection, each as one transaction: `await database.write(inbox.add, updates, now)`."""

    def __init__(self, url: str) -> None:
        self.url = parse(url)
        self._backend: _Backend = _SQLite(self.url) if is_sqlite(self.url) else _PostgreSQL(self.url)

    @property
    def is_alone(self) -> bool:
        """Tell whether it is sure that no other process had this database open when it was opened here."""
        return self._backend.is_alone

    async def open(self) -> None:
        """Connect; raise StorageError when the database can not be reached or its tables are not this program's."""
        try:
            await self._backend.open()
        except Exception as error:
            raise translate(error) from error

    async def close(self) -> None:
        """Finish what waits and let go."""
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
        """Run like `note`, without anybody waiting: before any write that is asked for later, and within a moment.

        A crash of the process may lose it, a failure is only logged: for marks such as `outbox.sent`, without which
        a reply is sent once more.
        """
        self._backend.write_soon(lambda connection: fn(connection, *args, **kwargs))

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function that only reads, on one consistent state; never waits for a writer."""
        try:
            return await self._backend.read(lambda connection: fn(connection, *args, **kwargs))
        except Exception as error:
            raise translate(error) from error

    def shred(self) -> None:
        """Begin to take what was removed off the disk; on PostgreSQL that is the server's own affair."""
        self._backend.shred()

    async def _write(self, run: Callable[[Connection], T], *, durable: bool) -> T:
        try:
            return cast(T, await self._backend.write(run, durable=durable))
        except Exception as error:
            raise translate(error) from error


def parse(url: str) -> URL:
    """Read a database's address: `sqlite:///path/to/file`, `postgresql://...` or `postgres://...`."""
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
    """Return the last number that was given to a row of a table, whether or not the row still exists."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table})
        return int(found.scalar() or 0)
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table}).scalar_one()
    return int(
        connection.execute(text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")).scalar_one()  # noqa: S608
    )


def set_last_number(connection: Connection, table: str, number: int) -> None:
    """Go on numbering the rows of a table after this number."""
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
    found = _schema(connection)
    if found == SCHEMA:
        return
    from alembic.util import CommandError  # slow to import, and needed only here

    from storage.migrations import upgrade

    try:
        upgrade(connection)
    except CommandError as error:
        raise StorageError(
            f"the database's tables are at {found}, which this program does not know: it is older than they are",
            Trouble.BEHIND,
        ) from error


class _Backend(Protocol):
    """Says what Database needs of each of the two."""

    @property
    def is_alone(self) -> bool: ...
    async def open(self) -> None: ...
    async def close(self) -> None: ...
    async def write(self, run: Work, *, durable: bool) -> object: ...
    def write_soon(self, run: Work) -> None: ...
    async def read(self, run: Callable[[Connection], T]) -> T: ...
    def shred(self) -> None: ...


class _SQLite:
    """Writes through one thread, reads through a few connections of their own."""

    def __init__(self, url: URL) -> None:
        recent = {"recent": Recent()}
        self._path = Path(str(url.database))
        self._presence = Presence(self._path)
        self._engine = _sqlite_engine(url, recent)
        self._writer = Writer(self._engine)
        self._shredder = Shredder(self._path)
        self._readers = create_async_engine(
            url.set(drivername="sqlite+aiosqlite"),
            pool_size=READERS,
            max_overflow=0,
            connect_args={"timeout": BUSY_SECONDS},
            execution_options=recent,
            hide_parameters=True,
        )
        event.listen(self._readers.sync_engine, "connect", _prepare_reader)
        event.listen(self._readers.sync_engine, "begin", _begin)

    async def open(self) -> None:
        if not self._path.exists():
            raise StorageError(f"there is no database at {self._path}: run `tuntun migrate`", Trouble.BEHIND)
        self._presence.take()
        was_cut_off = self._presence.is_alone and self._path.with_name(f"{self._path.name}-wal").exists()
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
        self._presence.leave()

    @property
    def is_alone(self) -> bool:
        return self._presence.is_alone

    async def write(self, run: Work, *, durable: bool) -> object:
        return await self._writer.write(run, durable=durable)

    def write_soon(self, run: Work) -> None:
        self._writer.write_soon(run)

    def shred(self) -> None:
        self._shredder.soon()

    async def read(self, run: Callable[[Connection], T]) -> T:
        async with self._readers.connect() as connection:
            return await connection.run_sync(run)


class _PostgreSQL:
    """Runs each function on a connection of the pool."""

    is_alone = False

    def __init__(self, url: URL) -> None:
        self._soon: set[asyncio.Task[None]] = set()
        self._engine = create_async_engine(
            url,
            pool_size=16,
            pool_timeout=BUSY_SECONDS,
            execution_options={"recent": Recent()},
            hide_parameters=True,  # errors are logged, and a row is what people wrote
        )
        self._readers = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def open(self) -> None:
        try:
            async with self._engine.connect() as connection:
                await connection.run_sync(check_schema)
        except Exception:
            await self.close()
            raise

    def shred(self) -> None:
        return

    async def close(self) -> None:
        if self._soon:
            await asyncio.wait(tuple(self._soon))
        await self._engine.dispose()

    def write_soon(self, run: Work) -> None:
        task = asyncio.get_running_loop().create_task(self._logged(run))
        self._soon.add(task)
        task.add_done_callback(self._soon.discard)

    async def write(self, run: Work, *, durable: bool) -> object:
        if self._soon:
            await asyncio.wait(tuple(self._soon))
        return await self._retried(run, durable=durable)

    async def _logged(self, run: Work) -> None:
        try:
            await self._retried(run, durable=False)
        except Exception:
            LOG.exception(UNWRITTEN)

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
        async with self._readers.connect() as connection:
            return await connection.run_sync(run)

    async def _written(self, run: Work, *, durable: bool) -> object:
        async with self._engine.begin() as connection:
            if not durable:
                await connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
            return await connection.run_sync(run)


def check_schema(connection: Connection) -> None:
    """Raise StorageError when the tables are not those of this program."""
    found = _schema(connection)
    if found != SCHEMA:
        raise StorageError(
            f"the database's tables are at {found or 'nothing'}, this program needs {SCHEMA}: run `tuntun migrate`",
            Trouble.BEHIND,
        )


def _schema(connection: Connection) -> str | None:
    """Return the migration that made the tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


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


def _sqlite_engine(url: URL, options: dict[str, Recent] | None = None) -> Engine:
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
