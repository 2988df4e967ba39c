"""A strict Bot API, a person on it, our channel, and the program as a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.channel import TelegramChannel
from tests.fakes.program import Program
from tests.fakes.telegram.connection import Inbox, channel_of
from tests.fakes.telegram.server import FakeTelegram, Person


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as telegram:
        yield telegram


@pytest.fixture
def alice(fake: FakeTelegram) -> Person:
    return fake.user(7, "Alice")


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    """A channel that only sends."""
    async with channel_of(fake) as channel:
        yield channel


@pytest.fixture
async def inbox(fake: FakeTelegram, channel: TelegramChannel) -> Inbox:
    """Where a polling channel puts its updates."""
    inbox = Inbox()
    await channel.start(inbox.receive)
    return inbox


@pytest.fixture
async def program(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[Program]:
    running = Program(tmp_path, telegram_token=fake.token, telegram_api_url=fake.url)
    await running.start()
    yield running
    running.kill()
    await running.ended()
