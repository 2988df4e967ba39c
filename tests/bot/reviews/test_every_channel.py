"""Reviews a draft over each vendor's strict fake: the same story by the same code, and nothing is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import Connection, select

from bot.app import App, build
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp import PATH
from bot.settings import Settings
from flows.load import load_library
from storage import contacts, tables
from storage.database import migrate
from tests.bot.reviews.conftest import write_for
from tests.bot.reviews.nine import GOOD, NINE, STORIES, VAGUE
from tests.fakes.paper import Clock
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram import Person as TelegramPerson
from tests.fakes.telegram import Seen as TelegramSeen
from tests.fakes.visitor import Visitor, visiting
from tests.fakes.web import serving
from tests.fakes.whatsapp import FakeWhatsApp
from tests.fakes.whatsapp import Person as WhatsAppPerson
from tests.fakes.whatsapp import Seen as WhatsAppSeen
from tests.fakes.whatsapp_hooks import APP_SECRET, VERIFY_TOKEN

LIBRARY = {**load_library(), NINE.id: NINE}


class Hand(Protocol):
    """Is a person with a phone, whatever is on it."""

    async def says(self, text: str) -> None:
        """Type a text."""

    async def taps(self, label: str) -> None:
        """Press the newest button with this label."""

    async def shown(self) -> str:
        """Return all that the bot said."""


class Phone:
    """Is a phone with a vendor's app; on WhatsApp a button that found no room is typed."""

    def __init__(self, person: TelegramPerson | WhatsAppPerson) -> None:
        self._person = person

    async def says(self, text: str) -> None:
        await self._person.says(text)

    async def taps(self, label: str) -> None:
        labels = {one for seen in self._person.messages for one in seen.labels}
        await (self._person.taps(label) if label in labels else self._person.says(label.lower()))

    @property
    def messages(self) -> Sequence[TelegramSeen | WhatsAppSeen]:
        return self._person.messages

    async def shown(self) -> str:
        return "\n".join(seen.text for seen in self.messages)


class Page:
    """Is the web chat in a browser."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def says(self, text: str) -> None:
        await self._visitor.posts(text=text)

    async def taps(self, label: str) -> None:
        for line in reversed(await self._visitor.reads()):
            rows = line.get("rows")
            for row in rows if isinstance(rows, list) else []:
                for button in row if isinstance(row, list) else []:
                    if isinstance(button, list) and button[0] == label:
                        await self._visitor.posts(token=button[1], label=label, pressed=line["number"])
                        return
        raise AssertionError(f"no button {label!r}")

    async def shown(self) -> str:
        return "\n".join(str(line.get("text", "")) for line in await self._visitor.reads())


Stage = tuple[App, Hand, Hand]


@asynccontextmanager
async def telegram(folder: Path) -> AsyncIterator[Stage]:
    async with FakeTelegram() as fake, AsyncExitStack() as stack:
        settings = Settings(data_dir=folder)
        channel = TelegramChannel(fake.token, api_url=fake.url)
        app = await _started(stack, build(settings, channels=[channel], library=LIBRARY, rates={}), settings)
        yield app, Phone(fake.user(7, "Alice")), Phone(fake.user(8, "Carol"))


@asynccontextmanager
async def whatsapp(folder: Path) -> AsyncIterator[Stage]:
    clock = Clock()
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as fake, AsyncExitStack() as stack:
        settings = Settings(
            data_dir=folder,
            whatsapp_token=fake.token,
            whatsapp_phone_id=fake.phone,
            whatsapp_app_secret=APP_SECRET,
            whatsapp_verify_token=VERIFY_TOKEN,
            whatsapp_api_url=fake.url,
        )
        app = build(settings, library=LIBRARY, now=clock, sleep=clock.sleep, rates={})
        await _started(stack, app, settings)
        base = await stack.enter_async_context(serving(app.web().routes))
        fake.hooks.url = base + PATH
        yield app, Phone(fake.user("628111222333", "Alice")), Phone(fake.user("628111222444", "Carol"))
        await fake.settled()


@asynccontextmanager
async def web(folder: Path) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        settings = Settings(data_dir=folder)
        app = await _started(stack, build(settings, library=LIBRARY), settings)
        base = await stack.enter_async_context(serving(app.web().routes))
        alice, carol = [await stack.enter_async_context(visiting(base)) for _ in range(2)]
        await alice.opens()
        await carol.opens()
        yield app, Page(alice), Page(carol)


async def _started(stack: AsyncExitStack, app: App, settings: Settings) -> App:
    migrate(settings.url)
    await app.start()
    stack.push_async_callback(app.stop)
    return app


async def hears(app: App, hand: Hand, words: str) -> None:
    """Wait until a person was told this."""
    for _ in range(500):
        if words in await hand.shown():
            return
        await app.idle()
        await asyncio.sleep(0.02)
    raise AssertionError(f"{words!r} was not said in: {(await hand.shown())[-1500:]}")


async def story(app: App, alice: Hand, carol: Hand) -> None:
    for number, hand in enumerate((alice, carol), 1):
        await hand.says("halo")
        await hears(app, hand, "Saya Tuntun")
        await app.database.write(_become, number, ("Alice", "Carol")[number - 1], app.now())
    await alice.says("lanjut")
    await hears(app, alice, "Semua pertanyaan sudah dijawab")
    await alice.says("kirim")
    await hears(app, alice, "Ajukan draf ini")
    await alice.taps("Ya, ajukan")
    await hears(app, alice, "Yang akan membacanya: Carol")
    await hears(app, carol, "9 dari 9 bagian terisi")
    await carol.taps("Ulas sekarang")
    await hears(app, carol, "6 Dampak")
    await carol.says("Berapa orang tepatnya?")
    await hears(app, carol, "Tinggal 8 bagian")
    await carol.taps("Daftar bagian")
    await hears(app, carol, "? 6 Dampak")
    await carol.taps("Sisanya baik")
    await hears(app, carol, "8 baik dan 1 pertanyaan")
    assert "8 baik" not in await alice.shown()
    await carol.taps("Kirim")
    await hears(app, carol, "Terkirim ke Alice")
    await hears(app, alice, "Carol")


def _become(connection: Connection, number: int, name: str, now: datetime) -> None:
    """Name the person who came as so-manieth; Alice has a draft, Carol is a coach."""
    found = connection.execute(select(tables.contacts.c.id).order_by(tables.contacts.c.id)).scalars().all()[number - 1]
    contacts.update(connection, found, name=name, roles=["coach"] if name == "Carol" else [])
    if name == "Alice":
        answers: dict[str, object] = {f"{one}_isi": GOOD for one, _ in STORIES}
        write_for(connection, found, NINE, {**answers, "dampak_isi": VAGUE}, now)


@pytest.mark.parametrize("stage", [telegram, whatsapp, web], ids=lambda stage: stage.__name__)
async def test_a_review_is_the_same_story_on_every_channel(
    stage: Callable[[Path], AbstractAsyncContextManager[Stage]], tmp_path: Path
) -> None:
    async with stage(tmp_path) as (app, alice, carol):
        await story(app, alice, carol)


async def test_on_whatsapp_the_three_judgements_are_buttons_and_the_list_is_a_word(tmp_path: Path) -> None:
    async with whatsapp(tmp_path) as (app, alice, carol):
        await story(app, alice, carol)
        assert isinstance(carol, Phone)
        bubble = next(seen for seen in carol.messages if "6 Dampak" in seen.text)
        assert bubble.labels == ("✓ Baik", "✎ Perlu perbaikan", "? Pertanyaan")
        assert "ketik: daftar bagian" in bubble.text
