"""The program with all its channels, each vendor strict, on one clock, for any number of people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import JsonValue
from sqlalchemy import Connection, text

from bot.app import App, build
from bot.channels.whatsapp.channel import PATH
from bot.channels.whatsapp.templates import definitions
from bot.settings import Settings
from flows.forms.model import Flow
from tests.fakes.paper import Clock
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.web.server import serving
from tests.fakes.web.visitor import visiting
from tests.fakes.whatsapp.server import FakeWhatsApp
from tests.fakes.whatsapp.templates import TemplateText
from tests.fakes.whatsapp.webhooks import APP_SECRET, VERIFY_TOKEN
from tests.recordings.people import OnTelegram, OnTheWeb, OnWhatsApp, Person, Shown

DAN = 4
"""The number on Telegram of the admin by setting."""
PUBLIC_URL = "http://tuntun.example"
FIRST_PHONE = 628110000000
AWAKE = 2
"""Times that whoever woke gets to read and write."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Phones = dict[str, JsonValue]
"""What stands on everybody's phone, as JSON."""


@dataclass
class Town:
    """The program with all its channels, and whoever has come to it."""

    app: App
    clock: Clock
    telegram: FakeTelegram
    whatsapp: FakeWhatsApp
    base: str
    prefix: str
    """Of the posts of browsers."""
    stack: AsyncExitStack
    pause: float = 7.0
    """Seconds between two things that people do."""
    people: dict[str, Person] = field(default_factory=dict)

    def on_telegram(self, name: str, number: int = 0) -> Person:
        """Return somebody with Telegram."""
        if name not in self.people:
            user = self.telegram.user(number or DAN + 1 + len(self.people), name)
            self.people[name] = Person(name, OnTelegram(user, self.telegram.world), self.rest)
        return self.people[name]

    def on_whatsapp(self, name: str, number: str = "") -> Person:
        """Return somebody with WhatsApp."""
        if name not in self.people:
            user = self.whatsapp.user(number or str(FIRST_PHONE + len(self.people)), name)
            self.people[name] = Person(name, OnWhatsApp(user), self.rest)
        return self.people[name]

    async def on_the_web(self, name: str, key: str = "") -> Person:
        """Return somebody with a browser."""
        if name not in self.people:
            visitor = await self.stack.enter_async_context(visiting(self.base, PUBLIC_URL))
            browser = OnTheWeb(visitor, f"{self.prefix}-{len(self.people)}")
            if key:
                browser.keep(key)
            await visitor.opens()
            self.people[name] = Person(name, browser, self.rest)
        return self.people[name]

    async def rest(self) -> None:
        """Return when all is answered and sent, and a little later."""
        await self.quiet()
        self.clock.passes(seconds=self.pause)

    async def quiet(self) -> None:
        """Return when all is answered, sent and reported."""
        for _ in range(2):
            await self.telegram.updates.empty.wait()
            await self.app.idle()
            await self.whatsapp.settled()

    async def passes(self, **span: float) -> None:
        """Let time go by, from one thing that is due to the next."""
        end = self.clock.time + timedelta(**span)
        while (due := await self.app.database.read(_next_due, self.clock.time)) is not None and due <= end:
            await self._until(due + timedelta(seconds=1))
        await self._until(end)

    async def _until(self, moment: datetime) -> None:
        self.clock.passes(seconds=max(0.0, (moment - self.clock.time).total_seconds()))
        await self.works()

    async def works(self) -> None:
        """Let the program do what is due, send to many, and make what was ordered."""
        for _ in range(AWAKE):
            await self.app.scheduler.tick()
            await self.app.zip_worker.step()
            while await self.app.broadcast_worker.step():
                await self.rest()
            await self.app.database.read(_next_due, self.clock.time)
            await self.rest()


