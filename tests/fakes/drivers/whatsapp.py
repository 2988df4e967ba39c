"""The WhatsApp channel, driven for the contract of all channels."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue

from bot.channels.whatsapp.channel import PATH, WhatsAppAccess, WhatsAppChannel
from bot.ports import Alarm, RawUpdate, Receipt, Receive
from flows.messages import Address
from storage.records import AddressInfo
from tests.fakes.web.server import serving
from tests.fakes.whatsapp.server import FakeWhatsApp
from tests.fakes.whatsapp.webhooks import APP_SECRET, PHONE, VERIFY_TOKEN

ODD: tuple[JsonValue, ...] = (
    {},
    {"type": "text"},
    {"type": "text", "text": None},
    {"type": "text", "text": {"body": "\ud83d \x00"}, "timestamp": "x"},
    {"type": "text", "text": {"body": 5}, "timestamp": "99999999999999999999"},
    {"type": "image"},
    {"type": "image", "image": {}},
    {"type": "document", "document": {"id": "1", "filename": None, "mime_type": None}},
    {"type": "location", "location": {"latitude": "here", "longitude": 2}},
    {"type": "interactive", "interactive": {}},
    {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}},
    {"type": "interactive", "interactive": {"button_reply": {"id": "x", "title": ""}}},
    {"type": "button", "button": {"payload": "Lanjut", "text": "Lanjut"}},
    {"type": "button", "button": {}},
    {"type": "contacts", "contacts": [{}]},
    {"type": "reaction", "reaction": {"emoji": "👍"}},
    {"type": "order", "order": {}},
    {"type": "unsupported", "errors": [{"code": 131051}]},
    {"type": "system", "system": {"type": "user_changed_number"}},
    {"type": "system"},
    {"type": "something_new", "something_new": {}},
    {"type": "text", "text": {"body": "a"}, "context": {"forwarded": True}},
)


class WhatsAppDriver:
    """A person with a phone, WhatsApp, and a bot with a webhook."""

    def __init__(self, fake: FakeWhatsApp) -> None:
        self.channel = channel_of(fake)
        self._fake = fake
        self._person = fake.user("628111222333", "Alice")

    async def begin(self, receive: Receive) -> None:
        await self.channel.start(receive)

    async def says(self, text: str) -> None:
        await self._person.says(text)

    async def taps(self, label: str) -> None:
        await self._person.taps(label)

    async def sends_file(self, content: bytes, name: str) -> None:
        await self._person.sends_document(content, name)

    async def repeats(self) -> bool:
        await self._fake.hooks.repeat()
        return True

    async def shown(self) -> str:
        await self._fake.settled()
        return "\n".join("\n".join((seen.text, *seen.labels, *seen.more)) for seen in self._person.messages)

    async def files(self) -> dict[str, bytes]:
        await self._fake.settled()
        return {seen.document: seen.content for seen in self._person.messages if seen.document}

    def oddities(self) -> Sequence[RawUpdate]:
        bodies = [json.dumps({"phone": PHONE, "contact": None, "message": json_value}) for json_value in ODD]
        return [
            RawUpdate(channel="whatsapp", key="1", address=f"{PHONE}/7", body=body)
            for body in (*bodies, "", "[]", "null", "{", "{}")
        ]


async def always_open(_: Address) -> AddressInfo:
    """Know everybody as having just written, by their number."""
    return AddressInfo(heard_at=datetime.now(UTC))


async def unnoted(_: Sequence[Receipt]) -> None:
    """Keep nothing."""


async def unheard(_: Alarm) -> None:
    """Tell nobody."""


def access_to(fake: FakeWhatsApp, token: str = "") -> WhatsAppAccess:
    """Return the access to the fake, with its own token or another."""
    return WhatsAppAccess(
        token=token or fake.token,
        phone_id=fake.phone,
        app_secret=APP_SECRET,
        verify_token=VERIFY_TOKEN,
        api_url=fake.url,
    )


def channel_of(fake: FakeWhatsApp) -> WhatsAppChannel:
    """Return a channel that speaks to the fake."""
    return WhatsAppChannel(access_to(fake), reach=always_open, note=unnoted, alarm=unheard)


@asynccontextmanager
async def open_driver(folder: Path) -> AsyncIterator[WhatsAppDriver]:
    """Make WhatsApp, a person, and a served channel."""
    async with FakeWhatsApp() as fake:
        fake.reports = False
        driver = WhatsAppDriver(fake)
        async with serving(driver.channel.routes()) as base:
            fake.hooks.url = base + PATH
            try:
                yield driver
            finally:
                await driver.channel.stop()
