"""Keeps people apart, and forgets whoever asks for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import Connection, select

from bot.app import App, build
from bot.channels.layout.callback_data import read_token
from bot.settings import Settings
from flows.messages import plain
from storage.drafts import conversations
from storage.tables import inbox, metadata
from tests.bot.features.drafts.test_odd_input import photo
from tests.fakes.paper import Clock, PaperChannel, Person

SECRETS = ("Siti Rahasia", "Puskesmas Rahasia", "Judul Rahasia", "cerita rahasia", "foto rahasia")


async def a_whole_visit(alice: Person) -> None:
    """Leave traces of every kind: answers, evidence, documents, a submission, refused inputs."""
    await alice.says("/mulai rancangan")
    await alice.says("Siti Rahasia")
    await alice.says("Puskesmas Rahasia")
    await alice.says("Judul Rahasia bagi Ibu")
    await alice.says("Ini cerita rahasia tentang 12 ibu.")
    await alice.sends(photo(), caption="foto rahasia")
    await alice.gives(alice.update(odd="sticker", text="cerita rahasia"))
    await alice.says("draf")
    await alice.says("daftar")
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    await alice.says("/mulai")
    await alice.says("/hapus_data")


async def test_whoever_asks_to_be_forgotten_leaves_nothing(app: App, settings: Settings, alice: Person) -> None:
    await a_whole_visit(alice)
    await alice.taps("Ya, hapus semua")
    assert "Semua data Anda sudah dihapus." in alice.text
    rows = await app.database.read(everything)
    for secret in (*SECRETS, "Alice"):
        assert [row for row in rows if secret in row] == [], secret
    assert stored_files(settings.data_dir) == []


async def test_others_lose_nothing_when_somebody_is_forgotten(
    app: App, settings: Settings, alice: Person, bob: Person
) -> None:
    await bob.says("/mulai rancangan")
    await bob.says("Budi Contoh")
    await bob.sends(photo(), caption="foto rahasia")
    await a_whole_visit(alice)
    await alice.taps("Ya, hapus semua")
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    assert stored.conversation.draft.value("nama_inovator") == "Budi Contoh"
    (proof,) = stored.conversation.draft.proofs
    assert proof.file is not None
    assert await app.blob_store.get(proof.file.key) == photo(), "both sent the same bytes"


async def test_whoever_was_forgotten_is_a_newcomer(alice: Person) -> None:
    await a_whole_visit(alice)
    await alice.taps("Ya, hapus semua")
    await alice.says("halo")
    assert alice.text.startswith("Halo, Alice. Saya Tuntun")
    assert "Siti" not in alice.text


async def test_whoever_changes_their_mind_keeps_everything(app: App, alice: Person) -> None:
    await a_whole_visit(alice)
    await alice.taps("Tidak, simpan")
    assert "semuanya tetap tersimpan" in alice.text
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    assert stored.conversation.draft.value("nama_inovator") == "Siti Rahasia"


async def test_an_old_button_that_forgets_asks_once_more(app: App, alice: Person, clock: Clock) -> None:
    await a_whole_visit(alice)
    clock.passes(days=7)
    await alice.taps("Ya, hapus semua")
    assert "Yakin dihapus?" in alice.text
    assert await app.database.read(conversations.load, 1) is not None


async def test_a_repeated_wish_to_be_forgotten_changes_nothing(app: App, alice: Person) -> None:
    await a_whole_visit(alice)
    update = alice.tap("Ya, hapus semua")
    await alice.gives(update)
    await alice.says("halo")
    count = len(alice.messages)
    await alice.gives(update)
    assert len(alice.messages) == count


async def test_bob_gets_nothing_of_alices_by_pressing_her_buttons(
    app: App, paper: PaperChannel, alice: Person, bob: Person
) -> None:
    await a_whole_visit(alice)
    await bob.says("/mulai rancangan")
    before = await app.database.read(conversations.load, 1)
    tokens = {button.token for message in alice.messages for row in message.rows for button in row}
    assert len(tokens) > 20
    for token in sorted(tokens):
        meant = read_token(token)
        assert meant is not None
        await bob.gives(paper.update("Bob", token=token, pressed="1"))
        heard = "\n".join(plain(message.text) for message in bob.messages)
        assert not [secret for secret in SECRETS if secret in heard], token
        assert not [message for message in bob.messages if message.attachment and "Rahasia" in message.attachment.name]
    after = await app.database.read(conversations.load, 1)
    assert before is not None
    assert after is not None
    assert (after.revision, after.contact, after.name) == (before.revision, before.contact, before.name)


async def test_bob_without_a_draft_gets_nothing_of_alices_either(
    paper: PaperChannel, alice: Person, bob: Person
) -> None:
    await a_whole_visit(alice)
    for token in sorted({button.token for message in alice.messages for row in message.rows for button in row})[::5]:
        await bob.gives(paper.update("Bob", token=token, pressed="1"))
        assert not [secret for secret in SECRETS if secret in bob.text], token


async def test_a_reply_to_somebody_elses_message_is_about_ones_own_question(
    app: App, paper: PaperChannel, alice: Person, bob: Person
) -> None:
    await alice.says("/mulai rancangan")
    asked = alice.last
    await alice.says("Siti Contoh")
    await bob.says("/mulai rancangan")
    await bob.says("Budi Contoh", reply_to=alice.id_of(asked))
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    assert stored.conversation.draft.value("nama_inovator") == "Siti Contoh"


async def test_what_was_dealt_with_a_month_ago_is_tidied_away(
    app: App, settings: Settings, alice: Person, clock: Clock
) -> None:
    await alice.says("/mulai rancangan")
    clock.passes(days=31)
    restarted = build(settings, channels=[], now=clock, sleep=clock.sleep)
    await restarted.start()
    async with asyncio.timeout(10):
        while await app.database.read(known_updates):  # noqa: ASYNC110 - nobody says when it is tidy
            await asyncio.sleep(0)
    await restarted.stop()


def known_updates(connection: Connection) -> int:
    return len(connection.execute(select(inbox.c.id)).all())


def everything(connection: Connection) -> list[str]:
    """Return every row of every table but the forms', as text."""
    return [
        str(tuple(row))
        for table in metadata.sorted_tables
        if table.name != "flows"
        for row in connection.execute(select(table))
    ]


def stored_files(folder: Path) -> list[Path]:
    """Return the files that people sent or were sent."""
    return [path for path in (folder / "files").rglob("*") if path.is_file()]
