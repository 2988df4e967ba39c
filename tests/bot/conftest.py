"""Gives the program, on an empty database, with a channel on paper and a clock that a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from storage.database import migrate
from tests.fakes.paper import Clock, PaperChannel, Person


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paper(clock: Clock) -> PaperChannel:
    return PaperChannel(clock)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
async def app(settings: Settings, paper: PaperChannel, clock: Clock) -> AsyncIterator[App]:
    migrate(settings.url)
    program = build(settings, channels=[paper], now=clock, sleep=clock.sleep)
    await program.start()
    yield program
    await program.stop()


@pytest.fixture
def person(app: App, paper: PaperChannel) -> Callable[[str], Person]:
    return lambda name: Person(app, paper, name)


@pytest.fixture
def alice(person: Callable[[str], Person]) -> Person:
    """An inovator."""
    return person("Alice")


@pytest.fixture
def bob(person: Callable[[str], Person]) -> Person:
    """Another inovator, who must never see Alice's things."""
    return person("Bob")
