"""The Telegram channel, driven for the contract of all channels."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.translate import raw
from bot.ports import RawUpdate, Receive
from tests.fakes.telegram.server import FakeTelegram

PRIVATE: JsonValue = {"id": 7, "type": "private"}
ODD: tuple[dict[str, JsonValue], ...] = (
    {},
    {"message": None},
    {"message": "text"},
    {"message": {"chat": PRIVATE}},
    {"message": {"chat": PRIVATE, "text": None}},
    {"message": {"chat": PRIVATE, "text": "\ud83d \x00", "date": -1, "message_id": "7"}},
    {"message": {"chat": PRIVATE, "text": "a", "date": 1 << 70}},
    {"message": {"chat": PRIVATE, "photo": []}},
    {"message": {"chat": PRIVATE, "photo": [None, {"file_id": 5}]}},
    {"message": {"chat": PRIVATE, "document": {}}},
    {"message": {"chat": PRIVATE, "location": {"latitude": "here"}}},
    {"message": {"chat": PRIVATE, "venue": {"title": "x"}, "location": {"latitude": 1, "longitude": 2.5}}},
    {"message": {"chat": PRIVATE, "pinned_message": {}}},
    {"message": {"chat": {"id": -5, "type": "supergroup"}, "text": "halo"}},
    {"message": {"chat": PRIVATE, "video_note": {"file_id": "a", "file_size": 5}, "reply_to_message": {}}},
    {"edited_message": {"chat": PRIVATE, "location": {"latitude": 1, "longitude": 2}}},
    {"edited_message": {"chat": PRIVATE, "caption": "baru", "edit_date": 1}},
    {"callback_query": {"id": "1", "from": {"id": 7}}},
    {"callback_query": {"id": "1", "from": {"id": 7}, "game_short_name": "ular", "message": {}}},
    {"callback_query": {"id": "1", "from": {"id": 7}, "data": "1.2.a.", "message": {"chat": PRIVATE, "date": 0}}},
    {"my_chat_member": {"chat": PRIVATE, "new_chat_member": {"status": "restricted"}}},
    {"my_chat_member": {}},
    {"poll_answer": {"poll_id": "1"}},
    {"channel_post": {"chat": {"id": -5, "type": "channel"}, "text": "halo"}},
)


class TelegramDriver:
    """A person with a phone, Telegram, and a bot that polls."""

    def __init__(self, fake: FakeTelegram) -> None:
        self.channel = TelegramChannel(fake.token, api_url=fake.url, now=lambda: datetime(2026, 11, 24, tzinfo=UTC))
        self._fake = fake
        self._person = fake.user(7, "Alice")

    async def begin(self, receive: Receive) -> None:
        await self.channel.start(receive)

    async def says(self, text: str) -> None:
        await self._person.says(text)
        await self._fake.updates.empty.wait()

    async def taps(self, label: str) -> None:
        await self._person.taps(label)
        await self._fake.updates.empty.wait()

    async def sends_file(self, content: bytes, name: str) -> None:
        await self._person.sends_document(content, name)
        await self._fake.updates.empty.wait()

    async def repeats(self) -> bool:
        self._fake.updates.repeat()
        await self._fake.updates.empty.wait()
        return True

    async def shown(self) -> str:
        return "\n".join(seen.text for seen in self._person.messages)

    async def files(self) -> dict[str, bytes]:
        return {seen.document: seen.content for seen in self._person.messages if seen.document}

    def oddities(self) -> Sequence[RawUpdate]:
        broken = [RawUpdate(channel="telegram", key="1", address="7", body=body) for body in ("", "[]", "null", "{")]
        return [*(raw({"update_id": number, **update}) for number, update in enumerate(ODD)), *broken]


@asynccontextmanager
async def open_driver(folder: Path) -> AsyncIterator[TelegramDriver]:
    """Make Telegram, a person, and a channel."""
    async with FakeTelegram() as fake:
        driver = TelegramDriver(fake)
        try:
            yield driver
        finally:
            await driver.channel.stop()
            await asyncio.sleep(0)
