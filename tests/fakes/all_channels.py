"""The program with all its channels, each vendor strict, and a person on each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from bot.app import App, build
from bot.channels.whatsapp.channel import PATH
from bot.settings import Settings
from flows.forms.load import load_library
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.server import Person as TelegramPerson
from tests.fakes.web.server import serving
from tests.fakes.web.visitor import Visitor, visiting
from tests.fakes.whatsapp.server import FakeWhatsApp
from tests.fakes.whatsapp.server import Person as WhatsAppPerson
from tests.fakes.whatsapp.webhooks import APP_SECRET, VERIFY_TOKEN

PHONE = "62811"
"""Of the person on WhatsApp."""


@dataclass
class Page:
    """A visitor of the web chat, who waits for each answer."""

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
        return text_of((await self.lines())[-1])


def _lists(value: JsonValue) -> list[list[JsonValue]]:
    assert isinstance(value, list)
    return [item for item in value if isinstance(item, list)]


def text_of(line: dict[str, JsonValue]) -> str:
    """Return what a line of the page says."""
    return "".join(str(span[0]) for span in _lists(line["text"]))


@dataclass
class Office:
    """The program with all its channels, and one person on each."""

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


@asynccontextmanager
async def opened(
    folder: Path,
    *,
    joko: str = "Joko",
    public_url: str = "",
    admins: str = "",
    tells_number: bool = True,
    clock: Clock | None = None,
) -> AsyncIterator[Office]:
    """Run the program with every channel; the person on WhatsApp may be called otherwise, the clock may be a test's."""
    now = None if clock is None else lambda: clock().timestamp()
    times: dict[str, Any] = {} if clock is None else {"now": clock, "sleep": clock.sleep}
    async with FakeTelegram(now=now) as telegram, FakeWhatsApp(**({} if now is None else {"now": now})) as whatsapp:
        whatsapp.business.tells_number = tells_number
        settings = Settings(
            data_dir=folder,
            public_url=public_url,
            admins=admins,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            whatsapp_token=whatsapp.token,
            whatsapp_phone_id=whatsapp.phone,
            whatsapp_app_secret=APP_SECRET,
            whatsapp_verify_token=VERIFY_TOKEN,
            whatsapp_api_url=whatsapp.url,
        )
        make_fresh(settings.url)
        app = build(settings, library={**load_library(), EVERY_KIND.id: EVERY_KIND}, rates={}, **times)
        await app.start()
        async with serving(app.web().routes) as base, visiting(base, public_url) as visitor:
            whatsapp.hooks.url = base + PATH
            await visitor.opens()
            alice, page = telegram.user(7, "Alice"), Page(app, visitor)
            yield Office(app, telegram, whatsapp, alice, page, whatsapp.user(PHONE, joko))
            await whatsapp.settled()
            await app.stop()
