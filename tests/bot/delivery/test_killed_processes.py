"""A killed process with claims, on either database: the living send what it held, and keep what is theirs."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.app import App, build
from bot.settings import Settings
from flows.messages import Address, Reply, TextSpan, plain
from storage.db.database import Database
from storage.messages import claims, outbox
from storage.records import NewReply
from storage.tables import outbox as rows
from tests.fakes.paper import Clock, PaperChannel
from tests.fakes.program import Program
from tests.fakes.telegram.rules import Json
from tests.fakes.telegram.server import FakeTelegram
from tests.storage.conftest import postgresql, postgresql_url, sqlite_model, sqlite_url, url

__all__ = ["postgresql", "postgresql_url", "sqlite_model", "sqlite_url", "url"]

SOON = 45.0
"""Seconds in which a program surely starts, and which are fewer than a claim lasts."""
CLAIM = """
import asyncio, sys
from datetime import datetime
from flows.messages import Address, Reply, TextSpan
from storage.messages import claims, outbox
from storage.db.database import Database
from storage.records import NewReply, Priority

def new(person, priority):
    return NewReply(address=Address(channel="paper", id=person), reply=Reply(text=(TextSpan(person),)), contact=1,
                    priority=priority)

async def hold():
    now = datetime.fromisoformat(sys.argv[2])
    async with Database(sys.argv[1]) as database:
        replies = [new("reply", Priority.CHAT), new("waiting copy", Priority.BROADCAST),
                   new("called copy", Priority.BROADCAST)]
        rows = await database.write(outbox.add, replies, now)
        assert await database.write(claims.call, rows[2].id, now)
        print("ready", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


def app_of(folder: Path, url: str, paper: PaperChannel, clock: Clock) -> App:
    return build(Settings(data_dir=folder, database_url=url), channels=[paper], now=clock, sleep=clock.sleep)


async def looks_again(app: App, clock: Clock) -> None:
    """Let the sender look, and send what it finds."""
    await clock.until_asleep(2)
    clock.passes(seconds=1)
    await clock.until_asleep(2)
    for _ in range(20):
        await app.database.read(lambda _: None)
        await asyncio.sleep(0.01)
    await app.idle()


async def test_what_a_killed_process_held_is_sent_by_one_that_lives(url: str, tmp_path: Path) -> None:
    clock = Clock()
    paper = PaperChannel(clock)
    app = app_of(tmp_path, url, paper, clock)
    await app.start()
    async with Database(url) as living:
        mine = NewReply(address=Address(channel="paper", id="mine"), reply=Reply(text=(TextSpan("mine"),)), contact=1)
        (kept,) = await living.write(outbox.add, [mine], clock.time)
        dying = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLAIM, url, clock.time.isoformat(), stdout=asyncio.subprocess.PIPE
        )
        assert dying.stdout is not None
        assert await dying.stdout.readline() == b"ready\n"
        for _ in range(3):
            await looks_again(app, clock)
        assert paper.sent == [], "who lives keeps what it has"
        dying.kill()
        await dying.wait()
        async with asyncio.timeout(SOON):
            while len(paper.sent) < 2:  # the server may take a moment to notice
                await looks_again(app, clock)
        await looks_again(app, clock)
        assert sorted(plain(outgoing_message.text) for outgoing_message in paper.sent) == ["reply", "waiting copy"]
        assert await living.write(claims.call, kept.id, clock.time)
    await app.stop()


@pytest.mark.parametrize("kills", [3])
async def test_after_kills_on_postgresql_everybody_is_answered_before_a_claim_would_end(
    postgresql_url: str, tmp_path: Path, kills: int
) -> None:
    async with FakeTelegram() as fake, Database(postgresql_url) as living:
        mine = NewReply(address=Address(channel="telegram", id="1"), reply=Reply(text=(TextSpan("mine"),)), contact=1)
        clock = Clock()
        (kept,) = await living.write(outbox.add, [mine], clock.time)
        far = clock.time + timedelta(days=9999)
        await living.write(lambda connection: connection.execute(update(rows).values(lease_until=far)))
        program = Program(tmp_path, telegram_token=fake.token, telegram_api_url=fake.url, database_url=postgresql_url)
        people = [fake.user(number, f"P{number}") for number in range(100, 100 + 4 * kills)]
        for kill in range(kills):
            await program.start()
            dies_at_a_message(fake, program)
            for person in people[4 * kill : 4 * kill + 4]:
                await person.says("/start")
            await program.ended()
        await program.start()
        for person in people:
            await person.waits_for(1, SOON)
        program.kill()
        await program.ended()
        assert await living.write(claims.call, kept.id, clock.time), "it is still ours"


def dies_at_a_message(fake: FakeTelegram, program: Program) -> None:
    """Have the program killed while its next message is on its way."""

    def watch(when: str, method: str, answer: Json) -> None:
        if (when, method) == ("arrives", "sendMessage"):
            fake.watch = lambda when, method, answer: None
            fake.fail_next("sendMessage", 500, "died on the way")
            program.kill()

    fake.watch = watch
