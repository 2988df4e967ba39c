"""The program killed in the middle of every step: no message is lost, no answer is doubled, every reply comes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flows.conversation import EventKind
from flows.forms.load import load_library
from flows.forms.model import Question
from storage.db.database import Database
from storage.drafts import conversations
from tests.fakes.program import Program
from tests.fakes.telegram.rules import Json
from tests.fakes.telegram.server import FakeTelegram, Person

FORM = load_library()["rancangan"]
STEPS = [question for _, question in FORM.questions() if question.required]
DELAYS = (0.0, 0.004, 0.008, 0.012, 0.02, 0.03, 0.05, 0.08)
"""Seconds after an update was handed out: somewhere in there it is stored, answered, and the answer sent."""
MOMENTS = ("handed out", "reply arrives", "reply taken")
HEARS_SECONDS = 120.0


def armed(fake: FakeTelegram, program: Program, moment: str, delay: float) -> None:
    """Have the program killed once, at the next such moment."""
    loop = asyncio.get_running_loop()

    def watch(when: str, method: str, answer: Json) -> None:
        updates = method == "getUpdates" and when == "answered" and bool(answer.get("result"))
        reply = method == "sendMessage"
        if moment == "handed out" and updates:
            loop.call_later(delay, program.kill)
        elif (moment == "reply arrives" and reply and when == "arrives") or (
            moment == "reply taken" and reply and when == "answered"
        ):
            program.kill()
        else:
            return
        fake.watch = lambda when, method, answer: None

    fake.watch = watch


async def hears(person: Person, prompt: str, after: int) -> None:
    """Return when a message with this prompt has come since there were `after` messages."""
    async with asyncio.timeout(HEARS_SECONDS):
        while not any(prompt in seen.text for seen in person.arrived[after:]):
            await person.waits_for(1, HEARS_SECONDS)


def answer_to(question: Question) -> str:
    return question.example or "Contoh"


@pytest.mark.parametrize("shift", range(len(MOMENTS)), ids=lambda shift: f"from-{MOMENTS[shift].replace(' ', '-')}")
async def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    fake: FakeTelegram, program: Program, tmp_path: Path, shift: int
) -> None:
    alice = fake.user(7, "Alice")
    await alice.says("/mulai rancangan")
    await hears(alice, STEPS[0].prompt, 0)
    for number, question in enumerate(STEPS):
        before = len(alice.arrived)
        armed(fake, program, MOMENTS[(number + shift) % len(MOMENTS)], DELAYS[number % len(DELAYS)])
        await alice.says(answer_to(question))
        await program.ended()
        await program.start()
        following = STEPS[number + 1].prompt if number + 1 < len(STEPS) else "Intinya sudah lengkap"
        await hears(alice, following, before)
    program.kill()
    await program.ended()

    answered = await answers(tmp_path)
    assert [question for question, _ in answered] == [question.id for question in STEPS]
    assert [value for _, value in answered] == [answer_to(question) for question in STEPS]
    assert [call.answer for call in fake.refused if call.status != 409] == []


async def answers(folder: Path) -> list[tuple[str, object]]:
    """Return every answer in the log, in order."""
    database = Database(f"sqlite:///{folder / 'tuntun.db'}")
    await database.open()
    try:
        (number,) = await database.read(conversations.numbers)
        events = await database.read(conversations.events, number)
    finally:
        await database.close()
    return [(event.question, event.value) for event in events if event.kind is EventKind.ANSWERED]
