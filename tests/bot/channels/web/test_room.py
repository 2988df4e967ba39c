"""Uploads when there is little room: what is refused, with which words, and what is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from pydantic import JsonValue

from bot.channels.web.post_endpoint import KNOWN_AFTER
from bot.files.quota import UPLOADS, Quota, a_day
from bot.http.visitor_rates import Allowances, VisitorRates
from bot.ports import Consequence, SendError
from bot.texts import word
from flows.messages import Attachment, FileInput, OutgoingMessage
from storage.drafts.blob_store import BlobStore
from tests.fakes.echo import Echo
from tests.fakes.full_disk import files_of_at_most
from tests.fakes.paper import Clock
from tests.fakes.web.echo_site import Site
from tests.fakes.web.server import serving, web_chat
from tests.fakes.web.visitor import Visitor, visiting

PLENTY = 1 << 40


@asynccontextmanager
async def site_with(
    folder: Path, *, room: int = PLENTY, allowances: Allowances = UPLOADS, clock: Clock | None = None
) -> AsyncIterator[Site]:
    clock = clock or Clock()
    quota = Quota(lambda: room, VisitorRates(allowances, clock.monotonic))
    async with web_chat(folder, quota=quota, now=clock, clock=clock.monotonic) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base:
            yield Site(web, echo, base, folder)
            await echo.settled()
            await web.stop()


def kept(folder: Path) -> list[str]:
    """Return the names of the files that are kept."""
    return sorted(path.name for path in (folder / "files").rglob("*") if path.is_file())


async def talks(alice: Visitor, site: Site) -> None:
    """Let Alice open the page and say something, so that she has an address."""
    await alice.opens()
    await alice.posts(text="Halo")
    await site.echo.settled()


def picture(site: Site, content: bytes) -> OutgoingMessage:
    """Return a picture of the board for whoever wrote last."""
    attachment = Attachment(name="rekap.png", mime="image/png", document="board.png")
    return OutgoingMessage(address=site.last.address, attachment=attachment, content=content)


async def bytes_of(visitor: Visitor, file: JsonValue) -> bytes:
    """Return the bytes behind a line's file."""
    assert isinstance(file, dict)
    async with visitor.session.get(f"{visitor.base}{file['href']}") as response:
        assert response.status == 200
        return await response.read()


async def test_a_file_that_would_leave_no_room_for_answers_is_refused_kindly_and_answers_go_on(tmp_path: Path) -> None:
    async with site_with(tmp_path, room=100_000) as site, visiting(site.base) as alice:
        await alice.opens()
        answer = await alice.uploads(bytes(200_000))
        assert (answer.status, answer.problem) == (507, word("web.no_room"))
        assert (await alice.posts(text="Jawaban")).status == 202
        assert (await alice.uploads(b"a small one")).status == 202
    assert len(kept(tmp_path)) == 1


async def test_a_refusal_for_want_of_room_says_when_to_come_again(tmp_path: Path) -> None:
    async with site_with(tmp_path, room=0) as site, visiting(site.base) as alice:
        await alice.opens()
        form = aiohttp.FormData({"id": "post-with-file"})
        form.add_field("file", b"a photo", filename="foto.jpg")
        headers = {"Origin": site.base}
        async with alice.session.post(f"{site.base}/chat/messages", data=form, headers=headers) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (507, "600")


async def test_an_upload_that_the_disk_can_not_take_leaves_nothing_and_may_come_again(tmp_path: Path) -> None:
    async with site_with(tmp_path) as site, visiting(site.base) as alice:
        await alice.opens()
        with files_of_at_most(3_000_000):
            answer = await alice.uploads(bytes(5_000_000), id="post-same-id")
            assert (answer.status, answer.problem) == (507, word("web.no_room"))
            assert kept(tmp_path) == []
            assert (await alice.posts(text="Jawaban")).status == 202
        assert (await alice.uploads(bytes(5_000_000), id="post-same-id")).status == 202


