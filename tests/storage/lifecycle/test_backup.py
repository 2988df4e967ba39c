"""A backup holds everything, and moves between the two databases."""

from __future__ import annotations

import asyncio
import io
import json
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from flows.conversation import Status
from flows.messages import Address, File, FileKind
from storage.db import heartbeats
from storage.db.database import Database
from storage.db.errors import StorageError
from storage.drafts import conversations, files, form_versions, revisions
from storage.drafts.blob_store import BlobStore
from storage.lifecycle import erasure
from storage.lifecycle.archive import BackupError
from storage.lifecycle.backup import backup
from storage.lifecycle.restore import restore
from storage.messages import alarms, crash_counts, deliveries, inbox, outbox, web_transcripts
from storage.messages.work_journal import Work
from storage.people import audit, contacts
from storage.records import DeliveryReport, DeliveryStatus, RevisionKind, SentReply
from storage.tables import metadata
from tests.fakes.storage_values import ALICE, BOB, NOW, answer, begin, gather, later, reply, review, update

TEXT = 'Cakupan turun dari 82 % ke 64 %: "kenapa?" 😢\n\\ baris dua'


def everything(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }


def live(connection: Connection, key: str) -> None:
    contact, stored = begin(connection)
    begin(connection, BOB, "Bob")
    contacts.set_reachable(connection, BOB, False)
    for number in range(700):
        answer(connection, stored.conversation.id, f"{TEXT} {number}")
    files.add(connection, File(key=key, kind=FileKind.PHOTO, name="bukti.jpg", mime="", size=5), contact.id, NOW)
    form_versions.pin(connection, "rancangan", 1, "text", "hash")
    revisions.add(connection, stored.conversation.id, 1, RevisionKind.SUBMITTED, Status.SUBMITTED, NOW)
    inbox.add(connection, [update("1", body=TEXT)], NOW)
    added = outbox.add(connection, [reply(TEXT, contact=contact.id), reply("2")], NOW)
    outbox.sent(connection, [SentReply(id=added[0].id, message="m", at=later(0.000001), position=7)])
    web_transcripts.add(connection, "a", "bot", "k", TEXT, NOW)
    deliveries.note(
        connection,
        DeliveryReport(
            channel="whatsapp", message="wamid.1", address="1/2", arrival=DeliveryStatus.READ, at=NOW, billable=True
        ),
    )
    alarms.claim(connection, "whatsapp token", NOW, timedelta(hours=1))
    crash_counts.count(connection, [Work("document", "1 proposal.pdf")], NOW)
    heartbeats.beat(connection, NOW)
    audit.add(connection, contact.id, "did", "", NOW)
    review(connection, stored.conversation.id, contact.id, contacts.at(connection, BOB, "Bob", NOW).id, TEXT)
    gather(connection, contact.id)
    forgotten, _ = begin(connection, Address(channel="web", id="9"), "Eve")
    erasure.forget(connection, forgotten.id, NOW)


async def used(url: str, folder: Path) -> tuple[dict[str, list[tuple[object, ...]]], str]:
    """Fill a database; return all that is in it, and the key of a file."""
    key = await BlobStore(folder).put(b"photo")
    database = Database(url)
    await database.open()
    await database.write(live, key)
    found = await database.read(everything)
    await database.close()
    return found, key


async def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    database = Database(url)
    await database.open()
    found = await database.read(everything)
    await database.close()
    return found


@pytest.mark.parametrize("from_sqlite", [True, False])
async def test_a_backup_moves_to_the_other_database_and_back_unchanged(
    sqlite_url: str, postgresql_url: str, tmp_path: Path, *, from_sqlite: bool
) -> None:
    here, there = (sqlite_url, postgresql_url) if from_sqlite else (postgresql_url, sqlite_url)
    before, key = await used(here, tmp_path / "files")
    assert all(before.values())
    await asyncio.to_thread(backup, here, tmp_path / "files", tmp_path / "one.tar.gz")
    await asyncio.to_thread(restore, there, tmp_path / "moved", tmp_path / "one.tar.gz")
    assert await contents(there) == before
    assert await BlobStore(tmp_path / "moved").get(key) == b"photo"
    back = f"sqlite:///{tmp_path}/back/tuntun.db"
    await asyncio.to_thread(backup, there, tmp_path / "moved", tmp_path / "two.tar.gz")
    await asyncio.to_thread(restore, back, tmp_path / "back" / "files", tmp_path / "two.tar.gz")
    assert await contents(back) == before


