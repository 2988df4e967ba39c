"""WhatsApp, the program behind its webhook, and a person with a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import build
from bot.channels.whatsapp.channel import PATH
from bot.settings import Settings
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock
from tests.fakes.web.server import serving
from tests.fakes.whatsapp.connection import Line
from tests.fakes.whatsapp.server import FakeWhatsApp, Person
from tests.fakes.whatsapp.webhooks import APP_SECRET, VERIFY_TOKEN


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fake(clock: Clock) -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as whatsapp:
        yield whatsapp


@pytest.fixture
def settings(fake: FakeWhatsApp, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        whatsapp_token=fake.token,
        whatsapp_phone_id=fake.phone,
        whatsapp_app_secret=APP_SECRET,
        whatsapp_verify_token=VERIFY_TOKEN,
        whatsapp_api_url=fake.url,
        admins="whatsapp:628999",
    )


@pytest.fixture
async def line(fake: FakeWhatsApp, settings: Settings, clock: Clock) -> AsyncIterator[Line]:
    make_fresh(settings.url)
    program = build(settings, now=clock, sleep=clock.sleep, rates={})  # a pacer goes by the real clock
    await program.start()
    async with serving(program.web().routes) as base:
        fake.hooks.url = base + PATH
        yield Line(program, fake, clock)
        await fake.settled()
        await program.stop()


@pytest.fixture
def alice(fake: FakeWhatsApp) -> Person:
    """An inovator, with a number and a user id."""
    return fake.user("628111222333", "Alice")
