"""Who has the database open is known, and who died is missed at once; files and locks of the dead are cleared away."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from storage.db.database import Database
from storage.db.errors import StorageError

HOLD = """
import asyncio, sys
from storage.db.database import Database

async def hold():
    async with Database(sys.argv[1]) as database:
        print(database.worker, flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


async def other_process(url: str) -> tuple[asyncio.subprocess.Process, int]:
    """Start a process that has the database open; return it with its number."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, url, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    return process, int(await process.stdout.readline())


async def test_who_is_killed_is_missed_and_who_lives_is_not(database: Database, other: Database, url: str) -> None:
    process, number = await other_process(url)
    assert await database.living() == {database.worker, other.worker, number}
    process.kill()
    await process.wait()
    async with asyncio.timeout(2):
        while number in await database.living():  # noqa: ASYNC110 - the dead ring no bell
            await asyncio.sleep(0.05)
    assert await database.living() == {database.worker, other.worker}
    await other.close()
    assert await database.living() == {database.worker}


async def test_what_the_dead_left_in_the_folder_is_removed(sqlite_url: str) -> None:
    process, number = await other_process(sqlite_url)
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    process.kill()
    await process.wait()
    assert [path.name for path in folder.glob("*.open")] == [f"tuntun.db.{number}.open"]
    async with Database(sqlite_url) as database:
        assert await database.living() == {database.worker}
        assert [path.name for path in folder.glob("*.open")] == [f"tuntun.db.{database.worker}.open"]
    assert list(folder.glob("*.open")) == []


async def test_a_process_whose_line_broke_is_there_again(postgresql_url: str) -> None:
    async with Database(postgresql_url) as database, Database(postgresql_url) as watching:
        await watching.write(end_others_sessions)
        for other_database in (database, watching):
            with pytest.raises(StorageError):
                await other_database.living()
        assert database.worker in await database.living()
        assert await watching.living() == {database.worker, watching.worker}


def end_others_sessions(connection: Connection) -> None:
    """Do to everybody else as a restart of the server would."""
    connection.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
