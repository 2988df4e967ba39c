"""Files of every channel, fetched when there is little room, or when somebody sends very much."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.files.quota import UPLOADS, Quota, a_day
from bot.http.visitor_rates import VisitorRates
from bot.intake.file_fetcher import FileFetcher
from bot.render.worker_processes import Workers
from flows.messages import Address, File, FileKind
from storage.drafts.blob_store import BlobStore
from tests.fakes.full_disk import files_of_at_most
from tests.fakes.paper import Clock, PaperChannel

ALICE, BOB = Address(channel="paper", id="Alice"), Address(channel="paper", id="Bob")


def sent(paper: PaperChannel, content: bytes) -> File:
    """Return a file as a vendor names it, with its bytes behind it."""
    paper.files[f"file {len(paper.files)}"] = content
    key = f"file {len(paper.files) - 1}"
    return File(key=key, kind=FileKind.DOCUMENT, name="surat.bin", mime="application/octet-stream", size=len(content))


@pytest.mark.parametrize("room", [0, 99])
async def test_a_file_that_would_leave_no_room_for_answers_is_not_kept(
    paper: PaperChannel, tmp_path: Path, room: int
) -> None:
    fetching = FileFetcher({"paper": paper}, BlobStore(tmp_path / "files"), Quota(lambda: room), Workers())
    assert await fetching.fetch(ALICE, sent(paper, bytes(100))) == "no_room"
    assert not (tmp_path / "files").exists()


async def test_a_file_that_the_disk_can_not_take_leaves_nothing(paper: PaperChannel, tmp_path: Path) -> None:
    fetching = FileFetcher({"paper": paper}, BlobStore(tmp_path / "files"), Quota(lambda: 1 << 40), Workers())
    with files_of_at_most(1_000_000):
        assert await fetching.fetch(ALICE, sent(paper, bytes(2_000_000))) == "no_room"
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_who_sends_very_much_is_asked_to_wait_and_nobody_else(
    paper: PaperChannel, tmp_path: Path, clock: Clock
) -> None:
    rate = VisitorRates(replace(UPLOADS, visitor=a_day(250)), clock.monotonic)
    fetching = FileFetcher({"paper": paper}, BlobStore(tmp_path / "files"), Quota(lambda: 1 << 40, rate), Workers())
    files = [sent(paper, bytes([number]) * 100) for number in range(4)]
    fetched = [await fetching.fetch(ALICE, file) for file in files]
    assert [isinstance(item, File) for item in fetched] == [True, True, False, False]
    assert fetched[2] == "much_today"
    assert isinstance(await fetching.fetch(ALICE, files[0]), File), "what is kept already takes no room"
    assert isinstance(await fetching.fetch(BOB, files[3]), File)
    clock.passes(days=1)
    assert isinstance(await fetching.fetch(ALICE, sent(paper, b"x" * 100)), File)
