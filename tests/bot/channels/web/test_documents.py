"""Documents from the web chat of the real program: after a restart, a restore, and a long time."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import JsonValue
from sqlalchemy import Connection, delete

from bot.app import App, build
from bot.channels.web.visitor import COOKIE, address_of
from bot.settings import Settings
from bot.texts import word
from storage.lifecycle.backup import backup
from storage.lifecycle.restore import restore
from storage.people import audit
from storage.tables import conversations, events, revisions
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock
from tests.fakes.web.server import serving
from tests.fakes.web.visitor import Visitor, visiting

KEY = "A" * 22
"""Dan's, who is an admin by setting and has a browser."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", admins=f"web:{address_of(KEY)}")


@asynccontextmanager
async def running(settings: Settings, clock: Clock, cookie: str = "") -> AsyncIterator[tuple[App, Visitor]]:
    """Run the program with the web chat alone, and open its page."""
    if not (settings.data_dir / "tuntun.db").exists():  # else it is a restart
        make_fresh(settings.url)
    app = build(settings, now=clock, sleep=clock.sleep)
    await app.start()
    try:
        async with serving(app.web().routes) as base, visiting(base) as visitor:
            if cookie:
                visitor.session.cookie_jar.update_cookies({COOKIE: cookie})
            await visitor.opens()
            yield app, visitor
            await app.close()  # open pages are let go before the server ends
    finally:
        await app.stop()


def cookie_of(visitor: Visitor) -> str:
    """Return what a visitor is known by."""
    return next(cookie.value for cookie in visitor.session.cookie_jar)


def kept(settings: Settings) -> list[Path]:
    """Return every file beside the database."""
    return [path for name in ("files", "sent") for path in (settings.data_dir / name).rglob("*") if path.is_file()]


async def says(app: App, visitor: Visitor, *texts: str) -> None:
    """Say something and wait for what is said to it."""
    for text in texts:
        assert (await visitor.posts(text=text)).status == 202
        await app.idle()


async def hrefs(visitor: Visitor) -> list[str]:
    """Return where the files of a chat are."""
    files: list[JsonValue] = [line["file"] for line in await visitor.reads() if line["file"]]
    return [str(file["href"]) for file in files if isinstance(file, dict)]


async def fetched(visitor: Visitor, href: str) -> tuple[int, bytes]:
    """Return the status and the bytes behind an address."""
    async with visitor.session.get(f"{visitor.base}{href}") as response:
        return response.status, await response.read()


def remove_drafts(connection: Connection) -> None:
    """Remove every draft, and leave the lines of the chat."""
    for table in (revisions, events, conversations):
        connection.execute(delete(table))


async def test_documents_are_drawn_whenever_they_are_asked_for_and_leave_no_file(
    settings: Settings, clock: Clock
) -> None:
    async with running(settings, clock) as (app, alice):
        await says(app, alice, "/mulai rancangan", "draf")
        cookie, first = cookie_of(alice), await hrefs(alice)
        assert len(first) == 2
        assert [(await fetched(alice, href))[0] for href in first] == [200, 200]
        assert kept(settings) == []
    async with running(settings, clock, cookie) as (_, alice):
        contents = [(await fetched(alice, href))[1] for href in first]
        assert [content[:4] for content in contents] == [b"PK\x03\x04", b"%PDF"]


async def test_a_restore_brings_documents_back(settings: Settings, clock: Clock, tmp_path: Path) -> None:
    async with running(settings, clock) as (app, alice):
        await says(app, alice, "/mulai rancangan", "draf")
        cookie, first = cookie_of(alice), await hrefs(alice)
    backup(settings.url, settings.data_dir / "files", tmp_path / "backup.tar.gz")
    elsewhere = settings.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    restore(elsewhere.url, elsewhere.data_dir / "files", tmp_path / "backup.tar.gz")
    async with running(elsewhere, clock, cookie) as (_, alice):
        assert [(await fetched(alice, href))[0] for href in first] == [200, 200]


async def test_a_document_of_a_forgotten_draft_is_drawn_no_more(settings: Settings, clock: Clock) -> None:
    async with running(settings, clock) as (app, alice):
        await says(app, alice, "/mulai rancangan", "draf")
        cookie, (href, _) = cookie_of(alice), await hrefs(alice)
        await app.database.write(remove_drafts)
    async with running(settings, clock, cookie) as (_, alice):
        status, said = await fetched(alice, href)
        assert status == 404
        assert word("web.gone").encode() in said


async def test_a_picture_shows_what_it_showed_when_it_was_sent_and_not_for_ever(
    settings: Settings, clock: Clock
) -> None:
    async with running(settings, clock, KEY) as (app, dan):
        await says(app, dan, "rekap")
        (href,) = await hrefs(dan)
        (path,) = kept(settings)
        os.utime(path, (clock.time.timestamp(), clock.time.timestamp()))
        sent = path.read_bytes()
        clock.passes(days=29)
        await app.sweep.step()
        assert await fetched(dan, href) == (200, sent)
        clock.passes(days=2)
        await app.sweep.step()
        assert (await fetched(dan, href))[0] == 404
        assert kept(settings) == []


async def test_a_picture_goes_when_somebody_asks_to_be_forgotten_whom_it_may_show(
    settings: Settings, clock: Clock
) -> None:
    async with running(settings, clock, KEY) as (app, dan):
        await says(app, dan, "rekap")
        (path,) = kept(settings)
        os.utime(path, (clock.time.timestamp(), clock.time.timestamp()))
        clock.passes(minutes=1)
        await app.database.write(audit.add, None, "forgotten", "", clock())
        await app.sweep.step()
        assert kept(settings) == []


@pytest.mark.parametrize("number", ["0", "-1", "1", "9" * 20, "9" * 5000, "x", "²"])
async def test_a_number_that_is_no_line_has_no_file(settings: Settings, clock: Clock, number: str) -> None:
    async with running(settings, clock) as (_, alice):
        assert (await fetched(alice, f"/chat/files/{number}/x"))[0] == 404