def _next_due(connection: Connection, after: datetime) -> datetime | None:
    """Return when a timer is due next; what was due before and did not happen is not waited for."""
    next_ = text("SELECT min(due_at) FROM timers WHERE state = 'waiting' AND due_at > :after")
    found = connection.execute(next_, {"after": (after - EPOCH) // timedelta(microseconds=1)}).scalar_one()
    return None if found is None else EPOCH + timedelta(microseconds=found)


@asynccontextmanager
async def opened(
    folder: Path,
    clock: Clock,
    library: Mapping[str, Flow],
    *,
    url: str = "",
    prefix: str = "first",
    phones: Phones | None = None,
) -> AsyncIterator[Town]:
    """Run the program on a migrated database; browsers write posts of their own with `prefix`.

    With phones: everybody has theirs in hand before the program starts.
    """
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(FakeTelegram(now=lambda: clock().timestamp()))
        whatsapp = await stack.enter_async_context(FakeWhatsApp(now=lambda: clock().timestamp()))
        _approve_templates(whatsapp)
        known = {} if phones is None else handed_back(telegram, whatsapp, phones)
        settings = _settings(folder, url, telegram, whatsapp)
        app = build(settings, library=library, rates={}, now=clock, sleep=clock.sleep)
        await app.start()
        stack.push_async_callback(app.stop)
        await app.zip_worker.stop()  # a ZIP takes longer than `rest` waits; from here on it works in `works` only
        base = await stack.enter_async_context(serving(app.web().routes))
        whatsapp.hooks.url = base + PATH
        town = Town(app, clock, telegram, whatsapp, base, prefix, stack)
        town.people |= {name: Person(name, phone, town.rest) for name, phone in known.items()}
        for name, key in browsers(phones or {}):
            await town.on_the_web(name, key)
        yield town
        await town.quiet()


def _approve_templates(whatsapp: FakeWhatsApp) -> None:
    for definition in definitions().values():
        parts = tuple(part for part in definition.components("id", "4::handle") if isinstance(part, dict))
        text = TemplateText(definition.name, "id", status="APPROVED", category=definition.category, components=parts)
        whatsapp.template(text)


def _settings(folder: Path, url: str, telegram: FakeTelegram, whatsapp: FakeWhatsApp) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=url,
        public_url=PUBLIC_URL,
        admins=f"telegram:{DAN}",
        telegram_token=telegram.token,
        telegram_api_url=telegram.url,
        whatsapp_token=whatsapp.token,
        whatsapp_phone_id=whatsapp.phone,
        whatsapp_app_secret=APP_SECRET,
        whatsapp_verify_token=VERIFY_TOKEN,
        whatsapp_api_url=whatsapp.url,
    )


def handed_back(telegram: FakeTelegram, whatsapp: FakeWhatsApp, phones: Phones) -> dict[str, OnTelegram | OnWhatsApp]:
    """Give everybody the phone that was recorded, with what stood on it."""
    telegram.updates.last, telegram.world.last_message = number(phones["last_update"]), number(phones["last_telegram"])
    whatsapp.world.last_id = number(phones["last_whatsapp"])
    found: dict[str, OnTelegram | OnWhatsApp] = {}
    for name, phone in people_of(phones):
        if phone["app"] == "telegram":
            on_telegram = telegram.user(number(phone["number"]), name)
            telegram.world.chats[on_telegram.id].started = True
            found[name] = OnTelegram(on_telegram, telegram.world)
        elif phone["app"] == "whatsapp":
            on_whatsapp = whatsapp.user(str(phone["number"]), name)
            heard = phone["heard"]
            on_whatsapp.user.last_message = float(str(heard)) if heard is not None else None
            found[name] = OnWhatsApp(on_whatsapp)
        else:
            continue
        for message in messages_of(phone):
            found[name].put_back(message)
    return found


def browsers(phones: Phones) -> list[tuple[str, str]]:
    """Return whose browser has which key."""
    return [(name, str(phone["key"])) for name, phone in people_of(phones) if phone["app"] == "web"]


def messages_of(phone: Shown) -> list[Shown]:
    """Return the messages that stood on a phone."""
    found = phone["messages"]
    assert isinstance(found, list)
    return [message for message in found if isinstance(message, dict)]


def number(value: JsonValue) -> int:
    """Return a whole number out of JSON."""
    assert isinstance(value, int)
    return value


def people_of(phones: Phones) -> list[tuple[str, Shown]]:
    """Return everybody with their phone."""
    people = phones.get("people", {})
    assert isinstance(people, dict)
    return [(name, phone) for name, phone in people.items() if isinstance(phone, dict)]
