"""Timers outlive the program, and two programs on one database remind a person once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from storage.messages import timers
from storage.outreach import reminders
from tests.bot.features.reminders.conftest import BEGIN, Month, local, writes
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.storage.conftest import postgresql, postgresql_url, sqlite_model, sqlite_url, url

__all__ = ["postgresql", "postgresql_url", "sqlite_model", "sqlite_url", "url"]

Start = Callable[[], App]


@pytest.fixture
def start(tmp_path: Path, url: str, paper: PaperChannel, clock: Clock) -> Start:
    """Build the program on this database once more."""
    settings = Settings(data_dir=tmp_path, database_url=url)
    return lambda: build(settings, channels=[paper], now=clock, sleep=clock.sleep)


@pytest.fixture
async def apps(start: Start) -> AsyncIterator[list[App]]:
    both = [start(), start()]
    for app in both:
        await app.start()
    yield both
    for app in both:
        await app.stop()


async def test_two_programs_remind_many_people_once_each(apps: list[App], paper: PaperChannel, clock: Clock) -> None:
    month = Month(apps, paper, clock)
    people = [Person(apps[0], paper, f"Alice {number}") for number in range(12)]
    for person in people:
        await writes(person, *BEGIN)()
    told = await month.until("2026-03-05 00:00")
    assert sorted(told) == sorted(f"Wed 04 07:30 {person.name}" for person in people)
    again = await month.until("2026-04-01 00:00")
    assert len(again) == 2 * len(people)
    noted = await apps[0].database.read(reminders.since, 1, local("2026-03-01 00:00"))
    assert [sent_reminder.step for sent_reminder in noted] == [3, 2, 1]


async def test_a_program_that_ends_and_begins_again_loses_and_doubles_nothing(
    start: Start, paper: PaperChannel, clock: Clock
) -> None:
    told: list[str] = []
    for number, until in enumerate(("2026-03-02 15:00", "2026-03-04 19:00", "2026-03-04 19:30", "2026-03-10 00:00")):
        app = start()
        await app.start()
        month = Month([app], paper, clock)
        month.seen = len(paper.sent)
        if number == 0:
            await writes(Person(app, paper, "Alice"), *BEGIN)()
            clock.time = local("2026-03-02 08:00")
        told += await month.until(until)
        await app.stop()
    assert told == ["Wed 04 07:30 Alice", "Mon 09 07:30 Alice"]


async def test_a_program_that_is_killed_while_reminding_reminds_once(
    start: Start, paper: PaperChannel, clock: Clock
) -> None:
    app = start()
    await app.start()
    await writes(Person(app, paper, "Alice"), *BEGIN)()
    month = Month([app], paper, clock)
    await month.until("2026-03-04 07:00")
    reached, never = asyncio.Event(), asyncio.Event()

    async def hang(_: object) -> None:
        reached.set()
        await never.wait()

    paper.while_sending = hang
    clock.time = local("2026-03-04 07:30")
    await app.scheduler.tick()
    await asyncio.wait_for(reached.wait(), 10)
    await app.stop()  # the message is on its way, and nobody will ever know whether it arrived
    paper.while_sending = None
    second = start()
    await second.start()
    month = Month([second], paper, clock)
    month.seen = len(paper.sent)
    clock.passes(minutes=5)
    assert await month.until("2026-03-08 00:00") == []
    assert await second.database.read(timers.waiting, "nudge", "1") is not None, "the next one is to come"
    await second.stop()
