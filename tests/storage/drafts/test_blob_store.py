"""The blob store when a write fails, and when nobody claims what was put."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.drafts.blob_store import BlobStore
from tests.fakes.full_disk import files_of_at_most

NOW = datetime(2026, 8, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def kept(folder: Path) -> list[str]:
    """Return the names of all files below a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def aged(folder: Path, name: str, moment: datetime) -> None:
    """Let a file be as old as if it had been put at a moment."""
    (path,) = folder.rglob(name)
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_bytes_the_disk_can_not_take_leave_nothing_behind(tmp_path: Path) -> None:
    blob_store = BlobStore(tmp_path)
    with files_of_at_most(1_000_000), pytest.raises(OSError, match="too large"):
        blob_store.write(bytes(2_000_000))
    assert kept(tmp_path) == []
    assert blob_store.read(blob_store.write(bytes(2_000_000))) == bytes(2_000_000)


def test_bytes_are_found_wherever_they_lie(tmp_path: Path) -> None:
    blob_store = BlobStore(tmp_path)
    key = blob_store.write(io.BytesIO(b"a photo"))
    assert blob_store.read(key) == b"a photo"
    blob_store.claim([key])
    assert blob_store.read(key) == b"a photo"
    assert blob_store.write(b"a photo") == key
    assert kept(tmp_path) == [key]


def test_what_is_claimed_is_never_dropped(tmp_path: Path) -> None:
    blob_store = BlobStore(tmp_path)
    key = blob_store.write(b"a photo")
    blob_store.claim([key])
    assert blob_store.unclaimed() == {}
    blob_store.drop([key], NOW + 1000 * HOUR)
    assert blob_store.read(key) == b"a photo"


def test_only_what_waited_long_enough_is_dropped(tmp_path: Path) -> None:
    blob_store = BlobStore(tmp_path)
    old, new = blob_store.write(b"old"), blob_store.write(b"new")
    aged(tmp_path, old, NOW - 2 * HOUR)
    aged(tmp_path, new, NOW)
    blob_store.drop([old, new], NOW - HOUR)
    assert kept(tmp_path) == [new]


def test_what_another_process_puts_once_more_meanwhile_is_not_dropped(tmp_path: Path) -> None:
    mine, other = BlobStore(tmp_path), BlobStore(tmp_path)
    key = mine.write(b"a photo")
    aged(tmp_path, key, NOW - 2 * HOUR)
    assert mine.unclaimed() == {key: NOW - 2 * HOUR}
    assert other.write(b"a photo") == key
    mine.drop([key], NOW - HOUR)
    assert other.read(key) == b"a photo"


def test_two_processes_may_claim_and_drop_the_same(tmp_path: Path) -> None:
    mine, other = BlobStore(tmp_path), BlobStore(tmp_path)
    key = mine.write(b"a photo")
    mine.claim([key])
    other.claim([key])
    other.drop([key], datetime.now(UTC) + HOUR)
    assert other.read(key) == b"a photo"


def test_what_a_killed_process_had_begun_goes_and_nothing_else(tmp_path: Path) -> None:
    blob_store = BlobStore(tmp_path)
    key = blob_store.write(b"a photo")
    (tmp_path / "unclaimed" / "tmpabc123").write_bytes(b"half a pho")
    aged(tmp_path, "tmpabc123", NOW - HOUR)
    blob_store.drop_unfinished(NOW)
    assert kept(tmp_path) == [key]


async def test_what_is_removed_is_gone_wherever_it_lies(tmp_path: Path) -> None:
    blob_store = BlobStore(tmp_path)
    item, two = blob_store.write(b"one"), blob_store.write(b"two")
    blob_store.claim([item])
    await blob_store.remove([item, two])
    assert kept(tmp_path) == []


def test_a_volume_always_keeps_room_for_answers(tmp_path: Path) -> None:
    disk = os.statvfs(tmp_path)
    free, whole = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
    room = BlobStore(tmp_path / "not" / "there" / "yet").room()
    assert free - room >= min(900_000_000, whole // 11)
