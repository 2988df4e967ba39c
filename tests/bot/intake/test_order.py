"""Messages late, shuffled, repeated, cut and in bursts: each goes to the question its sender saw."""

from __future__ import annotations

from datetime import timedelta

from bot.app import App
from bot.ports import RawUpdate
from flows.conversation import Conversation, EventKind
from storage.drafts import conversations
from tests.fakes.paper import Clock, PaperChannel, Person

STORY = "Pada 2025 ada 120 dari 316 ibu hamil kurang darah (38 %), menurut register KIA."


async def draft_of(app: App, number: int = 1) -> Conversation:
    stored = await app.database.read(conversations.load, number)
    assert stored is not None
    return stored.conversation


async def value(app: App, question: str, number: int = 1) -> object:
    return (await draft_of(app, number)).draft.value(question)


async def at_the_problem(person: Person) -> None:
    """Answer up to the first long question."""
    await person.says("/mulai rancangan")
    await person.says("Siti Contoh")
    await person.says("Puskesmas Contoh")
    await person.says("Teman Minum bagi Ibu Hamil")


async def test_five_messages_in_one_second_are_one_answer_and_get_one_reply(app: App, alice: Person) -> None:
    await at_the_problem(alice)
    story = ["Ibu hamil sering terlambat.", "Ada 12 orang", "tahun lalu", "menurut register.", "Mereka jauh."]
    await alice.says(*story)
    assert len(alice.heard) == 1
    assert await value(app, "masalah") == "\n".join(story)
    events = (await draft_of(app)).events
    assert [event.question for event in events if event.kind is EventKind.ANSWERED].count("masalah") == 1


async def test_five_messages_that_come_one_by_one_lose_no_word(app: App, alice: Person, paper: PaperChannel) -> None:
    await at_the_problem(alice)
    story = ["Ibu hamil sering terlambat.", "Ada 12 orang", "tahun lalu", "menurut register.", "Mereka jauh."]
    updates = [alice.update(text=text) for text in story]  # all were written before the first was answered
    for update in updates:
        await alice.gives(update)
    assert await value(app, "masalah") == "\n".join(story)
    assert await value(app, "gagasan") is None


async def test_a_burst_at_a_short_question_keeps_every_word(app: App, alice: Person) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("Siti Contoh", "bidan desa", "sudah sepuluh tahun")
    assert len(alice.heard) == 1
    raw = [event.raw for event in (await draft_of(app)).events]
    assert {"Siti Contoh", "bidan desa", "sudah sepuluh tahun"} <= set(raw)


async def test_a_word_for_a_command_inside_a_burst_is_obeyed(app: App, alice: Person) -> None:
    await at_the_problem(alice)
    await alice.says(STORY, "kembali")
    assert await value(app, "masalah") == STORY
    assert len(alice.heard) == 1
    assert "Apa yang paling mengganjal" in alice.text


async def test_a_text_that_the_phone_cut_in_three_is_one_answer(
    app: App, alice: Person, clock: Clock, paper: PaperChannel
) -> None:
    await at_the_problem(alice)
    whole = "".join(f"kata{number} " for number in range(1300)).strip()
    pieces = [whole[at : at + 4096] for at in range(0, len(whole), 4096)]
    assert len(pieces) == 3
    before = len(alice.messages)
    for piece in pieces:
        await paper.receive(alice.update(text=piece))
    clock.passes(seconds=2)
    await app.idle()
    assert await value(app, "masalah") == whole
    assert len(alice.messages) == before + 1
    assert "1300 kata" in alice.text or "1.300 kata" in alice.text


async def test_the_rest_of_a_cut_text_is_waited_for(app: App, alice: Person, clock: Clock, paper: PaperChannel) -> None:
    await at_the_problem(alice)
    before = len(alice.messages)
    await paper.receive(alice.update(text="a" * 4096))
    assert len(alice.messages) == before
    clock.passes(seconds=1)
    await paper.receive(alice.update(text="b" * 100))
    clock.passes(seconds=1)
    await app.idle()
    assert await value(app, "masalah") == "a" * 4096 + "b" * 100
    assert len(alice.messages) == before + 1


async def test_a_cut_text_without_a_rest_is_an_answer(
    app: App, alice: Person, clock: Clock, paper: PaperChannel
) -> None:
    await at_the_problem(alice)
    await paper.receive(alice.update(text="kata " * 810))
    clock.passes(seconds=2)
    await app.idle()
    assert "810 kata" in alice.text
    assert await value(app, "masalah") == ("kata " * 810).strip()


async def test_a_long_text_of_an_app_that_cuts_nothing_waits_for_nothing(app: App, alice: Person) -> None:
    await at_the_problem(alice)
    await alice.gives(alice.update(text="kata " * 810, cut_at=None))
    assert "810 kata" in alice.text


