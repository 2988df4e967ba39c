"""The clock set back under the running program: nobody waits for a time that comes twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.app import App, assemble
from bot.ports import Consequence, SendError
from bot.settings import Settings
from bot.wiring import Wiring
from storage.messages import outbox
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock, PaperChannel, Person

BUSY = 600.0
"""Seconds for which the vendor asks to wait."""


@pytest.fixture
async def app(settings: Settings, paper: PaperChannel, clock: Clock) -> AsyncIterator[App]:
    """The program, which knows how much time has really passed."""
    make_fresh(settings.url)
    program = assemble(Wiring(settings=settings, channels=[paper], now=clock, clock=clock.monotonic, sleep=clock.sleep))
    await program.start()
    yield program
    await program.stop()


async def test_a_reply_that_waits_for_its_next_try_waits_no_longer(
    app: App, alice: Person, paper: PaperChannel, clock: Clock
) -> None:
    paper.failures.append(SendError("the line was cut"))
    await alice.says("/mulai rancangan")
    assert alice.heard == []
    clock.is_set(hours=-8)
    await app.clock_watch.step()
    clock.passes(seconds=60)
    await paper.until(1)


async def test_a_channel_that_nothing_goes_over_for_a_while_is_tried_again(
    app: App, alice: Person, bob: Person, paper: PaperChannel, clock: Clock
) -> None:
    paper.failures.append(SendError("the token is refused", Consequence.CHANNEL_DOWN, retry_after=BUSY))
    await alice.says("/mulai rancangan")
    clock.is_set(hours=-8)
    await bob.says("/mulai rancangan")
    assert len(bob.heard) == 1


async def test_a_clock_that_was_set_back_while_no_program_ran_is_noticed_at_the_start(
    app: App, settings: Settings, alice: Person, paper: PaperChannel, clock: Clock
) -> None:
    paper.failures.append(SendError("busy", retry_after=BUSY))
    await alice.says("/mulai rancangan")
    await app.stop()
    clock.is_set(hours=-8)
    again = assemble(Wiring(settings=settings, channels=[paper], now=clock, clock=clock.monotonic, sleep=clock.sleep))
    await again.start()
    try:
        clock.passes(seconds=BUSY + 60)
        for _ in range(100):  # minutes, not hours: whoever lies down to sleep only now is woken as well
            if paper.sent:
                break
            await asyncio.sleep(0.05)
            clock.passes(seconds=10)
        assert paper.sent
    finally:
        await again.stop()


async def test_a_clock_that_goes_on_changes_nothing(app: App, alice: Person, paper: PaperChannel, clock: Clock) -> None:
    paper.failures.append(SendError("busy", retry_after=BUSY))
    await alice.says("/mulai rancangan")
    for _ in range(3):
        clock.passes(seconds=BUSY / 4)
        await app.clock_watch.step()
    assert await app.database.read(outbox.addresses, clock()) == []
