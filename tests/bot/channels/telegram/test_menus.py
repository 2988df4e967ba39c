"""A coach comes in by a link over a strict Bot API: the menu grows with the role and shrinks without it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App, build
from bot.routing.commands import MENU
from bot.settings import Settings
from tests.fakes.fresh_database import make_fresh
from tests.fakes.telegram.server import FakeTelegram, Person

LINK = re.compile(r"https://t\.me/tuntun_bot\?start=([A-Z]{5}-[A-Z]{5})")
EVERYBODY = list(MENU)


@pytest.fixture
async def app(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings(data_dir=tmp_path, telegram_token=fake.token, telegram_api_url=fake.url, admins="telegram:4")
    make_fresh(settings.url)
    program = build(settings, rates={})
    await program.start()
    yield program
    await program.stop()


def menu(fake: FakeTelegram, person: Person) -> list[str]:
    """Return the commands that a person sees."""
    own = fake.world.commands.get(f"chat {person.id}") or fake.world.commands.get("all_private_chats", [])
    return [str(command["command"]) for command in own]


async def until_menu(fake: FakeTelegram, person: Person, names: list[str]) -> None:
    """Return when a person sees these commands; the menu is set behind the reply."""
    async with asyncio.timeout(10):
        while menu(fake, person) != names:  # noqa: ASYNC110 - nobody says when it is set
            await asyncio.sleep(0.01)


async def test_a_link_makes_a_coach_and_the_menu_follows_the_role(fake: FakeTelegram, app: App) -> None:
    dan, carol = fake.user(4, "Dan"), fake.user(3, "Carol")
    await dan.says("/start")
    await dan.hears()
    await until_menu(fake, dan, ["rekap", "dasbor", "unit", "undang", "siaran", "jadwal", *EVERYBODY])
    await dan.says("/undang")
    await dan.hears()
    await dan.taps("Undang pendamping")
    await dan.hears()
    await dan.taps("Buat kode")
    link = LINK.search((await dan.hears()).text)
    assert link is not None, "what is forwarded can be followed"
    await carol.opens_link(link[1])
    assert "Anda sekarang pendamping" in (await carol.hears()).text
    assert (await dan.hears()).text == "Carol sekarang pendamping di Tuntun, lewat undangan Anda."
    await until_menu(fake, carol, ["antrean", "rekap", "dasbor", *EVERYBODY])
    for said in ("/undang", "Siapa saja", "Carol", "Cabut pendamping"):
        await (dan.says(said) if said.startswith("/") else dan.taps(said))
        await dan.hears()
    assert "sudah berakhir" in (await carol.hears()).text
    await until_menu(fake, carol, EVERYBODY)
    assert fake.refused == []
