"""A person puts reminders off, ends them, has them again; nobody else can."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from bot.app import App
from bot.ports import Consequence, SendError
from flows.messages import Address
from storage.outreach.audience import Audience, choose
from storage.people import contacts
from storage.tables import contacts as table
from tests.bot.features.reminders.conftest import BEGIN, Month, is_reminder, reminders, writes
from tests.fakes.paper import Clock, PaperChannel, Person


async def reminded(month: Month, alice: Person) -> None:
    """Let Alice stop at her unit on a Monday and be reminded on Wednesday, the 4th."""
    told = await month.until("2026-03-04 19:30", {"2026-03-02 19:30": writes(alice, "/mulai rancangan", "Alice")})
    assert told == ["Wed 04 19:30 Alice"]


async def test_one_tap_goes_on_exactly_where_the_person_stopped(month: Month, alice: Person) -> None:
    await reminded(month, alice)
    assert "Berikutnya: Unit kerja." in alice.text
    assert "Identitas, tinggal 2 pertanyaan, sekitar 1 menit." in alice.text
    assert alice.labels == ["Lanjut", "Ingatkan Senin", "Jangan ingatkan"]
    await alice.taps("Lanjut")
    assert "Anda bertugas di mana?" in alice.text


async def test_a_reminder_that_was_put_off_comes_on_that_day_and_then_as_ever(month: Month, alice: Person) -> None:
    await reminded(month, alice)
    await alice.taps("Ingatkan Senin")
    assert "saya ingatkan lagi Senin, 9 Maret 2026 pukul 19.30 WITA" in alice.text
    assert alice.labels == ["Lanjutkan", "Besok saja", "Dua minggu lagi"]
    assert await month.until("2026-04-15 00:00") == ["Mon 09 19:30 Alice", "Mon 16 19:30 Alice", "Mon 30 19:30 Alice"]
    assert "yang Anda minta" in reminders(alice)[1]


async def test_a_day_that_a_person_chose_is_kept_whatever_else_came_in_that_week(month: Month, alice: Person) -> None:
    await reminded(month, alice)
    for _ in range(3):
        await alice.taps("Ingatkan Senin")
        await alice.taps("Besok saja")
        assert len(await month.until(f"{month.clock.time:%Y-%m}-{month.clock.time.day + 1:02} 22:00")) == 1
    assert len(reminders(alice)) == 4


async def test_whoever_writes_meanwhile_is_reminded_on_the_chosen_day_all_the_same(month: Month, alice: Person) -> None:
    await reminded(month, alice)
    await alice.taps("Ingatkan Senin")
    told = await month.until("2026-03-12 00:00", {"2026-03-05 19:30": writes(alice)})
    assert told == ["Mon 09 19:30 Alice"]


async def test_an_old_button_still_means_the_next_monday(month: Month, alice: Person) -> None:
    await reminded(month, alice)
    shown = alice.last
    await month.until("2026-04-08 10:00")
    await alice.taps("Ingatkan Senin", shown)
    assert "Senin, 13 April 2026" in alice.text


async def test_who_wants_none_gets_none_until_they_want_them_again(month: Month, alice: Person) -> None:
    await reminded(month, alice)
    await alice.taps("Jangan ingatkan")
    assert "tidak akan mengingatkan lagi" in alice.text
    assert await month.until("2026-03-28 00:00", {"2026-03-10 19:30": writes(alice)}) == []
    await alice.says("pengingat")
    assert "tidak aktif" in alice.text
    await alice.taps("Ingatkan lagi")
    assert "Berikutnya Senin, 30 Maret 2026 pukul 19.30 WITA" in alice.text
    assert await month.until("2026-03-31 00:00") == ["Mon 30 19:30 Alice"]


@pytest.mark.parametrize("words", ["jangan ingatkan", "/pengingat", "Ingatkan saya", "jangan ingatkan saya"])
async def test_the_words_are_understood_in_the_middle_of_a_question(alice: Person, words: str) -> None:
    await writes(alice, "/mulai rancangan", "Alice", words)()
    assert "pengingat" in alice.text.lower()
    assert "Lanjutkan" in alice.labels
    await alice.taps("Lanjutkan")
    assert "Anda bertugas di mana?" in alice.text


async def test_who_has_no_draft_is_told_that_nothing_is_to_be_reminded_of(alice: Person) -> None:
    await writes(alice, "halo", "pengingat")()
    assert "sesudah 2, 7 dan 21 hari" in alice.text
    assert "Saat ini tidak ada draf" in alice.text


async def test_somebody_elses_button_changes_nothing_for_the_one_it_was_meant_for(
    month: Month, alice: Person, bob: Person
) -> None:
    await reminded(month, alice)
    await bob.says("halo")
    for label in ("Lanjut", "Ingatkan Senin", "Jangan ingatkan"):
        token = next(key.token for row in alice.last.rows for key in row if key.label == label)
        await bob.gives(bob.update(token=token, pressed="1"))
        assert "Anda bertugas" not in bob.text
        assert "belum berjudul" not in bob.text
    assert await month.until("2026-03-10 00:00") == ["Mon 09 19:30 Alice"]


async def test_who_wants_no_announcements_is_reminded_and_who_wants_no_reminders_gets_announcements(
    app: App, month: Month, alice: Person, bob: Person
) -> None:
    await writes(alice, *BEGIN)()
    await writes(bob, *BEGIN)()
    await bob.says("jangan ingatkan")

    def unsubscribe(connection: Connection) -> None:
        person = contacts.at(connection, Address(channel="paper", id="Alice"), "Alice", app.now())
        connection.execute(table.update().where(table.c.id == person.id).values(is_subscribed=False))

    await app.database.write(unsubscribe)
    assert await month.until("2026-03-05 00:00") == ["Wed 04 07:30 Alice"]

    def subscribed(connection: Connection) -> list[str]:
        circle = choose(connection, Audience(), "pembuka")
        named = select(table.c.name).where(table.c.id.in_(circle), table.c.is_subscribed)
        return list(connection.execute(named).scalars())

    assert await app.database.read(subscribed) == ["Bob"]


async def test_a_reminder_that_could_not_go_in_its_time_is_dropped_in_silence(
    app: App, month: Month, alice: Person, paper: PaperChannel, clock: Clock
) -> None:
    await month.until("2026-03-04 19:00", {"2026-03-02 19:30": writes(alice, *BEGIN)})
    paper.failures.append(SendError("the vendor is down", Consequence.CHANNEL_DOWN, retry_after=3 * 60 * 60))
    assert await month.until("2026-03-04 19:45") == []
    clock.passes(hours=3, minutes=10)
    count = len(alice.messages)
    await alice.says("bantuan")
    assert [message for message in alice.messages[count:] if is_reminder(message)] == []
    assert "gagal" not in "".join(span.text for message in alice.messages[count:] for span in message.text)
