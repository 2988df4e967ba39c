"""Answers a yes-or-no of the bot by typing, as those do who never press a button."""

from __future__ import annotations

import pytest

from bot.app import App
from flows.conversation import Conversation, Status
from flows.language.yes_no import read_consent
from flows.messages import Button
from storage.drafts import conversations
from tests.fakes.paper import Person

SUBMIT = Button("Ya, ajukan", "submit_yes")
DISCARD = Button("Ya, buang", "discard_yes")


async def draft_of(app: App) -> Conversation:
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    return stored.conversation


async def at_the_story(alice: Person) -> None:
    """Bring Alice to the first question that takes any words."""
    await alice.says("/mulai rancangan")
    for text in ("Siti Contoh", "Puskesmas Contoh", "Judul Contoh bagi Ibu"):
        await alice.says(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ya", True),
        ("Iya, kirim.", True),
        ("iya kirim saja bu", True),
        ("kirim", True),
        ("Ya, ajukan", True),
        ("ok", True),
        ("👍", True),
        ("tidak", False),
        ("jangan", False),
        ("jangan dulu", False),
        ("batal", False),
        ("nanti dulu", False),
        ("ya jangan dulu", False),
        ("buang", None),
        ("ada", None),
        ("sudah", None),
        ("simpan", None),
        ("draf", None),
        ("64", None),
        ("", None),
        ("Ya, 12 ibu hamil setiap bulan", None),
        ("Tidak ada jadwal sore", None),
        ("hapus data", None),
    ],
)
def test_only_what_is_nothing_but_a_yes_or_a_no_is_one(text: str, meant: bool | None) -> None:
    assert read_consent(text, SUBMIT.label) is meant


def test_to_name_the_act_is_a_yes_to_that_act_alone() -> None:
    assert read_consent("buang", DISCARD.label) is True
    assert read_consent("kirim", DISCARD.label) is None


@pytest.mark.parametrize("text", ["ya", "iya kirim", "kirim"])
async def test_a_typed_yes_submits_the_draft(app: App, alice: Person, text: str) -> None:
    await at_the_story(alice)
    await alice.says("kirim")
    assert "Ajukan draf ini ke pendamping?" in alice.text
    await alice.says(text)
    assert (await draft_of(app)).status is Status.SUBMITTED
    assert (await draft_of(app)).draft.value("masalah") is None


@pytest.mark.parametrize("text", ["tidak", "jangan", "belum", "batal"])
async def test_a_typed_no_leaves_the_draft_and_asks_what_is_open(app: App, alice: Person, text: str) -> None:
    await at_the_story(alice)
    await alice.says("kirim")
    before = (await draft_of(app)).events
    await alice.says(text)
    draft = await draft_of(app)
    assert (draft.status, draft.events) == (Status.DRAFT, before)
    assert "Apa yang paling mengganjal" in alice.text


async def test_a_draft_is_put_away_by_a_typed_yes(app: App, alice: Person) -> None:
    await at_the_story(alice)
    await alice.says("batal")
    await alice.taps("Buang draf ini")
    await alice.says("iya buang")
    assert (await draft_of(app)).status is Status.CANCELLED


async def test_everything_is_removed_by_a_typed_yes_and_kept_by_a_typed_no(app: App, alice: Person) -> None:
    await at_the_story(alice)
    await alice.says("hapus data")
    await alice.says("jangan")
    assert "semuanya tetap tersimpan" in alice.text
    await alice.says("hapus data")
    await alice.says("ya")
    assert "Semua data Anda sudah dihapus." in alice.text
    assert await app.database.read(conversations.load, 1) is None


@pytest.mark.parametrize("ask", ["kirim", "hapus data"])
async def test_any_other_word_answers_the_open_question_and_ends_the_waiting(app: App, alice: Person, ask: str) -> None:
    await at_the_story(alice)
    await alice.says(ask)
    await alice.says("Ibu hamil terlambat diperiksa.")
    assert (await draft_of(app)).draft.value("masalah") == "Ibu hamil terlambat diperiksa."
    await alice.says("ya")
    draft = await draft_of(app)
    assert draft.status is Status.DRAFT


async def test_a_yes_after_something_else_was_shown_confirms_nothing(app: App, alice: Person) -> None:
    await at_the_story(alice)
    await alice.says("kirim")
    await alice.says("daftar")
    await alice.says("ya")
    assert (await draft_of(app)).status is Status.DRAFT


async def test_a_yes_sent_before_the_question_was_there_confirms_nothing(app: App, alice: Person) -> None:
    await at_the_story(alice)
    early = alice.update(text="ya", at="2026-08-26T00:59:00+00:00")
    await alice.says("hapus data")
    await alice.gives(early)
    assert await app.database.read(conversations.load, 1) is not None


async def test_a_yes_that_replies_to_an_older_question_answers_that_one(app: App, alice: Person) -> None:
    await at_the_story(alice)
    question = alice.last
    await alice.says("hapus data")
    await alice.says("ya", reply_to=alice.id_of(question))
    assert await app.database.read(conversations.load, 1) is not None
