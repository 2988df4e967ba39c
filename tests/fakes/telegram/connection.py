"""A Telegram channel connected with the fake Bot API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.layout.callback_data import token
from bot.channels.telegram.channel import TelegramChannel
from bot.ports import RawUpdate
from flows.messages import (
    Address,
    Attachment,
    Button,
    IncomingMessage,
    InputKind,
    KeyButton,
    OutgoingMessage,
    Rich,
    TextSpan,
)
from tests.fakes.telegram.server import FakeTelegram

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
ALICE = Address(channel="telegram", id="7")
SECRET = "a-secret_1"
YES = KeyButton("Ya", token(12, 34, Button("Ya", "choose", "ya")))
NO = KeyButton("Tidak", token(12, 34, Button("Tidak", "choose", "tidak")))


PDF = Attachment(name="Proposal – Gizi Ibu.pdf", mime="application/pdf", document="proposal.pdf")


@dataclass
class Inbox:
    """A store of updates that fails as often as it is told to."""

    stored: list[RawUpdate] = field(default_factory=list)
    failures: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    before: Callable[[], Awaitable[None]] | None = None

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        if self.before is not None:
            await self.before()
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.stored += updates
        self.came.set()

    async def next(self) -> RawUpdate:
        """Return the next stored update."""
        await within(self._some())
        return self.stored.pop(0)

    async def _some(self) -> None:
        while not self.stored:
            self.came.clear()
            await self.came.wait()


async def within(awaitable: Awaitable[object], seconds: float = 5.0) -> None:
    await asyncio.wait_for(awaitable, seconds)


@asynccontextmanager
async def channel_of(fake: FakeTelegram, *, given: str = "") -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(given or fake.token, api_url=fake.url, now=lambda: NOW, pauses=(0.01,))
    try:
        yield channel
    finally:
        await channel.stop()


def saying(
    text: str | Rich = "Mulai?",
    rows: tuple[tuple[KeyButton, ...], ...] = (),
    edits: str | None = None,
    wants: InputKind = InputKind.TEXT,
    content: bytes | None = None,
) -> OutgoingMessage:
    rich = (TextSpan(text),) if isinstance(text, str) else text
    return OutgoingMessage(
        address=ALICE, text=rich, rows=rows, edits=edits, wants=wants, conversation=12, ask=34,
        attachment=None if content is None else PDF, content=content,
    )  # fmt: skip


async def heard(channel: TelegramChannel, inbox: Inbox) -> IncomingMessage:
    message = channel.translate(await inbox.next())
    assert message is not None
    return message
