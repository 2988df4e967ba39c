"""Faults of the vendor, the database and our own code: nothing is lost, and people hear a kind word."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from bot.app import App
from bot.cli.failed import failed_lines, failed_retried, failed_shown
from bot.intake import receiver
from bot.ports import Consequence, SendError
from bot.settings import Settings
from flows.conversation import Conversation
from flows.forms.load import load_library
from flows.forms.model import Flow
from flows.messages import Address, OutgoingMessage, plain
from storage.db import database
from storage.db.errors import StorageError
from storage.drafts import conversations
from storage.messages import failed_updates
from storage.people import contacts
from storage.tables import inbox
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.paper import Clock, PaperChannel, Person

BROKEN = Flow.model_validate(
    {
        "id": "rusak",
        "version": 1,
        "title": "Formulir yang rusak",
        "short": "Rusak",
        "sections": [
            {
                "id": "satu",
                "title": "Satu",
                "questions": [
                    {"id": "nama", "kind": "text", "prompt": "Siapa nama Anda?", "label": "Nama", "required": True},
                    {"id": "umur", "kind": "number", "prompt": "Berapa umurnya?", "label": "Umur"},
                ],
            }
        ],
        # No lead applies to everybody: a mistake that the lint finds, and that must not stop anybody else.
        "leads": [{"flow": "rancangan", "when": {"question": "nama", "is": "Siti"}, "because": "Pas."}],
    }
)


@pytest.fixture
def library() -> Mapping[str, Flow]:
    return {**load_library(), EVERY_KIND.id: EVERY_KIND, BROKEN.id: BROKEN}


async def draft_of(app: App, number: int = 1) -> Conversation:
    stored = await app.database.read(conversations.load, number)
    assert stored is not None
    return stored.conversation


def texts(person: Person) -> list[str]:
    return [plain(message.text) for message in person.messages]


# --- the vendor ------------------------------------------------------------------------------------


async def test_a_vendor_in_trouble_is_tried_again_with_longer_and_longer_pauses(
    app: App, alice: Person, paper: PaperChannel, clock: Clock
) -> None:
    paper.failures = [SendError("500 Internal Server Error") for _ in range(5)]
    await alice.says("/mulai rancangan")
    seconds = 0
    tried = {5 - len(paper.failures): seconds}
    while not alice.messages:
        seconds += 1
        await let_pass(app, clock, 1)
        tried.setdefault(5 - len(paper.failures), seconds)
    pauses = [later - before for before, later in pairwise(tried.values())]
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 8
    assert "Siapa nama lengkap Anda?" in alice.text
    assert len(alice.messages) == 1


async def let_pass(app: App, clock: Clock, seconds: float) -> None:
    """Let time pass, and whoever woke do what there is to do, until all sleep again."""
    clock.passes(seconds=seconds)
    for _ in range(3):  # who slept awakes, and begins to work
        await asyncio.sleep(0)
    await clock.until_asleep(2)
    await app.idle()


async def test_what_the_vendor_asks_to_wait_is_waited(
    app: App, alice: Person, paper: PaperChannel, clock: Clock
) -> None:
    paper.failures = [SendError("429 Too Many Requests", retry_after=7)]
    await alice.says("/mulai rancangan")
    for second in range(6):
        await let_pass(app, clock, 1)
        assert alice.messages == [], second


async def test_order_is_kept_while_a_reply_is_tried_again(
    app: App, alice: Person, bob: Person, paper: PaperChannel, clock: Clock
) -> None:
    await alice.says("/mulai rancangan")
    paper.failures = [SendError("502 Bad Gateway")]
    await alice.says("Siti Contoh")
    await alice.says("daftar")
    await alice.says("bantuan")
    assert len(alice.messages) == 1, "nothing overtakes"
    await bob.says("halo")
    assert len(bob.messages) == 1, "others do not wait"
    await until_heard(app, alice, clock, 4)
    assert "Anda bertugas di mana?" in texts(alice)[1]
    assert "Isi draf" in texts(alice)[2]


async def test_a_connection_cut_after_the_vendor_took_it_may_double_a_reply_and_never_an_answer(
    app: App, alice: Person, paper: PaperChannel, clock: Clock
) -> None:
    await alice.says("/mulai rancangan")

    async def take_and_cut(message: OutgoingMessage) -> None:
        paper.while_sending = None
        await paper.send(message)
        raise SendError("connection reset", Consequence.UNCERTAIN)

    paper.while_sending = take_and_cut
    await alice.says("Siti Contoh")
    await until_heard(app, alice, clock, 3)
    assert texts(alice)[1] == texts(alice)[2]
    await alice.says("Puskesmas Contoh")
    answers = (await draft_of(app)).draft.answers
    assert [answer.value for answer in answers.values()] == ["Siti Contoh", "Puskesmas Contoh"]


async def test_whoever_blocked_the_bot_is_not_called_and_goes_on_where_he_was(
    app: App, alice: Person, paper: PaperChannel, clock: Clock
) -> None:
    await alice.says("/mulai rancangan")
    paper.failures = [SendError("403 Forbidden: bot was blocked", Consequence.UNREACHABLE)]
    await alice.says("Siti Contoh")
    assert not await is_reachable(app, clock)
    assert len(alice.messages) == 1
    await alice.says("/start")
    assert await is_reachable(app, clock)
    await alice.taps("Lanjutkan")
    assert "Anda bertugas di mana?" in alice.text


async def test_blocking_and_coming_back_is_noted_without_a_word(app: App, alice: Person, clock: Clock) -> None:
    await alice.says("/mulai rancangan")
    await alice.gives(alice.update(gone=True))
    assert not await is_reachable(app, clock)
    await alice.gives(alice.update(gone=False))
    assert await is_reachable(app, clock)
    assert len(alice.messages) == 1


async def test_a_reply_that_is_refused_for_good_is_apologised_for(
    app: App, alice: Person, paper: PaperChannel, caplog: pytest.LogCaptureFixture
) -> None:
    await alice.says("/mulai rancangan")
    paper.failures = [SendError("400 Bad Request: can't parse entities", Consequence.NEVER)]
    await alice.says("Siti Contoh")
    assert "satu balasan kami gagal terkirim" in alice.text
    assert "can't parse entities" in caplog.text
    await alice.says("lanjut")
    assert "Anda bertugas di mana?" in alice.text


async def test_an_apology_that_is_refused_too_is_the_last(alice: Person, paper: PaperChannel) -> None:
    await alice.says("/mulai rancangan")
    paper.failures = [SendError("400 Bad Request", Consequence.NEVER) for _ in range(2)]
    await alice.says("Siti Contoh")
    assert paper.failures == []
    assert len(alice.messages) == 1


# --- the database ----------------------------------------------------------------------------------


async def test_a_locked_database_takes_nothing_says_so_and_goes_on_when_it_is_free(
    app: App, settings: Settings, alice: Person, paper: PaperChannel, caplog: pytest.LogCaptureFixture
) -> None:
    await alice.says("/mulai rancangan")
    update = alice.update(text="Siti Contoh")
    with locked(settings.data_dir / "tuntun.db"), pytest.raises(StorageError):
        await paper.receive(update)  # so the vendor is not told that we have it
    await alice.gives(update)
    assert (await draft_of(app)).draft.value("nama_inovator") == "Siti Contoh"
    assert "penyimpanan kami sedang terganggu" in texts(alice)[1]
    assert "storage is in trouble (locked)" in caplog.text


async def test_a_full_disk_takes_nothing_says_so_and_goes_on_when_there_is_room(
    app: App, alice: Person, paper: PaperChannel, caplog: pytest.LogCaptureFixture
) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("Siti Contoh")
    await app.database.write(limit_pages)
    story = alice.update(text="kata " * 780)
    with pytest.raises(StorageError, match="full"):
        await paper.receive(story)
    with pytest.raises(StorageError, match="full"):
        await paper.receive(story)
    await app.idle()
    assert [text for text in texts(alice) if "penyimpanan kami sedang terganggu" in text], "once is enough"
    assert len([text for text in texts(alice) if "penyimpanan kami sedang terganggu" in text]) == 1
    assert "storage is in trouble (full)" in caplog.text
    await app.database.write(lift_limit)
    await alice.gives(story)
    events = (await draft_of(app)).events
    assert any(event.raw.count("kata") == 780 for event in events)


def limit_pages(connection: Connection) -> None:
    pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    connection.execute(text(f"PRAGMA max_page_count = {pages}"))


def lift_limit(connection: Connection) -> None:
    connection.execute(text("PRAGMA max_page_count = 1073741823"))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the write lock, as another process would."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for other writers a moment only."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)


# --- ourselves -------------------------------------------------------------------------------------


async def test_a_message_that_can_not_be_handled_is_tried_again_given_up_and_apologised_for(
    app: App, alice: Person, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await alice.says("/mulai rusak")
    await alice.says("Budi")
    await alice.says("/mulai rancangan")
    assert len(alice.messages) == 1, "those behind wait"
    for pause in receiver.PAUSES:
        await let_pass(app, clock, pause)
    assert "pesan terakhir Anda belum terbaca" in texts(alice)[1]
    assert (await app.database.read(states)).count("dead") == 1
    assert "StopIteration" in caplog.text
    assert "Siapa nama lengkap Anda?" in alice.text


async def test_a_bad_message_among_good_ones_is_the_only_one_given_up(
    app: App, alice: Person, paper: PaperChannel, clock: Clock
) -> None:
    await alice.says("/mulai rancangan")
    good, bad, also_good = (
        alice.update(text="Siti Contoh"),
        alice.update(text="x"),
        alice.update(text="Puskesmas Contoh"),
    )
    bad = type(bad)(channel=bad.channel, key=bad.key, address=bad.address, body="{")
    await alice.gives(good, bad, also_good)
    assert (await draft_of(app)).draft.value("nama_inovator") == "Siti Contoh"
    for pause in receiver.PAUSES:
        await let_pass(app, clock, pause)
    raws = [event.raw for event in (await draft_of(app)).events]
    assert raws.count("Puskesmas Contoh") == 1
    assert [text for text in texts(alice) if "pesan terakhir Anda belum terbaca" in text]


async def test_the_others_do_not_notice_a_bad_message(alice: Person, bob: Person, paper: PaperChannel) -> None:
    bad = alice.update(text="x")
    bad = type(bad)(channel=bad.channel, key=bad.key, address=bad.address, body="{")
    await bob.gives(bad, bob.update(text="/mulai rancangan"))
    assert "Siapa nama lengkap Anda?" in bob.text


async def until_heard(app: App, person: Person, clock: Clock, count: int) -> None:
    """Let time pass until a person has so many messages."""
    for _ in range(30):
        if len(person.messages) >= count:
            break
        await let_pass(app, clock, 1)
    assert len(person.messages) == count, texts(person)


async def is_reachable(app: App, clock: Clock) -> bool:
    here = Address(channel="paper", id="Alice")
    return (await app.database.write(contacts.at, here, "", clock.time)).reachable


def states(connection: Connection) -> list[str]:
    return list(connection.execute(select(inbox.c.state)).scalars())


async def test_an_update_that_no_database_takes_does_not_hold_up_those_beside_it(
    alice: Person, bob: Person, caplog: pytest.LogCaptureFixture
) -> None:
    bad = alice.update(text="rahasia")
    bad = type(bad)(channel=bad.channel, key="\ud83d", address="\ud83d", body=bad.body)
    await bob.gives(bad, bob.update(text="/mulai rancangan"))
    assert "Siapa nama lengkap Anda?" in bob.text
    assert "an update of paper can not be stored and is left out" in caplog.text
    assert "rahasia" not in caplog.text


async def test_what_was_given_up_is_told_to_admins_shown_and_tried_again(
    app: App, settings: Settings, alice: Person, dan: Person, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await dan.says("/mulai rancangan")
    bad = alice.update(text="rahasia")
    bad = type(bad)(channel=bad.channel, key=bad.key, address=bad.address, body='{"text": "rahasia"}')
    await alice.gives(bad)
    for pause in receiver.PAUSES:
        await let_pass(app, clock, pause)
    number = (await app.database.read(failed_updates.listed))[0].id
    assert f"tuntun failed show {number}" in dan.text
    assert f"update {number} of paper is given up after 4 tries (KeyError)" in caplog.text
    (_, row) = await failed_lines(settings)
    assert row.split() == [str(number), "2026-08-26", "01:00", "paper", "4", "KeyError"]
    assert '{"text": "rahasia"}' in await failed_shown(settings, number)
    assert await failed_retried(settings, number) == f"update {number} waits to be handled again"
    assert await failed_lines(settings) == ["no update was given up"]
    with pytest.raises(LookupError, match=f"no update {number} was given up"):
        await failed_retried(settings, number)
    with pytest.raises(LookupError, match=f"no update {number} was given up"):
        await failed_shown(settings, number)
