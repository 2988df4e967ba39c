"""Gives the program, on an empty database, with a channel on paper and a clock that a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from flows.forms.load import load_library
from flows.forms.model import Flow
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock, PaperChannel, Person


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paper(clock: Clock) -> PaperChannel:
    return PaperChannel(clock)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, admins="paper:Dan")


@pytest.fixture(scope="session")
def library() -> Mapping[str, Flow]:
    """Our own forms, and a small one with every kind of question."""
    return {**load_library(), EVERY_KIND.id: EVERY_KIND}


@pytest.fixture
async def app(settings: Settings, paper: PaperChannel, clock: Clock, library: Mapping[str, Flow]) -> AsyncIterator[App]:
    make_fresh(settings.url)
    program = build(settings, channels=[paper], library=library, now=clock, sleep=clock.sleep)
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


@pytest.fixture
def dan(person: Callable[[str], Person]) -> Person:
    """The admin, by setting."""
    return person("Dan")
