"""A broadcast goes on after a kill: nobody has it twice, nobody is forgotten, what is unsure is shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.ports import Consequence, SendError
from flows.messages import Address, OutgoingMessage, Reply, TextSpan, plain
from storage.db.database import Database
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import BroadcastState, DeliveryState
from storage.people import contacts
from tests.fakes.paper import Clock, PaperChannel
from tests.fakes.program import Program
from tests.fakes.telegram.rules import Json
from tests.fakes.telegram.server import FakeTelegram

NEWS = Reply(text=(TextSpan("Pengumuman: lokakarya besok."),))
PEOPLE = 60
T = TypeVar("T")


def announced(connection: Connection, channel: str, people: list[str], now: datetime) -> int:
    """Put a broadcast on its way and return its number."""
    numbers = [contacts.at(connection, Address(channel=channel, id=name), name, now).id for name in people]
    broadcast = broadcasts.create(connection, NEWS, Audience(), numbers[0], now)
    broadcasts.set_recipients(connection, broadcast.id, numbers, {})
    broadcasts.change_state(connection, broadcast.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now)
    return broadcast.id


def copies(messages: list[OutgoingMessage]) -> list[str]:
    return [message.address.id for message in messages if plain(message.text).startswith("Pengumuman")]


async def until_over(app: App, number: int) -> None:
    """Let the crier give out copies until none is left."""
    for _ in range(200):
        await app.broadcast_worker.step()
        await app.idle()
        broadcast = await app.database.read(broadcasts.get, number)
        if broadcast is not None and broadcast.state is not BroadcastState.SENDING:
            return
    raise AssertionError("it never ended")


async def test_everybody_gets_one_copy_and_a_pause_holds_it(app: App, paper: PaperChannel, clock: Clock) -> None:
    names = [f"p{number}" for number in range(PEOPLE)]
    number = await app.database.write(announced, "paper", names, clock())
    await app.broadcast_worker.step()
    await app.idle()
    begun = len(copies(paper.sent))
    assert 0 < begun < PEOPLE
    await app.database.write(broadcasts.change_state, number, [BroadcastState.SENDING], BroadcastState.PAUSED, clock())
    assert not await app.broadcast_worker.step()
    assert len(copies(paper.sent)) == begun
    await app.database.write(broadcasts.change_state, number, [BroadcastState.PAUSED], BroadcastState.SENDING, clock())
    await until_over(app, number)
    assert sorted(copies(paper.sent)) == sorted(names)
    assert await app.database.read(broadcasts.tally, number) == {DeliveryState.SENT: PEOPLE}


async def test_a_broken_line_leaves_it_open_whether_a_copy_arrived(app: App, paper: PaperChannel, clock: Clock) -> None:
    number = await app.database.write(announced, "paper", ["a", "b"], clock())
    paper.failures = [SendError("the line broke", Consequence.UNCERTAIN), SendError("busy")]
    await until_over(app, number)
    clock.passes(minutes=5)
    await app.idle()
    for _ in range(50):
        if len(copies(paper.sent)) == 1:
            break
        clock.passes(seconds=10)
        await asyncio.sleep(0.01)
    assert len(copies(paper.sent)) == 1
    await app.idle()
    assert await app.database.read(broadcasts.tally, number) == {DeliveryState.SENT: 1, DeliveryState.UNCERTAIN: 1}


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as telegram:
        yield telegram


@pytest.fixture
async def program(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[Program]:
    running = Program(tmp_path, telegram_token=fake.token, telegram_api_url=fake.url)
    await running.start()
    yield running
    running.kill()
    await running.ended()


async def test_two_kills_in_the_middle_double_nothing_and_forget_nobody(
    fake: FakeTelegram, program: Program, tmp_path: Path
) -> None:
    people = [fake.user(number, f"P{number}") for number in range(100, 100 + PEOPLE)]
    for person in people:
        await person.says("/start")
    for person in people:
        await person.waits_for(1, 120)
    program.kill()
    await program.ended()
    number = await in_database(
        tmp_path, lambda connection: announced(connection, "telegram", [str(p.id) for p in people], datetime.now(UTC))
    )
    for count in (7, 21):
        arm(fake, program, count)
        await program.start()
        await asyncio.wait_for(program.ended(), 120)
    await program.start()
    async with asyncio.timeout(60):
        while await in_database(tmp_path, lambda connection: is_under_way(connection, number)):  # noqa: ASYNC110
            await asyncio.sleep(0.3)
    program.kill()
    await program.ended()

    got = {str(p.id): sum(seen.text.startswith("Pengumuman") for seen in p.arrived) for p in people}
    assert max(got.values()) == 1
    fates = await in_database(
        tmp_path,
        lambda connection: {delivery.name: delivery.state for delivery in broadcasts.deliveries_of(connection, number)},
    )
    assert len(fates) == PEOPLE
    assert set(fates.values()) <= {DeliveryState.SENT, DeliveryState.UNCERTAIN}
    by_id = {str(p.id): fates[f"P{p.id}"] for p in people}
    assert [name for name, count in got.items() if not count and by_id[name] is not DeliveryState.UNCERTAIN] == []
    assert 1 <= sum(fate is DeliveryState.UNCERTAIN for fate in fates.values()) <= 2 * 30


def arm(fake: FakeTelegram, program: Program, count: int) -> None:
    """Have the program killed when so many copies have arrived."""
    left = count

    def watch(when: str, method: str, answer: Json) -> None:
        nonlocal left
        if method == "sendMessage" and when == "arrives":
            left -= 1
            if left == 0:
                fake.watch = lambda when, method, answer: None
                program.kill()

    fake.watch = watch


def is_under_way(connection: Connection, number: int) -> bool:
    broadcast = broadcasts.get(connection, number)
    assert broadcast is not None, "it was made before"
    return broadcast.state is BroadcastState.SENDING or DeliveryState.QUEUED in broadcasts.tally(connection, number)


async def in_database(folder: Path, work: Callable[[Connection], T]) -> T:
    """Do something in the program's database, which it may have open."""
    database = Database(f"sqlite:///{folder / 'tuntun.db'}")
    await database.open()
    try:
        return await database.write(work)
    finally:
        await database.close()
