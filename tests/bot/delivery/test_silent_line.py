"""A silent line to PostgreSQL: everything fails in bounded time, and goes on by itself when it heals."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.app import App, build
from bot.features.broadcasts import lifecycle
from bot.ports import RawUpdate
from bot.settings import Settings
from flows.messages import Address, OutgoingMessage, Reply, TextSpan, plain
from storage.db import postgresql as backend
from storage.db import presence
from storage.db.database import Database
from storage.db.errors import StorageError
from storage.messages import timers
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import BroadcastState, DeliveryState
from storage.people import addresses
from storage.reports import metrics
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.fakes.proxy import Proxy, proxy_to
from tests.storage.conftest import postgresql, postgresql_url

__all__ = ["postgresql", "postgresql_url"]

MORNING = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)
LONGEST = 90.0
"""Seconds that nothing here may take: without limits on the line it would take for ever."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a silent line a moment only."""
    monkeypatch.setattr(backend, "WORK_SECONDS", 4.0)
    monkeypatch.setattr(backend, "IDLE_SECONDS", 1.0)
    monkeypatch.setattr(backend, "ASK_SECONDS", 2.0)
    monkeypatch.setattr(backend, "POOL_SECONDS", 4.0)
    monkeypatch.setattr(presence, "ANSWER_SECONDS", 2.0)


@pytest.fixture
async def proxy(postgresql_url: str) -> AsyncIterator[Proxy]:
    async with proxy_to(postgresql_url) as proxy:
        yield proxy


@pytest.fixture
async def paper() -> PaperChannel:
    return PaperChannel(Clock())


@pytest.fixture
async def app(proxy: Proxy, paper: PaperChannel, tmp_path: Path) -> AsyncIterator[App]:
    began = time.monotonic()
    settings = Settings(data_dir=tmp_path, database_url=proxy.url)
    app = build(settings, channels=[paper], now=lambda: MORNING + timedelta(seconds=time.monotonic() - began))
    await app.start()
    yield app
    await app.stop()


async def test_turns_stop_while_it_is_silent_and_go_on_when_it_heals(
    app: App, proxy: Proxy, paper: PaperChannel, postgresql_url: str
) -> None:
    alice, bob = Person(app, paper, "Alice"), Person(app, paper, "Bob")
    await alice.says("/mulai rancangan")
    await bob.says("/mulai rancangan")

    async def go_silent(message: OutgoingMessage) -> None:
        paper.while_sending = None
        proxy.goes_silent()

    paper.while_sending = go_silent
    answer = alice.update(text="Siti Contoh")
    await paper.receive(answer)  # it is answered, and the mark that it was meets the silence
    other = bob.update(text="Budi Contoh")
    async with asyncio.timeout(LONGEST):
        for _ in range(3):
            with pytest.raises(StorageError):
                await paper.receive(other)
        with pytest.raises(StorageError):
            await app.database.read(metrics.measure)

    async with Database(postgresql_url) as direct:
        number = await direct.write(plan, MORNING)
        proxy.heals()
        async with asyncio.timeout(LONGEST):
            await until_taken(paper, other)
            await app.idle()
            await alice.says("Puskesmas Contoh")
            while await direct.read(is_under_way, number):  # noqa: ASYNC110 - the database rings no bell
                await asyncio.sleep(0.2)
            assert await direct.read(broadcasts.tally, number) == {DeliveryState.SENT: 2}
    await app.database.read(metrics.measure)
    heard = Counter((outgoing_message.address.id, plain(outgoing_message.text)) for outgoing_message in paper.sent)
    questions = {key: count for key, count in heard.items() if "terganggu" not in key[1]}
    assert set(questions.values()) == {1}, questions
    assert sum("Anda bertugas di mana?" in text for _, text in questions) == 2
    assert heard["Alice", "Pengumuman"] == heard["Bob", "Pengumuman"] == 1


async def test_the_program_ends_while_it_is_silent(app: App, proxy: Proxy, paper: PaperChannel) -> None:
    alice = Person(app, paper, "Alice")
    await alice.says("/mulai rancangan")
    proxy.goes_silent()
    under_way = asyncio.create_task(app.receiver.receive([alice.update(text="Siti Contoh")]))
    await asyncio.sleep(0)  # it has come in before the end begins
    async with asyncio.timeout(LONGEST):
        await app.stop()
        with pytest.raises(StorageError):
            await under_way


async def until_taken(paper: PaperChannel, update: RawUpdate) -> None:
    """Bring an update again and again, as vendors do, until it is taken."""
    while True:
        try:
            await paper.receive(update)
        except StorageError:
            await asyncio.sleep(0.2)
        else:
            return


def plan(connection: Connection, due: datetime) -> int:
    """Plan a broadcast to everybody."""
    maker = addresses.owner(connection, Address(channel="paper", id="Alice"))
    broadcast = broadcasts.create(connection, Reply(text=(TextSpan("Pengumuman"),)), Audience(), maker, due)
    assert broadcasts.schedule(connection, broadcast.id, due, due)
    timers.put(connection, lifecycle.KIND, str(broadcast.id), due)
    return broadcast.id


def is_under_way(connection: Connection, number: int) -> bool:
    broadcast = broadcasts.get(connection, number)
    assert broadcast is not None, "it was made before"
    return broadcast.state is not BroadcastState.DONE or DeliveryState.QUEUED in broadcasts.tally(connection, number)
