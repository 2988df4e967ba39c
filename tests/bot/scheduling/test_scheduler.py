"""What is due happens once, with what it says, whatever breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.context import AppContext
from bot.chat.forms import Forms
from bot.scheduling.clock import Clock as WorkerClock
from bot.scheduling.scheduler import TIMER, TROUBLE, DueTimer, Scheduler
from flows.messages import Address, Reply, TextSpan
from storage.db.database import Database, migrate
from storage.messages import crash_counts, outbox, timers
from storage.messages.work_journal import Journal, Work
from storage.people import contacts
from storage.records import QueuedReply
from tests.fakes.storage_values import NOW

ALICE = Address(channel="telegram", id="7")


class Clock:
    """A clock that a test sets."""

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


def scheduler(
    database: Database,
    clock: Clock,
    pushed: list[QueuedReply],
    *,
    fails: bool = False,
) -> Scheduler:
    def remind(due_timer: DueTimer) -> None:
        due_timer.notifier.to(int(due_timer.timer.subject), Reply(text=(TextSpan("Besok lokakarya."),)))
        if fails:
            raise RuntimeError("broken on purpose")

    app_context = AppContext(forms=Forms({}), zone=ZoneInfo("Asia/Makassar"), perform={})
    return Scheduler(database, app_context, {"remind": remind}, Journal(Path()), pushed.extend, WorkerClock(clock))


async def test_two_processes_say_it_once(database: Database) -> None:
    clock, pushed = Clock(), list[QueuedReply]()
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(timers.put, "remind", str(alice.id), NOW + timedelta(hours=1))
    works = [scheduler(database, clock, pushed) for _ in range(2)]
    assert [await work.tick() for work in works] == [0, 0]
    clock.now += timedelta(hours=1)
    for work in works:
        await work.tick()
    assert [(queued_reply.address, queued_reply.reply.text) for queued_reply in pushed] == [
        (ALICE, (TextSpan("Besok lokakarya."),))
    ]


async def test_what_fails_says_nothing_and_is_tried_again(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    clock, pushed = Clock(), list[QueuedReply]()
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(timers.put, "remind", str(alice.id), NOW)
    await scheduler(database, clock, pushed, fails=True).tick()
    assert pushed == []
    assert "broken on purpose" in caplog.text
    assert await database.read(outbox.addresses, NOW) == []
    clock.now += TROUBLE
    await scheduler(database, clock, pushed).tick()
    assert len(pushed) == 1


async def test_what_ended_the_program_too_often_does_not_happen_and_the_rest_does(
    database: Database, tmp_path: Path
) -> None:
    clock, pushed, journal = Clock(), list[QueuedReply](), Journal(tmp_path / "work")
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(timers.put, "remind", str(alice.id), NOW)
    await database.write(timers.put, "remind", str(alice.id + 1), NOW)
    (first, _) = await database.read(timers.due, NOW, 9, ["remind"])
    left = [Work(TIMER, str(first))] * crash_counts.MOST
    journal.give_up(await database.write(crash_counts.count, left, NOW))
    rung: list[str] = []

    def remind(due_timer: DueTimer) -> None:
        rung.append(due_timer.timer.subject)

    app_context = AppContext(forms=Forms({}), zone=ZoneInfo("Asia/Makassar"), perform={})
    works = Scheduler(database, app_context, {"remind": remind}, journal, pushed.extend, WorkerClock(clock))
    assert await works.tick() == 2
    assert rung == [str(alice.id + 1)]
    assert await database.read(timers.due, NOW, 9, ["remind"]) == []