async def test_a_post_that_makes_no_sense_leaves_no_file(tmp_path: Path) -> None:
    async with site_with(tmp_path) as site, visiting(site.base) as alice:
        await alice.opens()
        for fields in ({"text": "and a file"}, {"token": "7.1.choose.a"}, {"caption": "x" * 2_001}, {"seen": "-1"}):
            assert (await alice.uploads(b"a photo", **fields)).status == 422
        assert site.echo.messages == []
    assert kept(tmp_path) == []


async def test_a_visitor_may_send_so_much_a_day_and_more_the_day_after(tmp_path: Path) -> None:
    clock = Clock()
    allowances = replace(UPLOADS, visitor=a_day(100_000))
    async with site_with(tmp_path, allowances=allowances, clock=clock) as site, visiting(site.base) as alice:
        await alice.opens()
        answers = [await alice.uploads(bytes([number]) * 40_000) for number in range(4)]
        assert [answer.status for answer in answers] == [202, 202, 507, 507]
        assert answers[-1].problem == word("web.too_many_files")
        assert (await alice.posts(text="Jawaban")).status == 202
        clock.passes(days=1)
        assert (await alice.uploads(b"x" * 40_000)).status == 202


async def test_fresh_cookies_get_no_more_than_their_address(tmp_path: Path) -> None:
    allowances = replace(UPLOADS, network=a_day(100_000))
    statuses = []
    async with site_with(tmp_path, allowances=allowances) as site:
        for number in range(5):
            async with visiting(site.base) as stranger:
                await stranger.opens()
                statuses.append((await stranger.uploads(bytes([number]) * 40_000)).status)
    assert statuses == [202, 202, 507, 507, 507]
    assert len(kept(tmp_path)) == 2


async def test_who_was_here_before_keeps_a_share_of_the_room(tmp_path: Path) -> None:
    clock = Clock()
    allowances = replace(UPLOADS, network=a_day(50_000))
    async with (
        site_with(tmp_path, allowances=allowances, clock=clock) as site,
        visiting(site.base) as alice,
        visiting(site.base) as stranger,
    ):
        await alice.opens()
        await alice.posts(text="Halo")
        clock.passes(seconds=KNOWN_AFTER.total_seconds())
        await stranger.opens()
        assert [(await stranger.uploads(bytes([item]) * 40_000)).status for item in range(2)] == [202, 507]
        assert (await alice.uploads(b"x" * 40_000)).status == 202


async def test_uploads_that_come_in_at_the_same_time_do_not_take_the_same_room() -> None:
    quota = Quota(lambda: 100)
    with quota.reserved(60):
        assert not quota.has_room(60)
        with quota.reserved(40):
            assert not quota.has_room(1)
    assert quota.has_room(100)


async def test_a_file_of_ours_that_the_disk_can_not_take_is_sent_again_later(tmp_path: Path) -> None:
    async with site_with(tmp_path) as site, visiting(site.base) as alice:
        await talks(alice, site)
        message = picture(site, bytes(5_000_000))
        with files_of_at_most(3_000_000), pytest.raises(SendError) as failed:
            await site.web.send(message)
        assert (failed.value.consequence, failed.value.retry_after) == (Consequence.RETRY, 60)
        await site.web.send(message)
        (line,) = await alice.reads("after=2")
        assert await bytes_of(alice, line["file"]) == bytes(5_000_000)


async def test_a_stored_file_that_is_sent_on_takes_no_room_twice(tmp_path: Path) -> None:
    async with site_with(tmp_path) as site, visiting(site.base) as alice:
        await alice.opens()
        await alice.uploads(b"a voice", "suara.ogg", "audio/ogg")
        sent = site.last.input
        assert isinstance(sent, FileInput)
        attachment = Attachment(name="suara.ogg", mime="audio/ogg", key=sent.file.key)
        await site.web.send(OutgoingMessage(address=site.last.address, attachment=attachment, content=b"a voice"))
        line = (await alice.reads())[-1]
        assert await bytes_of(alice, line["file"]) == b"a voice"
    assert len(kept(tmp_path)) == 1
    assert BlobStore(tmp_path / "sent").unclaimed() == {}
