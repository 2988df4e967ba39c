"""Gives a town with three apps, and Alice in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from bot.app import build
from bot.settings import Settings
from flows.forms.model import Flow
from tests.bot.features.accounts.three_apps import TITLE, Town
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock, PaperChannel, Person


@pytest.fixture
async def town(settings: Settings, clock: Clock, library: Mapping[str, Flow]) -> AsyncIterator[Town]:
    make_fresh(settings.url)
    settings = settings.model_copy(update={"admins": "telegram:Dan"})
    channels = {name: PaperChannel(clock, name) for name in ("telegram", "whatsapp", "web")}
    channels["web"].limits = replace(channels["web"].limits, has_notifications=False, taps_links=False)
    app = build(settings, channels=[*channels.values()], library=library, now=clock, sleep=clock.sleep)
    await app.start()
    yield Town(app, channels, clock)
    await app.stop()


@pytest.fixture
async def alice(town: Town) -> Person:
    """Alice on Telegram, in the middle of a draft."""
    alice = town.person("telegram")
    await alice.says("/mulai semua")
    await alice.says(TITLE)
    return alice
