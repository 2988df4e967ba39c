"""A backup is made and brought back as far as can be, whatever happened to the disk; what could not is named."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import os
import signal
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import JsonValue
from sqlalchemy import Connection, func, select

from flows.conversation import Event, EventKind, InputSource
from flows.drafts.event_log import append
from flows.messages import Address, File, FileKind
from storage.db.database import Database
from storage.drafts import conversations, files
from storage.drafts.blob_store import BlobStore
from storage.lifecycle import erasure
from storage.lifecycle.archive import BackupError
from storage.lifecycle.backup import backup
from storage.lifecycle.restore import restore
from storage.tables import events
from tests.fakes.program import TUNTUN, environment
from tests.fakes.storage_values import ALICE, BOB, NOW, begin

LARGE = b"".join(os.urandom(1000) for _ in range(400))
"""So large that an archive can be cut within it, and no packing makes it smaller."""
Contents = list[tuple[str, bytes]]


def attach(connection: Connection, address: Address, name: str, title: str, key: str) -> int:
    """Give a person a draft with a photo as evidence; return the person."""
    contact, stored = begin(connection, address, name)
    photo = File(key=key, kind=FileKind.PHOTO, name=f"{name}.jpg", mime="image/jpeg", size=5)
    files.add(connection, photo, contact.id, NOW)
    value: JsonValue = {
        "section": "bukti",
        "file": {"key": key, "kind": "photo", "name": photo.name, "mime": "", "size": 5},
    }
    event = Event(
        number=1,
        at=NOW,
        kind=EventKind.ATTACHED,
        question="bukti",
        value=value,
        raw="",
        source=InputSource(contact=str(contact.id), channel="web"),
    )
    grown = append(stored.conversation, event)
    conversations.save(connection, grown, grown.events[-1:], stored.revision, NOW)
    conversations.rename(connection, stored.conversation.id, title)
    return contact.id


async def two_drafts(
    url: str, blob_store: BlobStore, first: bytes = b"alice", second: bytes = b"bob"
) -> tuple[str, str]:
    """Have Alice and Bob each send a photo; return the two keys."""
    keys = await blob_store.put(first), await blob_store.put(second)
    async with Database(url) as database:
        await database.write(attach, ALICE, "Alice", "Jemput Bola", keys[0])
        await database.write(attach, BOB, "Bob", "Kelas Ibu", keys[1])
    blob_store.claim(keys)
    return keys


def names_in(archive: Path) -> set[str]:
    with tarfile.open(archive) as opened:
        return set(opened.getnames())


def count(url: str) -> int:
    async def counted() -> int:
        async with Database(url) as database:
            return await database.read(
                lambda connection: connection.execute(select(func.count()).select_from(events)).scalar_one()
            )

    return asyncio.run(counted())


def packed(path: Path, entries: Contents) -> Path:
    """Write an archive by hand."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def changed(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Copy an archive with the same headers and other contents."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for entry in old:
            read = old.extractfile(entry)
            assert read is not None
            content = change(entry.name, read.read())
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return target


@pytest.mark.parametrize("what", ["missing", "damaged", "unreadable"])
def test_a_lost_file_is_left_out_and_named_and_all_else_comes_back(url: str, tmp_path: Path, what: str) -> None:
    blob_store = BlobStore(tmp_path / "files")
    lost, kept = asyncio.run(two_drafts(url, blob_store))
    blob_store.path(lost).unlink()
    if what == "damaged":
        blob_store.path(lost).write_bytes(b"alicf")
    if what == "unreadable":
        blob_store.path(lost).mkdir()
    (found,) = backup(url, tmp_path / "files", tmp_path / "one.tar.gz")
    assert (found.name, found.drafts) == ("Alice.jpg", ((1, "Jemput Bola"),))
    (absent,) = restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "new", tmp_path / "one.tar.gz")
    assert absent == found
    assert BlobStore(tmp_path / "new").read(kept) == b"bob"
    assert count(f"sqlite:///{tmp_path}/new.db") == 2