async def test_numbers_go_on_where_they_were_so_that_none_is_given_twice(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    await used(sqlite_url, tmp_path / "files")
    await asyncio.to_thread(backup, sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz")
    other = f"sqlite:///{tmp_path}/other.db"
    for url in (postgresql_url, other):
        await asyncio.to_thread(restore, url, tmp_path / "moved", tmp_path / "one.tar.gz")
        database = Database(url)
        await database.open()
        contact, stored = await database.write(begin, Address(channel="web", id="10"), "New")
        await database.close()
        assert (contact.id, stored.conversation.id) == (4, 4)  # 3 was Eve's


async def test_a_database_in_use_is_not_overwritten(sqlite_url: str, tmp_path: Path) -> None:
    before, _ = await used(sqlite_url, tmp_path / "files")
    await asyncio.to_thread(backup, sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz")
    with pytest.raises(BackupError, match="the database is not empty"):
        await asyncio.to_thread(restore, sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz")
    assert await contents(sqlite_url) == before


async def test_a_backup_is_taken_while_others_write(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    await database.open()
    _, stored = await database.write(begin)
    taking = asyncio.create_task(asyncio.to_thread(backup, sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz"))
    while not taking.done():
        await database.write(answer, stored.conversation.id, "meanwhile")
    await taking
    await database.close()
    copy = f"sqlite:///{tmp_path}/copy.db"
    await asyncio.to_thread(restore, copy, tmp_path / "copied", tmp_path / "one.tar.gz")
    restored = Database(copy)
    await restored.open()
    found = await restored.read(conversations.load, stored.conversation.id)
    assert found is not None
    assert [event.number for event in found.conversation.events] == list(range(1, len(found.conversation.events) + 1))
    await restored.close()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("other.txt", b"x", "no backup of Tuntun"),
        ("tuntun.json", json.dumps({"format": 2, "schema_version": "1", "tables": [], "last_numbers": {}}), "newer"),
    ],
)
async def test_a_foreign_or_newer_archive_is_refused(
    name: str, content: str | bytes, reason: str, tmp_path: Path
) -> None:
    data = content.encode() if isinstance(content, str) else content
    with tarfile.open(tmp_path / "one.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    with pytest.raises(BackupError, match=reason):
        await asyncio.to_thread(restore, f"sqlite:///{tmp_path}/x.db", tmp_path, tmp_path / "one.tar.gz")


async def test_a_backup_of_the_first_program_is_brought_to_this_ones_tables(
    empty_postgresql_url: str, tmp_path: Path
) -> None:
    person = {"id": 7, "name": "Alice", "unit": None, "roles": "", "language": "id", "conversation": None}
    person |= {"created_at": 0, "seen_at": 0}
    place = {"channel": ALICE.channel, "id": ALICE.id, "contact": 7, "reachable": True}
    about = {
        "format": 1,
        "schema_version": "0001",
        "tables": ["contacts", "addresses"],
        "last_numbers": {"contacts": 9},
    }
    with tarfile.open(tmp_path / "old.tar.gz", "w:gz") as archive:
        for name, row in (("tuntun.json", about), ("tables/contacts.jsonl", person), ("tables/addresses.jsonl", place)):
            content = json.dumps(row).encode() + b"\n"
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    for url in (f"sqlite:///{tmp_path}/new.db", empty_postgresql_url):
        assert await asyncio.to_thread(restore, url, tmp_path / "new", tmp_path / "old.tar.gz") == []
        async with Database(url) as database:
            assert (await database.write(contacts.at, ALICE, "", NOW)).name == "Alice"
            assert (await database.write(contacts.at, BOB, "", NOW)).id == 10


async def test_a_cut_or_damaged_archive_leaves_the_database_empty(sqlite_url: str, tmp_path: Path) -> None:
    await used(sqlite_url, tmp_path / "files")
    await asyncio.to_thread(backup, sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz")
    whole = (tmp_path / "one.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    url = f"sqlite:///{tmp_path}/new.db"
    with pytest.raises(BackupError, match="not a whole archive"):
        await asyncio.to_thread(restore, url, tmp_path / "new", tmp_path / "cut.tar.gz")
    await asyncio.to_thread(restore, url, tmp_path / "new", tmp_path / "one.tar.gz")


async def test_what_is_not_there_can_not_be_packed(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        await asyncio.to_thread(backup, f"sqlite:///{tmp_path}/none.db", tmp_path / "files", tmp_path / "one.tar.gz")
    assert not (tmp_path / "one.tar.gz").exists()
