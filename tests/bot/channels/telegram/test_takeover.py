"""What a stranger in a browser would try to become the admin who follows one of their links."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from tests.fakes.program import Program
from tests.fakes.telegram.server import FakeTelegram, Person
from tests.fakes.web.visitor import Visitor, visiting

CODE = re.compile(r"\b[A-Z]{5}-[A-Z]{5}\b")
TITLE = "Teman Minum bagi Ibu Hamil"
HEARS_SECONDS = 60.0


@pytest.fixture
def dan(fake: FakeTelegram) -> Person:
    """The admin by setting."""
    return fake.user(9, "Dan")


@pytest.fixture
async def base(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[str]:
    """The program as an operator runs it."""
    running = Program(tmp_path, telegram_token=fake.token, telegram_api_url=fake.url, admins="telegram:9")
    yield await running.start()
    running.kill()
    await running.ended()


@pytest.fixture
async def stranger(base: str) -> AsyncIterator[Visitor]:
    """A browser that nobody knows."""
    async with visiting(base.removesuffix("/chat").rstrip("/")) as visitor:
        await visitor.opens()
        yield visitor


async def hears(visitor: Visitor, text: str) -> str:
    """Post as a page does, and return what the bot says to it."""
    posted = await visitor.posts(text=text)
    async with asyncio.timeout(HEARS_SECONDS), visitor.listens(after=posted.number) as stream:
        while True:
            _, line = await stream.line()
            if line["side"] == "bot":
                return str(line)


async def answers(person: Person, text: str) -> str:
    """Say something, and return what the bot says to it."""
    await person.says(text)
    return (await person.hears(HEARS_SECONDS)).text


@pytest.mark.parametrize("has_draft", [False, True], ids=["no draft", "a draft"])
@pytest.mark.parametrize("way", ["/start {}", "{}"], ids=["link", "code"])
async def test_no_admin_is_taken_over_by_a_link_they_follow(
    stranger: Visitor, dan: Person, way: str, has_draft: bool
) -> None:
    await answers(dan, "/start")
    if has_draft:
        await answers(dan, "/mulai rancangan")
        await answers(dan, "Dan Contoh")
    await hears(stranger, "/mulai")
    found = CODE.search(await hears(stranger, "pindah ke telegram"))
    assert found is not None
    said = await answers(dan, way.format(found[0]))
    assert "Anda bertugas sebagai admin" in said
    for word in ("undang", "dasbor", "rekap", "unit", "siaran"):
        assert "Bagian Organisasi" in await hears(stranger, f"/{word}"), word
    assert "Undang siapa?" in await answers(dan, "/undang")


async def test_an_admin_who_joins_their_browser_stays_admin_on_their_phone_alone_and_parts_it_at_a_tap(
    stranger: Visitor, dan: Person
) -> None:
    await answers(dan, "/start")
    found = CODE.search(await answers(dan, "pindah ke web"))
    assert found is not None
    await hears(stranger, "/mulai")
    assert "admin" in await hears(stranger, f"/mulai {found[0]}")
    await hears(stranger, "ya")
    assert "ingin tersambung" in (await dan.hears(HEARS_SECONDS)).text
    await dan.taps("Ya, sambungkan")
    assert "Web sekarang tersambung" in (await dan.hears(HEARS_SECONDS)).text
    for word in ("undang", "dasbor", "rekap", "unit", "siaran"):
        assert "Bagian Organisasi" in await hears(stranger, f"/{word}"), word
    await dan.taps("Bukan saya, lepaskan")
    assert "sudah dilepaskan" in (await dan.hears(HEARS_SECONDS)).text
    async with asyncio.timeout(HEARS_SECONDS), stranger.listens() as stream:
        assert "dilepaskan" in str(await stream.line()), "nothing else is left to be read"


async def test_a_link_of_before_asks_on_the_new_side_and_tells_the_old_one(stranger: Visitor, base: str) -> None:
    await hears(stranger, "/mulai rancangan")
    key = await stranger.key()
    async with visiting(base.removesuffix("/chat").rstrip("/")) as other:
        await other.opens()
        assert "Ya, sambungkan peramban ini" in await other.opens(f"/chat/k/{key}")
        status, there = await other.presses(f"/chat/k/{key}")
        assert status == 303
        code = CODE.search(there)
        assert code is not None
        assert await other.reads() == []
        assert "Kode ini dibuat di Web" in await hears(other, f"/mulai {code[0]}")
        assert "Tersambung dengan draf" in await hears(other, "ya")
        async with asyncio.timeout(HEARS_SECONDS), stranger.listens() as stream:
            while "sekarang tersambung" not in str(await stream.line()):
                pass


async def test_a_new_key_keeps_the_chat_and_the_old_one_opens_nothing(stranger: Visitor) -> None:
    await hears(stranger, "/mulai rancangan")
    await hears(stranger, "Alice Contoh")
    lines, old = await stranger.reads(), await stranger.key()
    assert "Tutup tautan lama" in await stranger.opens("/chat/kunci")
    assert await stranger.key() == old, "to look changes nothing"
    assert await stranger.presses("/chat/kunci") == (303, "/chat")
    assert await stranger.key() != old
    assert await stranger.reads() == lines
    assert "Alice Contoh" in await hears(stranger, "pratinjau")
    async with visiting(stranger.base) as thief:
        thief.session.cookie_jar.update_cookies({"tuntun": old}, URL(f"{stranger.base}/chat"))
        assert await thief.reads() == []
    async with visiting(stranger.base) as thief:
        await thief.opens()
        assert (await thief.presses(f"/chat/k/{old}"))[0] in (303, 404)
        assert "Alice Contoh" not in await hears(thief, "pratinjau")
