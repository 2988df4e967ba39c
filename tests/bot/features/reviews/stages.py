"""People with phones and browsers in front of the program, over each vendor's strict fake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from pydantic import JsonValue
from sqlalchemy import Connection, select

from bot.app import App, build
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.whatsapp.channel import PATH
from bot.settings import Settings
from flows.forms.load import load_library
from storage import tables
from storage.people import contacts
from tests.bot.features.reviews.diary import Diary, Hand
from tests.bot.features.reviews.nine_sections import NINE
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.server import Person as TelegramPerson
from tests.fakes.telegram.server import Seen as TelegramSeen
from tests.fakes.web.server import serving
from tests.fakes.web.visitor import Visitor, visiting
from tests.fakes.whatsapp.server import FakeWhatsApp
from tests.fakes.whatsapp.server import Person as WhatsAppPerson
from tests.fakes.whatsapp.server import Seen as WhatsAppSeen
from tests.fakes.whatsapp.webhooks import APP_SECRET, VERIFY_TOKEN

LIBRARY = {**load_library(), NINE.id: NINE}


class Phone:
    """Is a phone with a vendor's app; on WhatsApp a button that found no room is typed."""

    def __init__(self, person: TelegramPerson | WhatsAppPerson) -> None:
        self._person = person

    async def says(self, text: str) -> None:
        await self._person.says(text)

    async def taps(self, label: str) -> None:
        labels = {shown for seen in self._person.messages for shown in seen.labels}
        await (self._person.taps(label) if label in labels else self._person.says(label.lower()))

    @property
    def messages(self) -> Sequence[TelegramSeen | WhatsAppSeen]:
        return self._person.messages

    async def shown(self) -> str:
        return "\n".join(seen.text for seen in self.messages)

    async def sees(self) -> list[str]:
        return [_block(seen.text, seen.document, seen.labels) for seen in self.messages]


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
        return "\n".join(_text(line.get("text", "")) for line in await self._visitor.reads())

    async def sees(self) -> list[str]:
        lines = [line for line in await self._visitor.reads() if line["side"] == "bot"]
        return [
            _block(_text(line.get("text", "")), _name(line.get("file")), _labels(line.get("rows"))) for line in lines
        ]


def _text(spans: JsonValue) -> str:
    return "".join(str(span[0]) for span in spans if isinstance(span, list)) if isinstance(spans, list) else str(spans)


def _name(file: JsonValue) -> str:
    return str(file["name"]) if isinstance(file, dict) else ""


def _labels(rows: JsonValue) -> list[str]:
    buttons = (
        [json_value for row in rows if isinstance(row, list) for json_value in row] if isinstance(rows, list) else []
    )
    return [str(json_value[0]) for json_value in buttons if isinstance(json_value, list)]


def _block(text: str, file: str, labels: Sequence[str]) -> str:
    """Return a message as it is read: text, file, buttons."""
    parts = (text, f"({file})" if file else "", " ".join(f"[{label}]" for label in labels))
    return "\n".join(part for part in parts if part)


Stage = tuple[App, list[Diary]]
Open = Callable[..., AbstractAsyncContextManager[Stage]]
"""Opens a stage in a folder for people of these names: `open(folder, "Alice", "Carol", approvals=2)`."""


@asynccontextmanager
async def telegram(folder: Path, *names: str, approvals: int = 1) -> AsyncIterator[Stage]:
    async with FakeTelegram() as fake, AsyncExitStack() as stack:
        settings = Settings(data_dir=folder, approvals=approvals)
        channel = TelegramChannel(fake.token, api_url=fake.url)
        app = await _started(stack, build(settings, channels=[channel], library=LIBRARY, rates={}), settings)
        yield app, [Diary(app, name, Phone(fake.user(number, name))) for number, name in enumerate(names, 7)]


@asynccontextmanager
async def whatsapp(folder: Path, *names: str, approvals: int = 1) -> AsyncIterator[Stage]:
    clock = Clock()
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as fake, AsyncExitStack() as stack:
        settings = Settings(
            data_dir=folder,
            approvals=approvals,
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
        phones = [Phone(fake.user(f"62811122233{number}", name)) for number, name in enumerate(names)]
        yield app, [Diary(app, name, phone) for name, phone in zip(names, phones, strict=True)]
        await fake.settled()


@asynccontextmanager
async def web(folder: Path, *names: str, approvals: int = 1) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        settings = Settings(data_dir=folder, approvals=approvals)
        app = await _started(stack, build(settings, library=LIBRARY), settings)
        base = await stack.enter_async_context(serving(app.web().routes))
        visitors = [await stack.enter_async_context(visiting(base)) for _ in names]
        for visitor in visitors:
            await visitor.opens()
        yield app, [Diary(app, name, Page(visitor)) for name, visitor in zip(names, visitors, strict=True)]


async def _started(stack: AsyncExitStack, app: App, settings: Settings) -> App:
    make_fresh(settings.url)
    await app.start()
    stack.push_async_callback(app.stop)
    return app


async def hears(app: App, hand: Hand, words: str, *, times: int = 1) -> None:
    """Wait until a person was told this, so many times; a clock of our own goes on meanwhile."""
    for _ in range(500):
        if (await hand.shown()).count(words) >= times:
            return
        await app.idle()
        await asyncio.sleep(0.02)
        if isinstance(app.now, Clock):
            app.now.passes(seconds=1)
    raise AssertionError(f"{words!r} was not said in: {(await hand.shown())[-1500:]}")


STAGES: tuple[Open, ...] = (telegram, whatsapp, web)


async def come(app: App, hands: Sequence[Hand], *names: str, coaches: Sequence[str] = ()) -> list[int]:
    """Let people say hello one after the other and be who they are; return their numbers."""
    for place, (hand, name) in enumerate(zip(hands, names, strict=True)):
        await hand.says("halo")
        await hears(app, hand, "Saya Tuntun")
        await app.database.write(_become, place, name, ["coach"] if name in coaches else [])
    return await app.database.read(_people)


def _become(connection: Connection, place: int, name: str, roles: Sequence[str]) -> None:
    contacts.update(connection, _people(connection)[place], name=name, roles=roles)


def _people(connection: Connection) -> list[int]:
    return list(connection.execute(select(tables.contacts.c.id).order_by(tables.contacts.c.id)).scalars())
