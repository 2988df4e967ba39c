"""Three people write in one draft, each from another app: Telegram, the web page and WhatsApp, all strict."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import JsonValue

from bot.app import App, build
from bot.channels.whatsapp import PATH
from bot.settings import Settings
from flows.load import load_library
from storage import conversations, members
from storage.database import migrate
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram import Person as TelegramPerson
from tests.fakes.visitor import Visitor, visiting
from tests.fakes.web import serving
from tests.fakes.whatsapp import FakeWhatsApp
from tests.fakes.whatsapp import Person as WhatsAppPerson
from tests.fakes.whatsapp_hooks import APP_SECRET, VERIFY_TOKEN

STORY = "Ada 12 ibu hamil kurang darah."
OTHER = "Dua belas ibu belum diperiksa."


@dataclass
class Page:
    """Is a visitor of the web chat, who waits for each answer."""

    app: App
    visitor: Visitor

    async def says(self, text: str) -> str:
        """Type a text; return what the bot says to it."""
        return await self._after(text=text)

    async def taps(self, label: str) -> str:
        """Press the newest button with this label; return what the bot says to it."""
        for line in reversed(await self.lines()):
            for row in _lists(line["rows"]):
                for button in _lists(row):
                    if button[0] == label:
                        return await self._after(token=button[1], label=label, pressed=line["number"])
        raise AssertionError(f"no button {label!r}")

    async def lines(self) -> list[dict[str, JsonValue]]:
        """Return all that the bot said."""
        return [line for line in await self.visitor.reads() if line["side"] == "bot"]

    async def _after(self, **fields: JsonValue) -> str:
        answer = await self.visitor.posts(origin="", **fields)
        assert answer.status == 202, answer.problem
        await self.app.idle()
        return _text((await self.lines())[-1])


def _lists(value: JsonValue) -> list[list[JsonValue]]:
    assert isinstance(value, list)
    return [item for item in value if isinstance(item, list)]


def _text(line: dict[str, JsonValue]) -> str:
    return "".join(str(span[0]) for span in _lists(line["text"]))


@dataclass
class Office:
    """Is the program with all its channels, and one person on each."""

    app: App
    telegram: FakeTelegram
    whatsapp: FakeWhatsApp
    alice: TelegramPerson
    erna: Page
    joko: WhatsAppPerson

    async def rest(self) -> None:
        """Return when all is answered and sent."""
        for _ in range(2):
            await self.telegram.updates.empty.wait()
            await self.app.idle()
            await self.whatsapp.settled()

    async def alice_says(self, text: str) -> str:
        await self.alice.says(text)
        await self.rest()
        return self.alice.messages[-1].text

    async def joko_says(self, text: str) -> str:
        await self.joko.says(text)
        await self.rest()
        return self.joko.messages[-1].text

    async def joko_taps(self, label: str) -> str:
        await self.joko.taps(label)
        await self.rest()
        return self.joko.messages[-1].text


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with FakeTelegram() as telegram, FakeWhatsApp() as whatsapp:
        settings = Settings(
            data_dir=tmp_path,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            whatsapp_token=whatsapp.token,
            whatsapp_phone_id=whatsapp.phone,
            whatsapp_app_secret=APP_SECRET,
            whatsapp_verify_token=VERIFY_TOKEN,
            whatsapp_api_url=whatsapp.url,
        )
        migrate(settings.url)
        app = build(settings, library={**load_library(), EVERY_KIND.id: EVERY_KIND}, rates={})
        await app.start()
        async with serving(app.web().routes) as base, visiting(base) as visitor:
            whatsapp.hooks.url = base + PATH
            await visitor.opens()
            yield Office(
                app, telegram, whatsapp, telegram.user(7, "Alice"), Page(app, visitor), whatsapp.user("62811", "Joko")
            )
            await whatsapp.settled()
            await app.stop()


async def test_three_people_on_three_channels_write_one_draft(office: Office) -> None:
    await office.alice_says("/mulai semua")
    await office.alice_says("Teman Minum bagi Ibu Hamil")
    invitation = await office.alice_says("ajak")
    found = re.search(r"\b[A-Z]{5}-[A-Z]{5}\b", invitation)
    assert found is not None

    assert "siapa nama Anda?" in await office.erna.says(f"/start {found[0]}")
    assert "Berapa orang terbantu?" in await office.erna.says("Erna")
    assert "Yang juga menulis: Erna." in await office.joko_says(f"mulai {found[0].lower()}")
    await office.rest()
    assert "Joko sekarang ikut menulis" in office.alice.messages[-1].text

    await office.erna.says("64")
    assert "Alice sedang mengisi bagian ini." in await office.joko_says("ubah masalah")
    await office.alice_says(STORY)
    assert f"Alice baru saja menjawab “Masalah” juga:\n{STORY}" in await office.joko_says(OTHER)
    assert "Keduanya sudah digabung." in await office.joko_taps("Gabungkan")
    assert "Joko menulis ulang" not in await office.alice_says("ubah masalah"), "nothing of hers is gone"
    assert f"{STORY}\n{OTHER}" in office.alice.messages[-1].text

    assert "Erna sedang mengisi" in await office.joko_says("daftar")
    assert "· Joko" in await office.joko_says("tim") or "Joko (Anda)" in office.joko.messages[-1].text
    stored = await office.app.database.read(conversations.load, 1)
    assert stored is not None
    draft = stored.conversation.draft
    assert (draft.value("judul"), draft.value("orang")) == ("Teman Minum bagi Ibu Hamil", 64)
    assert draft.value("masalah") == f"{STORY}\n{OTHER}"
    assert [event.source.channel for event in stored.conversation.events if event.raw in (STORY, OTHER, "64")] == [
        "web",
        "telegram",
        "whatsapp",
    ]
    assert office.telegram.refused == []
    assert office.whatsapp.refused == []


async def test_a_draft_changes_hands_across_channels_and_the_removed_hears_no_more(office: Office) -> None:
    await office.alice_says("/mulai semua")
    await office.alice_says("Teman Minum bagi Ibu Hamil")
    found = re.search(r"\b[A-Z]{5}-[A-Z]{5}\b", await office.alice_says("ajak"))
    assert found is not None
    await office.erna.says(f"/start {found[0]}")
    await office.erna.says("Erna")
    await office.joko_says(f"mulai {found[0]}")

    await office.alice_says("serahkan draf")
    await office.alice.taps("Joko")
    await office.rest()
    await office.alice.taps("Ya, serahkan")
    await office.rest()
    assert "Anda pemiliknya sekarang" in office.joko.messages[-1].text
    assert "kepada Joko" in _text((await office.erna.lines())[-1])

    await office.joko_says("tim")
    await office.joko_taps("Keluarkan anggota")
    await office.joko_taps("Erna")
    await office.joko_taps("Ya, keluarkan")
    assert "Joko mengeluarkan Anda" in _text((await office.erna.lines())[-1])
    assert "Teman Minum" not in await office.erna.says("pratinjau")
    people = await office.app.database.read(members.of, 1)
    assert [(one.name, one.is_owner) for one in people] == [("Joko", True), ("Alice", False)]
    assert office.telegram.refused == []
    assert office.whatsapp.refused == []