async def test_pieces_that_arrive_shuffled_are_put_in_order(
    app: App, alice: Person, clock: Clock, paper: PaperChannel
) -> None:
    await at_the_problem(alice)
    first, second, third = (
        alice.update(text=letter * length) for letter, length in (("a", 4096), ("b", 4096), ("c", 9))
    )
    await paper.receive(first)
    await paper.receive(third)
    await paper.receive(second)
    clock.passes(seconds=4)
    await app.idle()
    assert await value(app, "masalah") == "a" * 4096 + "b" * 4096 + "c" * 9


async def test_the_same_update_twice_is_taken_once(app: App, alice: Person) -> None:
    await at_the_problem(alice)
    update = alice.update(text=STORY)
    await alice.gives(update, update)
    events, count = (await draft_of(app)).events, len(alice.messages)
    await alice.gives(update)
    assert await value(app, "masalah") == STORY
    assert (await draft_of(app)).events == events
    assert len(alice.messages) == count, "nobody hears the same twice"


async def test_updates_out_of_order_go_to_the_questions_that_were_seen(app: App, alice: Person) -> None:
    await alice.says("/mulai rancangan")
    name = alice.update(text="Siti Contoh")
    await alice.gives(name)
    unit = alice.update(text="Puskesmas Contoh")
    late = RawUpdate(channel=unit.channel, key="late", address=unit.address, body=name.body.replace("Siti", "Sri"))
    await alice.gives(unit)
    await alice.gives(late)
    assert await value(app, "nama_inovator") == "Sri Contoh"
    assert await value(app, "unit_kerja") == "Puskesmas Contoh"
    assert await value(app, "judul") is None
    assert "Nama inovator" in alice.text
    assert "Apa judul sementara inovasi Anda?" in alice.text
    await alice.taps("Urungkan")
    assert await value(app, "nama_inovator") == "Siti Contoh"


async def test_what_was_written_before_the_next_question_came_answers_the_one_before(app: App, alice: Person) -> None:
    await at_the_problem(alice)
    more = alice.update(text="Mereka tinggal jauh.")
    await alice.gives(alice.update(text=STORY))
    await alice.gives(more)
    assert await value(app, "masalah") == f"{STORY}\nMereka tinggal jauh."
    assert await value(app, "gagasan") is None
    assert "Apa ide Anda" in alice.text


async def test_a_reply_to_an_old_question_answers_that_one(app: App, alice: Person, clock: Clock) -> None:
    await at_the_problem(alice)
    asked = alice.last
    await alice.says(STORY)
    clock.passes(hours=3)
    await alice.says("Mereka tinggal jauh.", reply_to=alice.id_of(asked))
    assert await value(app, "masalah") == f"{STORY}\nMereka tinggal jauh."


async def test_a_word_said_before_the_form_was_chosen_is_no_answer_in_it(app: App, alice: Person) -> None:
    await alice.says("halo")
    hasty = alice.update(text="saya bidan di desa")
    await alice.taps("Masih ide")
    await alice.gives(hasty)
    assert await value(app, "nama_inovator", 2) is None
    assert "saya simpan sebagai catatan." in alice.text
    assert "Siapa nama lengkap Anda?" in alice.text
    assert [event.raw for event in (await draft_of(app, 2)).events] == ["saya bidan di desa"]


async def test_two_devices_of_one_person_at_once_keep_both_answers(app: App, alice: Person) -> None:
    await at_the_problem(alice)
    phone, tablet = alice.update(text="Dari telepon."), alice.update(text="Dari tablet.")
    await alice.gives(phone)
    await alice.gives(tablet)
    assert await value(app, "masalah") == "Dari telepon.\nDari tablet."
    assert "Pesan tadi saya sambungkan ke “Masalah”" in alice.text


async def test_last_weeks_button_changes_nothing_today(app: App, alice: Person, clock: Clock) -> None:
    await alice.says("/mulai kipp_2025")
    await alice.says("ubah tipe_instansi")
    last_week, (first, second, *_) = alice.last, alice.labels
    await alice.taps(first)
    answers = (await draft_of(app)).draft.answers
    assert "tipe_instansi" in answers
    clock.passes(days=7)
    await alice.taps(second, on=last_week)
    assert (await draft_of(app)).draft.answers == answers
    assert "Jawabannya tidak saya ubah." in alice.text


async def test_a_message_of_the_future_is_taken_now(app: App, alice: Person, clock: Clock) -> None:
    await alice.says("/mulai rancangan")
    clock.time += timedelta(days=1)
    update = alice.update(text="Siti Contoh")
    clock.time -= timedelta(days=1)
    await alice.gives(update)
    assert await value(app, "nama_inovator") == "Siti Contoh"
