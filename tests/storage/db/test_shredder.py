"""What was removed is in no file of the database any more, while it is used."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from storage.db.database import Database
from storage.lifecycle import erasure
from storage.messages import web_transcripts
from tests.fakes.storage_values import ALICE, BOB, NOW, answer, begin

SECRET = "kamboja"


def live(connection: Connection) -> None:
    """Leave the word in many pages, some of which are shared with somebody else's rows."""
    for address, name, word in ((ALICE, "Alice", SECRET), (BOB, "Bob", "mawar")):
        _, stored = begin(connection, address, name)
        for number in range(150):
            answer(connection, stored.conversation.id, f"{word} {number} " * (1 + number % 40))
            body = f"{word} " * (900 if number % 10 == 0 else 20)
            web_transcripts.add(connection, address.id, "person", str(number), body, NOW)


def copies(folder: Path) -> dict[str, int]:
    """Return how often the word stands in the files of the database."""
    found = {path.name: path.read_bytes().count(SECRET.encode()) for path in folder.glob("tuntun.db*")}
    return {name: count for name, count in found.items() if count}


async def shredded(folder: Path) -> None:
    """Return when the word is nowhere; nobody says when that is."""
    async with asyncio.timeout(20):
        while copies(folder):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_no_copy_of_what_was_removed_stays_in_the_file_or_its_log(sqlite_url: str, tmp_path: Path) -> None:
    async with Database(sqlite_url) as database:
        await database.write(live)
        assert copies(tmp_path)["tuntun.db-wal"] > 1000
        await database.write(erasure.forget, 1, NOW)
        database.shred()
        await shredded(tmp_path)
        assert len(await database.read(web_transcripts.since, BOB.id, 0)) == 150


async def test_who_still_reads_only_puts_it_off(sqlite_url: str, tmp_path: Path) -> None:
    async with Database(sqlite_url) as database:
        await database.write(live)
        with closing(sqlite3.connect(tmp_path / "tuntun.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            assert reader.execute("SELECT count(*) FROM contacts").fetchone() == (2,)
            await database.write(erasure.forget, 1, NOW)
            database.shred()
            await asyncio.sleep(0.5)  # long enough to have been tried once
            assert copies(tmp_path)
        await shredded(tmp_path)


async def test_a_crash_right_after_a_removal_is_made_good_at_the_next_start(sqlite_url: str, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.mkdir()
    async with Database(sqlite_url) as database:
        await database.write(live)
        await database.write(erasure.forget, 1, NOW)
        for ending in ("", "-wal"):
            shutil.copy(tmp_path / f"tuntun.db{ending}", cut / f"tuntun.db{ending}")
    assert copies(cut)
    async with Database(f"sqlite:///{cut}/tuntun.db"):
        await shredded(cut)


async def test_a_wish_while_another_is_carried_out_is_carried_out_as_well(sqlite_url: str, tmp_path: Path) -> None:
    async with Database(sqlite_url) as database:
        database.shred()
        await database.write(live)
        await database.write(erasure.forget, 1, NOW)
        database.shred()
        await shredded(tmp_path)
