"""What ends the program is tried a few times, then apologised for; everybody else is answered all the while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flows.forms.load import load_library
from storage.messages.crash_counts import MOST
from tests.fakes.fragile import DEADLY
from tests.fakes.program import Program
from tests.fakes.telegram.server import FakeTelegram, Person

FIRST, SECOND = [question.prompt for _, question in load_library()["rancangan"].questions() if question.required][:2]
HEARS_SECONDS = 60.0


@pytest.fixture
async def fragile(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[Program]:
    running = Program(tmp_path, "tests.fakes.fragile", telegram_token=fake.token, telegram_api_url=fake.url)
    await running.start()
    yield running
    running.kill()
    await running.ended()


def heard(person: Person, words: str) -> bool:
    return any(words in seen.text for seen in person.arrived)


async def hears(person: Person, words: str) -> None:
    async with asyncio.timeout(HEARS_SECONDS):
        while not heard(person, words):
            await person.waits_for(1, HEARS_SECONDS)


async def deaths_until(program: Program, person: Person, words: str) -> int:
    """Start the program whenever it has died, until a person hears something; return how often it died."""
    for deaths in range(MOST + 3):
        hearing, dying = asyncio.create_task(hears(person, words)), asyncio.create_task(program.ended())
        await asyncio.wait([hearing, dying], return_when=asyncio.FIRST_COMPLETED)
        for task in (hearing, dying):
            task.cancel()
        await asyncio.gather(hearing, dying, return_exceptions=True)
        if heard(person, words):
            return deaths
        await program.launch()
    raise AssertionError("it dies for ever")


async def test_a_document_that_ends_the_program_is_apologised_for_after_a_few_tries(
    fake: FakeTelegram, fragile: Program
) -> None:
    alice, bob = fake.user(7, "Alice"), fake.user(8, "Bob")
    await alice.says("/mulai rancangan")
    await hears(alice, FIRST)
    await alice.says("draf")
    await fragile.ended()
    await bob.says("/mulai rancangan")
    await fragile.launch()
    assert await deaths_until(fragile, alice, "dokumen ini terlalu berat") == MOST - 1
    await hears(bob, FIRST)
    await alice.says("Alice Contoh")
    await hears(alice, SECOND)


async def test_a_message_that_ends_the_program_is_apologised_for_after_a_few_tries(
    fake: FakeTelegram, fragile: Program
) -> None:
    alice, bob = fake.user(7, "Alice"), fake.user(8, "Bob")
    await alice.says("/mulai rancangan")
    await hears(alice, FIRST)
    await alice.says(DEADLY)
    await fragile.ended()
    await bob.says("/mulai rancangan")
    await fragile.launch()
    assert await deaths_until(fragile, alice, "pesan terakhir Anda belum terbaca") == MOST - 1
    await hears(bob, FIRST)
    await alice.says("Alice Contoh")
    await hears(alice, SECOND)
