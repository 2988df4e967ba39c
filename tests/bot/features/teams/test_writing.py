"""Colleagues write in one draft over the whole program: invited, side by side."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app import App
from flows.conversation import EventKind
from flows.messages import Address
from storage.people import contacts, units
from storage.reviews import reviews
from tests.bot.features.drafts.test_odd_input import photo
from tests.bot.features.teams.team_draft import OTHER, STORY, code_of, heard, invited, number_of, people, stored
from tests.fakes.paper import Clock, PaperChannel, Person


async def test_whoever_comes_in_hears_whose_draft_it_is_and_what_is_empty(
    app: App, alice: Person, erna: Person, joko: Person
) -> None:
    await invited(alice, erna, joko)
    assert "Anda ikut menulis “Teman Minum bagi Ibu Hamil” (Semua jenis), draf Alice." in joko.text
    assert "Yang juga menulis: Erna." in joko.text
    assert "Yang masih kosong: Awal dan Angka." in joko.text
    assert "Joko sekarang ikut menulis" in heard(alice)
    assert "Joko sekarang ikut menulis" in heard(erna)
    assert [member.name for member in await people(app)] == ["Alice", "Erna", "Joko"]


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
    names = {str(await number_of(app, person)): person.name for person in (alice, erna)}
    answers = [event for event in (await stored(app)).conversation.events if event.kind is EventKind.ANSWERED]
    assert [(event.question, names[event.source.contact]) for event in answers] == [
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


async def test_a_draft_is_its_owners_units_whoever_hands_it_in(app: App, alice: Person, erna: Person) -> None:
    await invited(alice, erna)

    def place(connection: Connection) -> int:
        unit = units.in_states(connection)[0].id
        contacts.update(
            connection, contacts.at(connection, Address(channel="paper", id="Alice"), "Alice", app.now()).id, unit=unit
        )
        return unit

    unit = await app.database.write(place)
    await erna.says("kirim")
    await erna.taps("Ya, ajukan")
    (handed,) = await app.database.read(reviews.of_draft, 1)
    assert handed.unit == unit
    assert "Erna mengajukan" in alice.text
