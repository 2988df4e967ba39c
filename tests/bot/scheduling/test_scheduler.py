"""What is due happens once, with what it says, whatever breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.context import House
from bot.chat.forms import Forms
from bot.scheduling.scheduler import TIMER, TROUBLE, Clockwork, Ring
from flows.messages import Address, Reply, Span
from storage.db.database import Database, migrate
from storage.messages import crash_counts as crashes
from storage.messages import outbox, timers
from storage.messages.work_journal import Journal, Work
from storage.people import contacts
from storage.records import QueuedReply
from tests.fakes.storage_values import NOW

ALICE = Address(channel="telegram", id="7")


class Clock:
    """Holds the time that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Return an empty database."""
    url = f"sqlite:///{tmp_path / 'tuntun.db'}"
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    await database.open()
    yield database
    await database.close()


def clockwork(
    database: Database,
    clock: Clock,
    pushed: list[QueuedReply],
    *,
    fails: bool = False,
) -> Clockwork:
    def remind(ring: Ring) -> None:
        ring.post.to(int(ring.timer.subject), Reply(text=(Span("Besok lokakarya."),)))
        if fails:
            raise RuntimeError("broken on purpose")

    house = House(forms=Forms({}), zone=ZoneInfo("Asia/Makassar"), perform={})
    return Clockwork(database, house, {"remind": remind}, Journal(Path()), push=pushed.extend, now=clock)


async def test_two_processes_say_it_once(database: Database) -> None:
    clock, pushed = Clock(), list[QueuedReply]()
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(timers.put, "remind", str(alice.id), NOW + timedelta(hours=1))
    works = [clockwork(database, clock, pushed) for _ in range(2)]
    assert [await work.tick() for work in works] == [0, 0]
    clock.now += timedelta(hours=1)
    for work in works:
        await work.tick()
    assert [(one.address, one.reply.text) for one in pushed] == [(ALICE, (Span("Besok lokakarya."),))]


async def test_what_fails_says_nothing_and_is_tried_again(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    clock, pushed = Clock(), list[QueuedReply]()
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(timers.put, "remind", str(alice.id), NOW)
    await clockwork(database, clock, pushed, fails=True).tick()
    assert pushed == []
    assert "broken on purpose" in caplog.text
    assert await database.read(outbox.addresses, NOW) == []
    clock.now += TROUBLE
    await clockwork(database, clock, pushed).tick()
    assert len(pushed) == 1


async def test_what_ended_the_program_too_often_does_not_happen_and_the_rest_does(
    database: Database, tmp_path: Path
) -> None:
    clock, pushed, journal = Clock(), list[QueuedReply](), Journal(tmp_path / "work")
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(timers.put, "remind", str(alice.id), NOW)
    await database.write(timers.put, "remind", str(alice.id + 1), NOW)
    (first, _) = await database.read(timers.due, NOW, 9, ["remind"])
    left = [Work(TIMER, str(first))] * crashes.MOST
    journal.give_up(await database.write(crashes.count, left, NOW))
    rung: list[str] = []

    def remind(ring: Ring) -> None:
        rung.append(ring.timer.subject)

    house = House(forms=Forms({}), zone=ZoneInfo("Asia/Makassar"), perform={})
    works = Clockwork(database, house, {"remind": remind}, journal, push=pushed.extend, now=clock)
    assert await works.tick() == 2
    assert rung == [str(alice.id + 1)]
    assert await database.read(timers.due, NOW, 9, ["remind"]) == []
