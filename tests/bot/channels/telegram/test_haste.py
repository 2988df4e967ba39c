"""People faster than the line: what counts is the message that stood in the chat when they wrote."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App, build
from bot.channels.telegram.channel import TelegramChannel
from bot.settings import Settings
from flows.forms.load import load_library
from storage.drafts import conversations
from tests.fakes.fresh_database import make_fresh
from tests.fakes.telegram.rules import Json
from tests.fakes.telegram.server import FakeTelegram, Person

FORM = load_library()["rancangan"]
STEPS = [question for _, question in FORM.questions() if question.required]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as telegram:
        telegram.lag = 0.05
        yield telegram


@pytest.fixture
async def app(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings(data_dir=tmp_path)
    make_fresh(settings.url)
    program = build(settings, channels=[TelegramChannel(fake.token, api_url=fake.url)])
    await program.start()
    yield program
    await program.stop()


def at_next_reply(fake: FakeTelegram, person: Person, *texts: str) -> asyncio.Event:
    """Have a person write the moment the next reply stands in the chat, before the bot knows that it does."""
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def write() -> None:
        for text in texts:
            await person.says(text)
        done.set()

    def watch(moment: str, method: str, answer: Json) -> None:
        if (moment, method) == ("answered", "sendMessage"):
            fake.watch = lambda moment, method, answer: None
            tasks.append(loop.create_task(write()))

    tasks: list[asyncio.Task[None]] = []
    fake.watch = watch
    return done


async def value(app: App, question: str) -> object:
    (number,) = await app.database.read(conversations.numbers)
    stored = await app.database.read(conversations.load, number)
    assert stored is not None
    return stored.conversation.draft.value(question)


async def test_an_answer_given_at_once_is_the_answer_to_the_question_that_stands_there(
    fake: FakeTelegram, app: App
) -> None:
    alice = fake.user(7, "Alice")
    for question in STEPS[:5]:
        written = at_next_reply(fake, alice, question.example)
        if question is STEPS[0]:
            await alice.says("/mulai rancangan")
        await alice.hears()
        await written.wait()
    await alice.hears()
    for question in STEPS[:5]:
        assert await value(app, question.id) == question.example


async def test_a_text_written_before_the_reply_stood_there_belongs_to_the_question_before(
    fake: FakeTelegram, app: App
) -> None:
    alice = fake.user(7, "Alice")
    await alice.says("/mulai rancangan")
    await alice.hears()
    await alice.says("Siti Contoh")
    await alice.hears()
    await alice.says("Puskesmas Contoh")
    await alice.hears()
    await alice.says("Teman Minum")
    await alice.hears()
    fake.round_trip = 0.1
    await alice.says("Banyak ibu hamil kurang darah.")
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        while not fake.updates.empty.is_set():  # the bot has the first text, and no reply stands in the chat yet
            await fake.updates.empty.wait()
    await alice.says("Tahun 2025 ada 120 orang.")
    await alice.hears()
    said = await alice.hears()
    assert "sambungkan" in said.text
    assert STEPS[4].prompt in said.text
    assert await value(app, "masalah") == "Banyak ibu hamil kurang darah.\nTahun 2025 ada 120 orang."
    assert await value(app, STEPS[4].id) is None
