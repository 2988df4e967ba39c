"""Gives Dan's office some people to write to, and lets copies go; on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from flows.forms.model import Flow
from storage.outreach import broadcasts
from storage.outreach.broadcasts import DeliveryState
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.storage.conftest import postgresql, postgresql_url, sqlite_model, sqlite_url, url

__all__ = ["postgresql", "postgresql_url", "sqlite_model", "sqlite_url", "url"]

Carry = Callable[[], Awaitable[None]]
Fates = Callable[[int], Awaitable[Mapping[DeliveryState, int]]]


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    return Settings(data_dir=tmp_path, database_url=url, admins="paper:Dan")


@pytest.fixture
async def app(settings: Settings, paper: PaperChannel, clock: Clock, library: Mapping[str, Flow]) -> AsyncIterator[App]:
    program = build(settings, channels=[paper], library=library, now=clock, sleep=clock.sleep)
    await program.start()
    yield program
    await program.stop()


@pytest.fixture
async def office(alice: Person, bob: Person, dan: Person, person: Callable[[str], Person]) -> list[Person]:
    """Alice has begun a draft in Puskesmas Wotu, Bob and Carol have only said hello; Dan is the admin."""
    await alice.says("/mulai rancangan")
    await alice.says("Alice")
    await alice.says("Puskesmas Wotu")
    carol = person("Carol")
    for other_person in (bob, carol, dan):
        await other_person.says("/start")
    return [alice, bob, carol, dan]


@pytest.fixture
def carry(app: App, clock: Clock) -> Carry:
    """Let all copies go that can, and what is due happen."""

    async def carried() -> None:
        for _ in range(20):
            clock.passes(seconds=5)
            is_busy = await app.broadcast_worker.step()
            await app.idle()
            if not is_busy:
                break
        clock.passes(seconds=15)
        await app.scheduler.tick()
        await app.idle()

    return carried


@pytest.fixture
def fates(app: App) -> Fates:
    """Count what became of a broadcast's copies."""

    async def counted(number: int) -> Mapping[DeliveryState, int]:
        return await app.database.read(broadcasts.tally, number)

    return counted


async def written(dan: Person, text: str = "Lokakarya besok.") -> None:
    """Write a broadcast and leave its circle as it is."""
    await dan.says("/siaran")
    await dan.says(text)
    await dan.taps(next(label for label in dan.labels if label.startswith("Lanjut")))


def offer(dan: Person, start: str) -> str:
    """Return the button that begins so."""
    return next(label for label in dan.labels if label.startswith(start))
