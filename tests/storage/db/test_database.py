"""What was acknowledged is safe, whoever else fails, and whatever happens to the process."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import IntegrityError

import storage.db.database
from storage.db.database import Database, migrate, parse
from storage.db.errors import StorageError, StorageFault
from storage.messages import inbox, web_transcripts
from storage.tables import units
from tests.fakes.storage_values import ALICE, NOW, update

AT_ALICE = (ALICE.channel, ALICE.id)


def add(connection: Connection, key: str, body: str = "") -> None:
    inbox.add(connection, [update(key, body=body)], NOW)


def add_and_fail(connection: Connection, key: str) -> None:
    add(connection, key)
    raise KeyError(key)


async def keys(database: Database) -> list[str]:
    return [update.key for update in await database.read(inbox.waiting, *AT_ALICE, NOW)]


async def test_a_failing_writer_takes_back_only_its_own_work(database: Database) -> None:
    results = await asyncio.gather(
        database.write(add, "1"),
        database.write(add_and_fail, "2"),
        database.note(add, "3"),
        database.write(add_and_fail, "4"),
        database.write(add, "5"),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), KeyError, type(None), KeyError, type(None)]
    assert sorted(await keys(database)) == ["1", "3", "5"]


async def test_writers_that_all_fail_change_nothing(database: Database) -> None:
    results = await asyncio.gather(*(database.write(add_and_fail, str(n)) for n in range(3)), return_exceptions=True)
    assert all(isinstance(result, KeyError) for result in results)
    assert await keys(database) == []


async def test_a_mark_nobody_waits_for_is_written_before_what_is_asked_for_later(database: Database) -> None:
    database.write_soon(add, "1")
    database.write_soon(add_and_fail, "2")
    await database.write(add, "3")
    assert await keys(database) == ["1", "3"]


async def test_a_mark_that_trouble_held_up_is_written_before_what_is_asked_for_later(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.db.database, "BUSY_SECONDS", 0.05)
    async with Database(sqlite_url) as database:
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        database.write_soon(add, "1")
        for _ in range(2):
            with pytest.raises(StorageError, match="locked"):
                await database.write(add, "lost")
        other.execute("ROLLBACK")
        other.close()
        assert await keys(database) == []
        await database.write(add, "2")
        assert await keys(database) == ["1", "2"]


async def test_a_mark_nobody_waits_for_is_written_when_the_database_is_closed(url: str, other: Database) -> None:
    database = Database(url)
    await database.open()
    database.write_soon(add, "1")
    await database.close()
    assert await keys(other) == ["1"]


async def test_a_writer_whose_caller_gave_up_disturbs_nobody(database: Database) -> None:
    task = asyncio.create_task(database.write(add, "1"))
    await asyncio.sleep(0)
    task.cancel()
    await database.write(add, "2")
    assert "2" in await keys(database)


async def test_reading_can_not_change_anything(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        await database.read(add, "1")
    assert await keys(database) == []


async def test_a_reader_sees_one_state_and_does_not_wait_for_a_writer(database: Database, other: Database) -> None:
    await database.write(add, "1")
    loop = asyncio.get_running_loop()
    written = asyncio.Event()

    def slow(connection: Connection) -> list[str]:
        first = inbox.waiting(connection, *AT_ALICE, NOW)
        loop.call_soon(written.set)
        _pause(connection)
        second = inbox.waiting(connection, *AT_ALICE, NOW)
        return [update.key for update in (*first, *second)]

    async def write_meanwhile() -> None:
        await written.wait()
        await other.write(add, "2")

    found, _ = await asyncio.gather(database.read(slow), write_meanwhile())
    assert found == ["1", "1"]
    assert await keys(database) == ["1", "2"]


def _pause(connection: Connection) -> None:
    """Give others the time of some statements."""
    for _ in range(50):
        connection.execute(text("SELECT 1"))


async def test_two_processes_write_to_one_database(database: Database, other: Database) -> None:
    await asyncio.gather(*(own.write(add, f"{n}") for n in range(40) for own in (database, other)))
    assert len(await keys(database)) == 40


async def test_tables_that_are_not_this_program_s_are_refused(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    for url in (sqlite_url, postgresql_url):
        database = Database(url)
        await database.open()
        await database.write(
            lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '0'"))
        )
        await database.close()
        with pytest.raises(StorageError, match=r"tables are at 0, .*tuntun migrate") as caught:
            await Database(url).open()
        assert caught.value.kind is StorageFault.BEHIND
    with pytest.raises(StorageError, match="no database") as caught:
        await Database(f"sqlite:///{tmp_path}/none.db").open()
    assert caught.value.kind is StorageFault.BEHIND


def set_version(connection: Connection, version: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


async def test_a_server_that_is_away_is_unavailable(tmp_path: Path) -> None:
    for url in (f"postgresql://postgres@/x?host={tmp_path}", "postgres://postgres@127.0.0.1:1/x"):
        with pytest.raises(StorageError) as caught:
            await Database(url).open()
        assert caught.value.kind is StorageFault.UNAVAILABLE


async def test_a_lost_connection_is_unavailable_and_the_next_write_works(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    await database.open()
    await database.write(add, "1")
    with pytest.raises(StorageError) as caught:
        await database.write(
            lambda connection: connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        )
    assert caught.value.kind is StorageFault.UNAVAILABLE
    await database.write(add, "2")
    assert await keys(database) == ["1", "2"]
    await database.close()


async def test_a_closed_database_refuses_to_write(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    await database.open()
    await database.close()
    with pytest.raises(StorageError, match="closed"):
        await database.write(add, "1")


async def test_a_full_disk_is_said_and_writing_goes_on_when_there_is_room(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    await database.open()
    await database.write(add, "before")
    pages = await database.write(limit_pages, 0)
    await database.write(limit_pages, pages + 3)
    results = await asyncio.gather(
        database.write(add, "small"),
        database.write(add, "large", "x" * 1_000_000),
        database.write(web_transcripts.add, "a", "bot", "k", "line", NOW),
        return_exceptions=True,
    )
    assert isinstance(results[1], StorageError)
    assert results[1].kind is StorageFault.FULL
    assert (results[0], results[2]) == (None, 1)
    await database.write(limit_pages, 1_000_000)
    await database.write(add, "large", "x" * 1_000_000)
    assert await keys(database) == ["before", "small", "large"]
    await database.close()


def limit_pages(connection: Connection, most: int) -> int:
    """Let the file have at most so many pages; return how many it has."""
    if most:
        connection.exec_driver_sql(f"PRAGMA max_page_count={most}")
    return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


async def test_a_file_that_another_process_holds_is_locked(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.db.database.BUSY_SECONDS", 0.05)
    database = Database(sqlite_url)
    await database.open()
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError) as caught:
        await database.write(add, "1")
    assert caught.value.kind is StorageFault.LOCKED
    assert await keys(database) == []
    holder.execute("ROLLBACK")
    holder.close()
    await database.write(add, "1")
    assert await keys(database) == ["1"]
    await database.close()


KILLED = """
import asyncio, sys
from storage.db.database import Database
from storage.messages import inbox
from tests.fakes.storage_values import NOW, update