def test_files_of_whoever_is_forgotten_meanwhile_are_not_missed(sqlite_url: str, tmp_path: Path) -> None:
    blob_store = BlobStore(tmp_path / "files")
    mine, theirs = asyncio.run(two_drafts(sqlite_url, blob_store, b"z", b"b"))
    assert theirs < mine, "so that Bob's is packed first"
    blob_store.path(theirs).unlink()
    os.mkfifo(blob_store.path(theirs))  # the backup waits here, with its rows already read

    async def forgotten_meanwhile() -> None:
        taking = asyncio.create_task(asyncio.to_thread(backup, sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz"))
        pipe = await asyncio.to_thread(blob_store.path(theirs).open, "wb")
        async with Database(sqlite_url) as database:
            await blob_store.remove(await database.write(erasure.forget, 1, NOW))
        pipe.write(b"b")
        pipe.close()
        assert await taking == []

    asyncio.run(forgotten_meanwhile())
    assert f"files/{theirs}" in names_in(tmp_path / "one.tar.gz")
    assert f"files/{mine}" not in names_in(tmp_path / "one.tar.gz")


def test_a_backup_that_was_killed_leaves_nothing_others_can_read_and_the_next_one_takes_its_place(
    sqlite_url: str, tmp_path: Path
) -> None:
    blob_store = BlobStore(tmp_path / "files")
    key, _ = asyncio.run(two_drafts(sqlite_url, blob_store))
    blob_store.path(key).unlink()
    os.mkfifo(blob_store.path(key))
    target, part = tmp_path / "one.tar.gz", tmp_path / "one.tar.gz.part"
    process = subprocess.Popen([*TUNTUN, "backup", str(target)], env=environment(tmp_path, database_url=sqlite_url))
    with blob_store.path(key).open("wb"):  # opened once the other side reads
        assert part.stat().st_mode & 0o777 == 0o600
        with pytest.raises(BackupError, match="another backup is being written"):
            backup(sqlite_url, tmp_path / "files", target)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert part.exists()
    assert not target.exists()
    blob_store.path(key).unlink()
    blob_store.path(key).write_bytes(b"alice")
    part.chmod(0o644)
    assert backup(sqlite_url, tmp_path / "files", target) == []
    assert not part.exists()
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_leaves_the_old_backup_and_no_rest(sqlite_url: str, tmp_path: Path) -> None:
    asyncio.run(two_drafts(sqlite_url, BlobStore(tmp_path / "files"), LARGE))
    target = tmp_path / "kept" / "one.tar.gz"
    target.parent.mkdir()
    target.write_bytes(gzip.compress(b"the old one"))
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 200; exec "$@"', "-", *TUNTUN, "backup", str(target)],
        env=environment(tmp_path, database_url=sqlite_url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "was not written" in done.stderr
    assert "Traceback" not in done.stderr
    assert gzip.decompress(target.read_bytes()) == b"the old one"
    assert [path.name for path in target.parent.iterdir()] == ["one.tar.gz"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("tuntun.db", "is no backup"),
        ("files/x.tar.gz", "among the files"),
        ("", "is a folder"),
        ("no/x", "No such file"),
    ],
)
def test_nothing_that_is_no_backup_is_written_over(sqlite_url: str, tmp_path: Path, name: str, why: str) -> None:
    asyncio.run(two_drafts(sqlite_url, BlobStore(tmp_path / "files")))
    with pytest.raises(BackupError, match=why):
        backup(sqlite_url, tmp_path / "files", tmp_path / name)
    assert count(sqlite_url) == 2


def test_an_archive_with_a_damaged_file_gives_back_the_rest(sqlite_url: str, tmp_path: Path) -> None:
    damaged, kept = asyncio.run(two_drafts(sqlite_url, BlobStore(tmp_path / "files")))
    backup(sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz")
    spoilt = changed(
        tmp_path / "one.tar.gz",
        tmp_path / "spoilt.tar.gz",
        lambda name, content: content.replace(b"alice", b"alicf") if name.endswith(damaged) else content,
    )
    (absent,) = restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "new", spoilt)
    assert (absent.key, absent.name) == (damaged, "Alice.jpg")
    assert BlobStore(tmp_path / "new").read(kept) == b"bob"


def test_an_archive_cut_among_its_files_gives_back_all_rows_and_the_files_before_the_cut(
    sqlite_url: str, tmp_path: Path
) -> None:
    blob_store = BlobStore(tmp_path / "files")
    large = next(item for item in (bytes([n]) + LARGE for n in range(256)) if blob_store.write(item) > "c")
    cut, kept = asyncio.run(two_drafts(sqlite_url, blob_store, large, b"b"))
    assert kept < cut
    backup(sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz")
    whole = (tmp_path / "one.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[:-100_000])
    (absent,) = restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "new", tmp_path / "cut.tar.gz")
    assert absent.key == cut
    assert BlobStore(tmp_path / "new").read(kept) == b"b"
    assert count(f"sqlite:///{tmp_path}/new.db") == 2


def test_rows_that_are_not_as_they_were_written_are_refused(sqlite_url: str, tmp_path: Path) -> None:
    asyncio.run(two_drafts(sqlite_url, BlobStore(tmp_path / "files")))
    backup(sqlite_url, tmp_path / "files", tmp_path / "one.tar.gz")
    spoilt = changed(
        tmp_path / "one.tar.gz",
        tmp_path / "spoilt.tar.gz",
        lambda name, content: content.replace(b"Kelas", b"Kelaz") if name.startswith("tables/") else content,
    )
    with pytest.raises(BackupError, match="rows of conversations are not as they were written"):
        restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "new", spoilt)
    assert restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "new", tmp_path / "one.tar.gz") == []


def manifest(**changes: object) -> bytes:
    whole = {"format": 1, "schema_version": "0005", "tables": ["contacts"], "last_numbers": {}}
    return json.dumps(whole | changes).encode()


def rows(content: bytes) -> Contents:
    return [("tuntun.json", manifest()), ("tables/contacts.jsonl", content)]


NONE: dict[str, bytes | Contents] = {
    "random": os.urandom(5000),
    "empty": b"",
    "zip": b"",
    "packed junk": gzip.compress(os.urandom(5000)),
    "half a header": b"\x1f\x8b\x08",
    "an empty archive": [],
    "a path out": [("../../escaped", b"x")],
    "an absolute path": [("/tmp/escaped", b"x")],
    "no manifest": [("tuntun.json", b"{")],
    "no object": [("tuntun.json", b"[]")],
    "deep": [("tuntun.json", b"[" * 100_000)],
    "no schema": [("tuntun.json", manifest(schema_version="drop"))],
    "an unknown schema": [("tuntun.json", manifest(schema_version="0000"))],
    "more than a manifest": [("tuntun.json", manifest(more=1))],
    "an unknown table": [("tuntun.json", manifest(tables=["sqlite_master"]))],
    "a table too many": [("tuntun.json", manifest()), ("tables/events.jsonl", b"")],
    "a table too few": [("tuntun.json", manifest())],
    "twice": [*rows(b""), ("tables/contacts.jsonl", b"")],
    "no row": rows(b"[1]\n"),
    "no line": rows(b"{}"),
    "no JSON": rows(b"\xff\xfe\n"),
    "deep rows": rows(b"[" * 100_000 + b"\n"),
    "an unknown column": rows(b'{"id": 1, "x": 2}\n'),
    "rows that differ": rows(b'{"id": 1}\n{"x": 2}\n'),
    "a row without words": rows(b'{"id": 1}\n'),
    "a list for a word": rows(b'{"id": [1]}\n'),
    "a number too large": rows(b'{"id": 1' + b"0" * 400 + b"}\n"),
    "a last number too large": [
        ("tuntun.json", manifest(last_numbers={"contacts": 10**30})),
        ("tables/contacts.jsonl", b""),
    ],
}


@pytest.mark.parametrize("kind", NONE)
def test_an_archive_that_is_none_is_refused_in_a_sentence(url: str, tmp_path: Path, kind: str) -> None:
    if url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path}/new.db"
    source, made = tmp_path / "in" / "one.tar.gz", NONE[kind]
    source.parent.mkdir()
    if isinstance(made, bytes):
        source.write_bytes(made)
    else:
        packed(source, made)
    if kind == "zip":
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr("tuntun.json", manifest())
    with pytest.raises(BackupError) as refused:
        restore(url, tmp_path / "new", source)
    assert "\n" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(("new.db", "tuntun.db"))] == ["in"]
    if url.startswith("postgresql"):
        assert count(url) == 0


@pytest.mark.parametrize("name", ["", "none.tar.gz"])
def test_what_can_not_be_read_is_said_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(BackupError, match="can not be read or written"):
        restore(f"sqlite:///{tmp_path}/new/new.db", tmp_path / "new", tmp_path / name)
    assert not (tmp_path / "new").exists()


def test_a_link_or_a_size_that_is_not_true_is_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    link = tarfile.TarInfo("tuntun.json")
    link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "secret")
    huge = tarfile.TarInfo("tuntun.json")
    huge.size = 1 << 50
    for number, entry in enumerate((link, huge)):
        source = tmp_path / f"{number}.tar.gz"
        source.write_bytes(gzip.compress(entry.tobuf() + bytes(20_000)))
        with pytest.raises(BackupError):
            restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "new", source)
