"""Colleagues write in one draft over the whole program: invited, side by side, and gone at once when they go."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.channels.tokens import read_token
from flows.conversation import EventKind
from flows.messages import Address, plain
from storage import audit, contacts, conversations, members
from storage.records import Act, Member, Stored
from tests.bot.test_odd_input import photo
from tests.bot.test_privacy import everything
from tests.fakes.paper import Clock, PaperChannel, Person

CODE = re.compile(r"\b[A-Z]{5}-[A-Z]{5}\b")
STORY = "Ada 12 ibu hamil kurang darah."
OTHER = "Dua belas ibu belum diperiksa."

Invite = Callable[..., Awaitable[None]]


@pytest.fixture
async def erna(person: Callable[[str], Person]) -> Person:
    """A colleague of Alice's."""
    return person("Erna")


@pytest.fixture
async def joko(person: Callable[[str], Person]) -> Person:
    """Another colleague."""
    return person("Joko")


async def number_of(app: App, person: Person) -> int:
    """Return a person's number."""

    def read(connection: Connection) -> int:
        return contacts.at(connection, Address(channel="paper", id=person.name), person.name, app.now()).id

    return await app.database.write(read)


async def stored(app: App, draft: int = 1) -> Stored:
    found = await app.database.read(conversations.load, draft)
    assert found is not None
    return found


async def people(app: App, draft: int = 1) -> list[Member]:
    return await app.database.read(members.of, draft)


async def invited(alice: Person, *others: Person) -> str:
    """Let Alice begin a draft and invite the others, who come in; return the code."""
    await alice.says("/mulai semua")
    await alice.says("Teman Minum bagi Ibu Hamil")
    code = code_of(await alice.says("ajak"))
    for other in others:
        await other.says(f"/start {code}")
    return code


def code_of(text: str) -> str:
    found = CODE.search(text)
    assert found is not None, text
    return found[0]


def heard(person: Person) -> str:
    return "\n".join(plain(message.text) for message in person.messages)


# --- coming in -----------------------------------------------------------------------------------


async def test_whoever_comes_in_hears_whose_draft_it_is_and_what_is_empty(
    app: App, alice: Person, erna: Person, joko: Person
) -> None:
    await invited(alice, erna, joko)
    assert "Anda ikut menulis “Teman Minum bagi Ibu Hamil” (Semua jenis), draf Alice." in joko.text
    assert "Yang juga menulis: Erna." in joko.text
    assert "Yang masih kosong: Awal dan Angka." in joko.text
    assert "Joko sekarang ikut menulis" in heard(alice)
    assert "Joko sekarang ikut menulis" in heard(erna)
    assert [one.name for one in await people(app)] == ["Alice", "Erna", "Joko"]