async def write(database, worker):
    for number in range(100_000):
        key = f"{worker}-{number}"
        await (database.note if worker % 2 else database.write)(inbox.add, [update(key)], NOW)
        print(key, flush=True)

async def main():
    database = Database(sys.argv[1])
    await database.open()
    await asyncio.gather(*(write(database, worker) for worker in range(8)))

asyncio.run(main())
"""


async def test_a_killed_process_loses_nothing_that_was_acknowledged(sqlite_url: str) -> None:
    root = Path(__file__).parents[3]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, sqlite_url, stdout=asyncio.subprocess.PIPE, cwd=root
    )
    assert process.stdout is not None
    acknowledged = [(await process.stdout.readline()).decode().strip() for _ in range(200)]
    process.send_signal(signal.SIGKILL)
    rest = (await process.stdout.read()).decode()
    acknowledged += rest.split("\n")[:-1]
    await process.wait()
    database = Database(sqlite_url)
    await database.open()
    kept = set(await keys(database))
    assert len(acknowledged) >= 200
    assert set(acknowledged) <= kept
    for worker in range(8):  # and what is kept has no gaps
        mine = sorted(int(key.split("-")[1]) for key in kept if key.startswith(f"{worker}-"))
        assert mine == list(range(len(mine)))
    await database.close()


async def test_a_moment_is_kept_as_microseconds_since_1970(database: Database) -> None:
    await database.write(add, "1")
    kept = await database.read(lambda connection: connection.execute(text("SELECT received_at FROM inbox")).scalar())
    assert kept == 1_795_527_000_123_456
    assert [update.received_at for update in await database.read(inbox.waiting, *AT_ALICE, NOW)] == [NOW]


def test_addresses_of_databases_are_read_or_refused() -> None:
    assert parse("postgres://u:p@h/d?sslmode=require").render_as_string(hide_password=False) == (
        "postgresql+asyncpg://u:p@h/d?ssl=require"
    )
    assert parse("sqlite:///data/tuntun.db").database == "data/tuntun.db"
    for wrong in ("sqlite://", "sqlite:///:memory:", "mysql://h/d"):
        with pytest.raises(ValueError, match="use sqlite:///path/to/file or postgresql://"):
            parse(wrong)


def test_migrating_makes_the_folder_of_the_file(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/data/tuntun.db")
    assert (tmp_path / "data" / "tuntun.db").exists()


async def test_an_error_tells_no_words_of_the_row_that_failed(database: Database) -> None:
    row = {"code": "x", "name": "rahasia", "kind": "x", "aliases": "", "state": "listed", "created_at": NOW}
    with pytest.raises(IntegrityError) as raised:
        await database.write(lambda connection: connection.execute(insert(units), [row, row]))
    assert "INSERT INTO units" in str(raised.value)
    assert "rahasia" not in str(raised.value)
