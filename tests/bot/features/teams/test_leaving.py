"""Members leave a draft, are removed, hand it over or are forgotten: gone at once, and what they wrote stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.app import App
from bot.channels.layout.callback_data import read_token
from storage.drafts import conversations, members
from storage.people import audit
from storage.records import AuditEntry
from tests.bot.features.drafts.test_odd_input import photo
from tests.bot.features.people.test_privacy import everything
from tests.bot.features.teams.team_draft import heard, invited, number_of, people, stored
from tests.fakes.paper import Clock, PaperChannel, Person


async def test_a_member_leaves_after_one_question_and_all_are_told(
    app: App, alice: Person, erna: Person, joko: Person
) -> None:
    await invited(alice, erna, joko)
    await erna.says("64")
    await erna.says("keluar dari draf")
    assert [member.name for member in await people(app)] == ["Alice", "Erna", "Joko"], "only a yes counts"
    await erna.taps("Ya, keluar")
    assert "Anda sudah keluar dari" in erna.text
    for other in (alice, joko):
        assert "Erna tidak ikut menulis" in heard(other)
    assert [member.name for member in await people(app)] == ["Alice", "Joko"]
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
    assert [(member.name, member.is_owner) for member in await people(app)] == [
        ("Joko", True),
        ("Erna", False),
        ("Alice", False),
    ]
    await alice.says("lanjut")
    assert "Apa masalahnya?" in alice.text, "everybody stays where they stood"
    await alice.says("keluar dari draf")
    await alice.taps("Ya, keluar")
    assert [member.name for member in await people(app)] == ["Joko", "Erna"]


async def test_every_member_of_a_large_team_can_be_chosen(
    app: App, alice: Person, erna: Person, person: Callable[[str], Person]
) -> None:
    await invited(alice, erna)
    draft = (await stored(app)).conversation.id
    for number in range(1, 10):
        colleague = await number_of(app, person(f"Rekan {number}"))
        await app.database.write(members.join, draft, colleague, app.now())
    await alice.says("serahkan draf")
    seen = [label for label in alice.labels if label.startswith(("Erna", "Rekan"))]
    await alice.taps("8–10 ›")
    seen += [label for label in alice.labels if label.startswith(("Erna", "Rekan"))]
    assert sorted(seen) == ["Erna", *(f"Rekan {number}" for number in range(1, 10))]
    await alice.taps("Rekan 9")
    assert "Serahkan ke Rekan 9?" in alice.text


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
        assert not [outgoing_message for outgoing_message in erna.heard if outgoing_message.attachment], token
    for words in ("lanjut", "daftar", "pratinjau", "draf", "tim", "ajak", f"/start {code}", "64"):
        await erna.says(words)
    after = await stored(app)
    assert (after.revision, len(after.conversation.events)) == (before.revision, len(before.conversation.events))
    assert "Rahasia" not in heard(erna)
    assert [member.name for member in await people(app)] == ["Alice"]


async def test_an_old_yes_asks_once_more(app: App, alice: Person, erna: Person, clock: Clock) -> None:
    await invited(alice, erna)
    await alice.says("serahkan draf")
    hand = alice.last
    await erna.says("keluar dari draf")
    leave = erna.last
    clock.passes(hours=2)
    assert "Keluar dari draf ini?" in await erna.taps("Ya, keluar", on=leave)
    assert "Serahkan ke Erna?" in await alice.taps("Ya, serahkan", on=hand)
    assert [(member.name, member.is_owner) for member in await people(app)] == [("Alice", True), ("Erna", False)]


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
    assert next((member.name, member.is_owner) for member in await people(app)) == ("Alice", True)
    assert {member.name for member in await people(app)} >= {"Alice", "Joko"}


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
    acts: list[AuditEntry] = await app.database.read(audit.last, 20)
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
    assert await app.blob_store.get(proof.file.key) == photo()
    assert [member.name for member in await people(app)] == ["Alice"]
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
    assert [(member.name, member.is_owner) for member in await people(app)] == [("Erna", True), ("Joko", False)]
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
        button.token
        for person in (alice, erna)
        for message in person.messages
        for row in message.rows
        for button in row
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
    assert [member.name for member in await people(app)] == ["Alice", "Erna"]
    assert not [message for message in bob.messages if message.attachment and "Minum" in message.attachment.name]
