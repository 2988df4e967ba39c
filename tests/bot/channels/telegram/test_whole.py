"""Whole proposals written over a strict Bot API, by taps and typing: nothing is refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.app import App, build
from bot.channels.telegram.channel import TelegramChannel, Webhook
from bot.routing.commands import menu
from bot.settings import Settings
from flows.forms.load import load_library
from flows.forms.model import Evidence, Flow, Location, ManyChoices, OneChoice, Question, Table, YesNo
from storage.drafts import conversations
from storage.reports import metrics
from tests.fakes.drafts import picture
from tests.fakes.fresh_database import make_fresh
from tests.fakes.read_documents import docx_text, pdf_text, squeezed
from tests.fakes.telegram.server import FakeTelegram, Person, Seen
from tests.fakes.web.server import serving

FORMS = load_library()
END = "pertanyaan sudah dijawab"
MOST_MESSAGES = 400


@pytest.fixture
async def app(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[App]:
    """Give the program, with the pacing lifted: a whole form would take minutes."""
    settings = Settings(data_dir=tmp_path)
    make_fresh(settings.url)
    channel = TelegramChannel(fake.token, api_url=fake.url, menu=menu())
    program = build(settings, channels=[channel], rates={})
    await program.start()
    yield program
    await program.stop()


async def answer(person: Person, question: Question, seen: Seen) -> None:
    """Answer a question as its kind wants it; the first choice where there are some."""
    match question:
        case Evidence():
            await person.sends_photo(picture(320, 240), caption=f"Foto untuk {question.label}")
            await person.hears()
            await person.taps("Selesai")
        case Location():
            await person.shares_location(-2.6361, 121.0987)
        case ManyChoices():
            await person.taps(seen.labels[0])
            await person.hears()
            await person.taps("Selesai")
        case OneChoice() | YesNo():
            await person.taps(seen.labels[0])
        case Table():
            await person.says(question.example)
            await person.hears()
            await person.taps("Selesai")
        case _:
            await person.says(question.example)


def asked(form: Flow, seen: Seen) -> Question | None:
    """Return the question a message asks, by its prompt; the last one if several prompts stand in it."""
    found = [question for _, question in form.questions() if question.prompt in seen.text]
    return found[-1] if found else None


async def write(person: Person, form: Flow) -> list[str]:
    """Write a whole form and return the questions in the order they were asked."""
    await person.says(f"/mulai {form.id}")
    await person.hears()
    await person.taps("Isi lengkap sekaligus")
    order: list[str] = []
    for _ in range(MOST_MESSAGES):
        seen = await person.hears()
        if END in seen.text:
            return order
        if seen.keyboard:  # the second bubble that shares a place with one tap
            continue
        question = asked(form, seen)
        assert question is not None, seen.text
        assert question.id not in order, f"{question.id} is asked twice: {seen.text}"
        order.append(question.id)
        await answer(person, question, seen)
    raise AssertionError(f"no end after {MOST_MESSAGES} messages; last {order[-3:]}")


@pytest.mark.parametrize("name", ["rancangan", "kipp_2025"])
async def test_a_whole_form_comes_back_as_documents(fake: FakeTelegram, app: App, name: str) -> None:
    form = FORMS[name]
    alice = fake.user(7, "Alice")
    order = await write(alice, form)
    wanted = [question.id for _, question in form.questions() if question.when is None]
    assert [item for item in order if item in wanted] == wanted

    await alice.taps("Buat draf")
    word, pdf, said = await alice.waits_for(3, 60)
    assert (word.document.rsplit(".")[-1], pdf.document.rsplit(".")[-1]) == ("docx", "pdf")
    assert "versi 1" in said.text
    stories = [question for _, question in form.questions() if question.kind == "long_text" and question.id in order]
    for text in (squeezed(docx_text(word.content)), squeezed(pdf_text(pdf.content))):
        assert all(squeezed(question.example) in text for question in stories)

    if form.letters:
        await alice.taps("Surat pernyataan")
        letters = await alice.waits_for(len(form.letters) + 1, 60)
        assert [seen.document for seen in letters[:-1]] == [f"{letter.title}.docx" for letter in form.letters]
    await alice.taps("Lembar pendamping")
    assert (await alice.waits_for(1, 60))[0].document.startswith("Lembar pendamping")
    assert fake.refused == []
    assert alice.spinning == []


async def test_last_weeks_button_changes_nothing(fake: FakeTelegram, app: App) -> None:
    alice = fake.user(7, "Alice")
    await alice.says("/mulai")
    opening = await alice.hears()
    await alice.taps("Masih ide")
    await alice.hears()
    await alice.says("Siti Contoh")
    await alice.hears()
    await alice.taps("Sudah dipakai", message=opening.id)
    said = await alice.hears()
    assert "Anda bertugas di mana?" in said.text
    numbers = await app.database.read(conversations.numbers)
    drafts = [await app.database.read(conversations.load, number) for number in numbers]
    assert [
        stored_conversation.conversation.flow for stored_conversation in drafts if stored_conversation is not None
    ] == ["pembuka", "rancangan"]
    assert fake.refused == []


async def test_somebody_who_blocked_the_bot_goes_on_where_he_was(fake: FakeTelegram, app: App) -> None:
    alice = fake.user(7, "Alice")
    await alice.says("/mulai rancangan")
    await alice.hears()
    await alice.says("Siti Contoh")
    await alice.hears()
    await alice.blocks()
    await app.idle()
    await alice.unblocks()
    await alice.says("/lanjut")
    assert "Anda bertugas di mana?" in (await alice.hears()).text


async def test_the_menu_of_commands_is_set(fake: FakeTelegram, app: App) -> None:
    alice = fake.user(7, "Alice")
    await alice.says("/bantuan")
    await alice.hears()
    (call,) = fake.called("setMyCommands")
    given = call.parameters["commands"]
    commands = json.loads(given) if isinstance(given, str) else given
    assert isinstance(commands, list)
    names = [command["command"] for command in commands if isinstance(command, dict)]
    assert names == [name for name, _ in menu()]
    assert fake.refused == []


async def test_the_webhook_takes_only_what_knows_the_secret(fake: FakeTelegram, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    make_fresh(settings.url)
    public = "https://tuntun.example"
    channel = TelegramChannel(fake.token, api_url=fake.url, webhook=Webhook(public, "s3cret"))
    program = build(settings, channels=[channel], rates={})
    async with serving(program.web().routes) as base:
        fake.updates.leads_to[public] = base
        await program.start()
        alice = fake.user(7, "Alice")
        await alice.says("/mulai rancangan")
        assert "Siapa nama lengkap Anda?" in (await alice.hears()).text
        async with aiohttp.ClientSession() as session:
            forged = {"update_id": 99, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}}
            answer = await session.post(f"{base}/telegram", json=forged)
            assert answer.status in (401, 403)
        await program.stop()


async def test_a_group_is_nobody_who_gets_announcements(app: App, fake: FakeTelegram) -> None:
    alice = fake.user(7, "Alice")
    await alice.adds_bot_to(-5)
    await alice.says_in(-5, "halo @tuntun_bot /mulai rancangan")
    await fake.updates.empty.wait()
    await app.idle()
    figures = await app.database.read(metrics.measure)
    assert (figures["contacts"], figures["inbox_waiting"], figures["inbox_dead"]) == (0, 0, 0)
    assert [call for call in fake.called("sendMessage") if "mulai" in str(call.parameters)] == []