async def test_whoever_comes_in_begins_where_nobody_writes(alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    assert "Berapa orang terbantu?" in erna.text
    assert "Awal · 1/4 ▰▱▱▱▱ · Alice sedang mengisi" in await erna.says("daftar")


async def test_what_one_writes_the_others_have(app: App, alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    await erna.says("64")
    await alice.says(STORY)
    draft = (await stored(app)).conversation.draft
    assert (draft.value("orang"), draft.value("masalah")) == (64, STORY)
    assert "64" in await alice.says("pratinjau") or "64" in await alice.taps("Bagian berikut")
    assert "Penerima (Erna)" in heard(alice)


async def test_the_owner_who_follows_the_code_is_just_in_the_draft(app: App, alice: Person) -> None:
    code = await invited(alice)
    assert "Anda sudah ikut menulis" in await alice.says(f"/start {code}")
    assert len(await people(app)) == 1


async def test_who_has_no_name_is_asked_for_it(app: App, paper: PaperChannel, alice: Person) -> None:
    code = await invited(alice)
    nameless = Person(app, paper, "")
    await nameless.says(f"/start {code}")
    assert "siapa nama Anda?" in nameless.text
    assert "siapa nama Anda?" in await nameless.says("12")
    await nameless.says("Bu  Erna")
    assert "Berapa orang terbantu?" in nameless.text
    assert "Bu Erna sekarang ikut menulis" in heard(alice)


async def test_an_invitation_is_shown_again_as_long_as_it_lasts(alice: Person, clock: Clock) -> None:
    first = await invited(alice)
    assert code_of(await alice.says("ajak")) == first
    clock.passes(days=6)
    assert code_of(await alice.says("ajak")) != first


async def test_a_draft_that_was_put_away_lets_nobody_in(app: App, alice: Person, erna: Person) -> None:
    code = await invited(alice)
    await alice.says("batal")
    await alice.taps("Buang draf ini")
    await alice.taps("Ya, buang")
    await erna.says(f"/start {code}")
    assert "sudah ditutup" in erna.text
    assert len(await people(app)) == 1


async def test_members_hear_when_the_draft_is_put_away(alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    await alice.says("batal")
    await alice.taps("Buang draf ini")
    assert "juga bagi Erna" in alice.text
    await alice.taps("Ya, buang")
    assert "Alice menyimpan draf “Teman Minum bagi Ibu Hamil” ke arsip" in erna.text


async def test_a_shared_draft_stands_in_the_list_with_its_people(alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    await erna.says("/mulai rancangan")
    await erna.says("/mulai")
    assert "Teman Minum bagi Ibu Hamil · Semua jenis · bersama Alice · terakhir" in erna.text
    await alice.says("/mulai rancangan")
    await alice.says("/mulai")
    assert "Teman Minum bagi Ibu Hamil · Semua jenis · bersama Erna · terakhir" in alice.text


async def test_what_another_answered_about_themselves_is_not_carried_into_ones_own_draft(
    app: App, alice: Person, erna: Person
) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("Alice Contoh")
    code = code_of(await alice.says("ajak"))
    await erna.says(f"/start {code}")
    assert "Anda ikut menulis draf" in await erna.says("/mulai rancangan")
    await erna.taps("Draf baru")
    own = (await stored(app, 2)).conversation.draft
    assert (own.value("nama_inovator"), (await stored(app, 1)).conversation.draft.value("nama_inovator")) == (
        None,
        "Alice Contoh",
    )


# --- side by side --------------------------------------------------------------------------------


async def test_a_section_is_taken_with_a_word_and_held_by_answering(
    alice: Person, erna: Person, joko: Person, clock: Clock
) -> None:
    await invited(alice, erna, joko)
    clock.passes(minutes=31)
    assert "sedang mengisi" not in await joko.says("daftar")
    await joko.says("saya isi bagian 2")
    assert "Bagian “Angka” Anda yang isi" in joko.text
    clock.passes(minutes=20)
    await joko.says("64")
    clock.passes(minutes=20)
    assert "2. Angka · 1/7 ▰▱▱▱▱ · Joko sedang mengisi" in await alice.says("daftar")
    clock.passes(minutes=11)
    assert "sedang mengisi" not in await alice.says("daftar")


async def test_who_answers_where_another_writes_goes_on_after_one_tap(app: App, alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    await erna.says("ubah masalah")
    assert "Alice sedang mengisi bagian ini." in erna.text
    await erna.says(OTHER)
    assert "Jawaban Anda saya pegang" in erna.text
    assert (await stored(app)).conversation.draft.value("masalah") is None
    await erna.taps("Tetap simpan")
    assert (await stored(app)).conversation.draft.value("masalah") == OTHER


async def test_two_answers_at_once_are_put_side_by_side(app: App, alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    await erna.says("ubah masalah")
    await alice.says(STORY)
    await erna.says(OTHER)
    assert f"Alice baru saja menjawab “Masalah” juga:\n{STORY}" in erna.text
    await erna.taps("Gabungkan")
    conversation = (await stored(app)).conversation
    assert conversation.draft.value("masalah") == f"{STORY}\n{OTHER}"
    said = [event.raw for event in conversation.events if event.question == "masalah" and event.raw]
    assert said == [STORY, OTHER]


async def test_the_log_says_who_answered(app: App, alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    await erna.says("64")
    await alice.says(STORY)
    names = {str(await number_of(app, one)): one.name for one in (alice, erna)}
    answers = [one for one in (await stored(app)).conversation.events if one.kind is EventKind.ANSWERED]
    assert [(one.question, names[one.source.contact]) for one in answers] == [
        ("judul", "Alice"),
        ("orang", "Erna"),
        ("masalah", "Alice"),
    ]


async def test_a_button_means_what_its_own_message_asked(app: App, alice: Person, erna: Person) -> None:
    """Both are asked under the same numbers, and neither's old buttons touch the other's questions."""
    await invited(alice, erna)
    await alice.says("ubah jenis")
    question = alice.last
    await alice.says("ubah masalah")
    await erna.says("ubah rutin")
    theirs = erna.last
    await erna.says("ubah biaya")
    await alice.taps("Digital", on=question)
    await erna.taps("Ya", on=theirs)
    draft = (await stored(app)).conversation.draft
    assert (draft.value("jenis"), draft.value("rutin")) == ("digital", True)


async def test_documents_are_made_of_what_all_wrote(alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    await erna.sends(photo(), caption="antrean")
    await alice.says("draf")
    assert [message.attachment.name for message in alice.heard if message.attachment]
    await erna.says("draf")
    assert [message.attachment.name for message in erna.heard if message.attachment]


# --- going ---------------------------------------------------------------------------------------


async def test_a_member_leaves_after_one_question_and_all_are_told(
    app: App, alice: Person, erna: Person, joko: Person
) -> None:
    await invited(alice, erna, joko)
    await erna.says("64")
    await erna.says("keluar dari draf")
    assert [one.name for one in await people(app)] == ["Alice", "Erna", "Joko"], "only a yes counts"
    await erna.taps("Ya, keluar")
    assert "Anda sudah keluar dari" in erna.text
    for other in (alice, joko):
        assert "Erna tidak ikut menulis" in heard(other)
    assert [one.name for one in await people(app)] == ["Alice", "Joko"]
    assert (await stored(app)).conversation.draft.value("orang") == 64
    assert "Penerima (Erna)" in await alice.says("pratinjau") + await alice.taps("Bagian berikut")


async def test_an_answer_and_the_farewell_in_one_burst_lose_nothing(app: App, alice: Person, erna: Person) -> None:
    await invited(alice, erna)
    await erna.says("keluar dari draf")
    last_word = erna.update(text="64")
    await erna.gives(last_word, erna.tap("Ya, keluar"))
    assert (await stored(app)).conversation.draft.value("orang") == 64
    assert len(await people(app)) == 1


async def test_an_owner_hands_over_before_leaving(app: App, alice: Person, erna: Person, joko: Person) -> None:
    await invited(alice, erna, joko)
    assert "Serahkan dulu" in await alice.says("keluar dari draf")
    await alice.taps("Serahkan draf")
    await alice.taps("Joko")
    assert "Serahkan ke Joko?" in alice.text
    await alice.taps("Ya, serahkan")
    assert "Alice menyerahkan draf “Teman Minum bagi Ibu Hamil” kepada Anda" in joko.text
    assert "kepada Joko" in erna.text
    assert [(one.name, one.is_owner) for one in await people(app)] == [
        ("Joko", True),
        ("Erna", False),
        ("Alice", False),
    ]
    await alice.says("lanjut")
    assert "Apa masalahnya?" in alice.text, "everybody stays where they stood"
    await alice.says("keluar dari draf")
    await alice.taps("Ya, keluar")
    assert [one.name for one in await people(app)] == ["Joko", "Erna"]


async def test_who_is_removed_loses_everything_at_once(
    app: App, paper: PaperChannel, alice: Person, erna: Person
) -> None:
    code = await invited(alice, erna)
    await erna.says("daftar")
    await erna.says("draf")
    tokens = {button.token for message in erna.messages for row in message.rows for button in row}
    await alice.says("tim")
    await alice.taps("Keluarkan anggota")
    await alice.taps("Ya, keluarkan")
    assert "Alice mengeluarkan Anda dari draf" in erna.text
    await alice.says("Rahasia dapur kami 12 ibu.")
    before = await stored(app)
    for token in sorted(tokens):
        assert read_token(token) is not None
        await erna.gives(paper.update("Erna", token=token, pressed="1"))
        assert not [one for one in erna.heard if one.attachment], token
    for words in ("lanjut", "daftar", "pratinjau", "draf", "tim", "ajak", f"/start {code}", "64"):
        await erna.says(words)
    after = await stored(app)
    assert (after.revision, len(after.conversation.events)) == (before.revision, len(before.conversation.events))
    assert "Rahasia" not in heard(erna)
    assert [one.name for one in await people(app)] == ["Alice"]


async def test_an_old_yes_asks_once_more(app: App, alice: Person, erna: Person, clock: Clock) -> None:
    await invited(alice, erna)
    await alice.says("serahkan draf")
    hand = alice.last
    await erna.says("keluar dari draf")
    leave = erna.last
    clock.passes(hours=2)
    assert "Keluar dari draf ini?" in await erna.taps("Ya, keluar", on=leave)
    assert "Serahkan ke Erna?" in await alice.taps("Ya, serahkan", on=hand)
    assert [(one.name, one.is_owner) for one in await people(app)] == [("Alice", True), ("Erna", False)]


@pytest.mark.parametrize("words", ["serahkan draf", "tim"])
async def test_only_the_owner_removes_and_hands_over(
    app: App, paper: PaperChannel, alice: Person, erna: Person, joko: Person, words: str
) -> None:
    await invited(alice, erna, joko)
    await alice.says("tim")
    await alice.taps("Keluarkan anggota")
    await alice.taps("Joko")
    await alice.says("serahkan draf")
    await alice.taps("Joko")
    tokens = {button.token for message in alice.messages for row in message.rows for button in row}
    await erna.says(words)
    for token in sorted(tokens):
        await erna.gives(paper.update("Erna", token=token, pressed="1"))
    assert next((one.name, one.is_owner) for one in await people(app)) == ("Alice", True)
    assert {one.name for one in await people(app)} >= {"Alice", "Joko"}


async def test_every_change_of_the_team_stands_in_the_audit_log(
    app: App, alice: Person, erna: Person, joko: Person
) -> None:
    await invited(alice, erna, joko)
    await erna.says("keluar dari draf")
    await erna.taps("Ya, keluar")
    await alice.says("serahkan draf")
    await alice.taps("Ya, serahkan")
    await joko.says("tim")
    await joko.taps("Keluarkan anggota")
    await joko.taps("Ya, keluarkan")
    acts: list[Act] = await app.database.read(audit.last, 20)
    assert [act.action for act in reversed(acts)] == [
        "team invited",
        "team joined",
        "team joined",
        "team left",
        "draft handed over",
        "team member removed",
    ]


# --- forgetting ----------------------------------------------------------------------------------


async def test_who_is_forgotten_leaves_the_answers_to_the_team_without_a_name(
    app: App, alice: Person, erna: Person
) -> None:
    await invited(alice, erna)
    await erna.says("64")
    await erna.sends(photo(), caption="antrean")
    await erna.says("hapus data")
    await erna.taps("Ya, hapus semua")
    found = await stored(app)
    assert found.conversation.draft.value("orang") == 64
    (proof,) = found.conversation.draft.proofs
    assert proof.file is not None
    assert await app.shelf.get(proof.file.key) == photo()
    assert [one.name for one in await people(app)] == ["Alice"]
    assert "Erna" not in await alice.says("pratinjau") + await alice.taps("Bagian berikut")
    rows = "\n".join(await app.database.read(everything))
    assert "Erna" not in rows


async def test_a_forgotten_owner_leaves_the_draft_to_who_joined_first(
    app: App, alice: Person, erna: Person, joko: Person
) -> None:
    await invited(alice, erna, joko)
    await alice.says("hapus data")
    await alice.taps("Ya, hapus semua")
    assert "Drafnya sekarang milik Anda" in erna.text
    assert [(one.name, one.is_owner) for one in await people(app)] == [("Erna", True), ("Joko", False)]
    await joko.says("lanjut")
    await joko.says("saya isi bagian 2")
    assert (await stored(app)).conversation.draft.value("judul") == "Teman Minum bagi Ibu Hamil"
    await erna.says("hapus data")
    await erna.taps("Ya, hapus semua")
    await joko.says("hapus data")
    await joko.taps("Ya, hapus semua")
    assert await app.database.read(conversations.load, 1) is None, "with the last one the draft goes"


# --- others --------------------------------------------------------------------------------------


async def test_bob_gets_nothing_of_a_team(
    app: App, paper: PaperChannel, alice: Person, erna: Person, bob: Person, clock: Clock
) -> None:
    await invited(alice, erna)
    await erna.says("64")
    await alice.says("Cerita rahasia 12 ibu.")
    for words in ("daftar", "pratinjau", "draf", "tim", "serahkan draf", "kirim"):
        await alice.says(words)
        await erna.says(words)
    await bob.says("/mulai semua")
    before = await stored(app)
    tokens = {
        button.token for one in (alice, erna) for message in one.messages for row in message.rows for button in row
    }
    # What invites others to write along is meant to be passed on; nothing else is.
    for token in sorted(tokens):
        await bob.gives(paper.update("Bob", token=token, pressed="1"))
    clock.passes(seconds=timedelta(hours=1).total_seconds())
    for words in ("tim", "ajak", "keluar dari draf", "serahkan draf", "saya isi bagian 2"):
        await bob.says(words)
    assert "rahasia" not in heard(bob)
    assert "Teman Minum" not in heard(bob)
    after = await stored(app)
    assert (after.revision, after.contact) == (before.revision, before.contact)
    assert [one.name for one in await people(app)] == ["Alice", "Erna"]
    assert not [message for message in bob.messages if message.attachment and "Minum" in message.attachment.name]
