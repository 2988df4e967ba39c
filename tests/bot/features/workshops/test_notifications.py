"""What changes is told once, and reminders move along; what is cancelled leaves nothing behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import Connection

from bot.app import App
from bot.channels.whatsapp.templates import definitions
from bot.features.workshops.notifications import NEWS
from bot.features.workshops.reminder_plan import AFTER, REMIND
from flows.messages import OutgoingMessage, plain
from storage.outreach import broadcasts, workshops
from tests.bot.features.workshops.conftest import Plan, cry, due, number_of, passes, subjects
from tests.fakes.paper import Clock, Person


def told(person: Person, beginning: str) -> list[OutgoingMessage]:
    return [message for message in person.messages if plain(message.text).startswith(beginning)]


async def moves(dan: Person, when: str) -> None:
    await dan.taps("Ubah")
    await dan.taps("Waktu")
    await dan.says(when)


async def test_two_changes_are_told_together_once_with_the_next_file(
    app: App, clock: Clock, alice: Person, bob: Person, dan: Person, plan: Plan
) -> None:
    for person in (alice, bob):
        await person.says("/mulai rancangan")
    workshop = await plan()
    await bob.taps("Tidak bisa")
    await moves(dan, "Jumat 11/9")
    assert "1 orang dikabari 10 menit lagi" in dan.text
    await passes(app, clock, minutes=8)
    await dan.taps("Ubah")
    await dan.taps("Tempat")
    await dan.says("Kantor Bupati")
    await dan.taps("Tanpa pin")
    await passes(app, clock, minutes=9)
    assert told(alice, "Ada perubahan") == []
    await passes(app, clock, minutes=2)
    (news,) = told(alice, "Ada perubahan")
    text = plain(news.text)
    assert "Jumat, 11 September 2026 pukul 09.00–12.00 WITA" in text
    assert "Kantor Bupati" in text
    assert told(bob, "Ada perubahan") == [], "who does not come is left alone"
    event = Calendar.from_ical(news.content or b"").walk("VEVENT")[0]
    assert int(str(event["sequence"])) > workshop.sequence
    assert event.decoded("dtstart") == datetime(2026, 9, 11, 1, 0, tzinfo=UTC)
    await passes(app, clock, hours=5)
    assert len(told(alice, "Ada perubahan")) == 1


async def test_the_admin_can_have_it_told_at_once(app: App, alice: Person, dan: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan()
    await moves(dan, "Jumat 11/9")
    card = dan.last
    await dan.taps("Kabari sekarang")
    await cry(app)
    assert len(told(alice, "Ada perubahan")) == 1
    await dan.taps("Kabari sekarang", on=card)
    assert "Semua sudah dikabari" in dan.text
    assert await due(app, NEWS, str(workshop.id)) is None


async def test_what_people_need_not_know_is_told_to_nobody(app: App, alice: Person, dan: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan()
    await dan.taps("Ubah")
    await dan.taps("Kursi")
    await dan.says("30")
    await moves(dan, "Kamis 3/9 09.00-12.00")
    assert await due(app, NEWS, str(workshop.id)) is None, "it was then before"


async def test_reminders_move_with_the_date_and_vanish_with_the_workshop(
    app: App, alice: Person, dan: Person, plan: Plan
) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan()
    week, day, hours = (f"{workshop.id} {step // timedelta(minutes=1)}" for step in workshop.plan)
    assert await subjects(app, REMIND) == sorted([week, day, hours])
    assert await due(app, REMIND, hours) == workshop.starts_at - timedelta(hours=2)
    await moves(dan, "Senin 28/9 jam 10-12")
    assert await due(app, REMIND, week) == datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
    assert await due(app, REMIND, day) == datetime(2026, 9, 26, 2, 0, tzinfo=UTC), "not on a Sunday: on Saturday"
    assert await due(app, AFTER, str(workshop.id)) == datetime(2026, 9, 29, 0, 0, tzinfo=UTC)
    await dan.taps("Ubah")
    await dan.taps("Pengingat")
    await dan.says("3 jam")
    assert await subjects(app, REMIND) == [f"{workshop.id} 180"]
    await dan.taps("Ubah")
    await dan.taps("Batalkan")
    await dan.says("Aula dipakai rapat")
    await dan.taps("Ya, batalkan")
    assert await subjects(app, REMIND) == []
    assert await subjects(app, AFTER) == []
    assert await subjects(app, NEWS) == []


async def test_what_would_be_due_already_is_not_sent(app: App, alice: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan("Klinik", "besok jam 9")
    assert await subjects(app, REMIND) == [f"{workshop.id} 120"]


async def test_after_a_standstill_only_the_last_reminder_comes(
    app: App, clock: Clock, alice: Person, plan: Plan
) -> None:
    await alice.says("/mulai rancangan")
    await plan("Klinik", "Kamis 10/9 jam 10-12")
    await alice.taps("Hadir")
    clock.time = datetime.fromisoformat("2026-09-09T12:00+08:00")
    await app.scheduler.tick()
    await cry(app)
    reminders = [plain(message.text).splitlines()[0] for message in alice.heard if message.notice is not None]
    assert reminders == ["Besok: Klinik"]


async def test_who_comes_is_reminded_and_who_may_come_is_asked(
    app: App, clock: Clock, alice: Person, bob: Person, plan: Plan
) -> None:
    for person in (alice, bob):
        await person.says("/mulai rancangan")
    await plan("Klinik", "Kamis 10/9 jam 10-12", seats="1")
    await alice.taps("Hadir")
    await bob.taps("Belum tahu")
    clock.time = datetime.fromisoformat("2026-09-09T10:01+08:00")
    await app.scheduler.tick()
    await cry(app)
    assert "Sampai jumpa" in alice.text
    assert alice.labels == ["Hadir", "Tidak bisa"]
    assert "Saat ini kursinya penuh" in bob.text
    assert "Sudah bisa dipastikan?" in bob.text
    assert alice.last.notice is not None
    assert alice.last.notice.kind == "workshop_reminder"
    assert bob.last.notice is not None
    assert bob.last.notice.kind == "workshop_invitation", "its words do not say that Bob comes"


async def test_a_cancellation_at_night_is_told_in_the_morning_and_a_near_one_at_once(
    app: App, clock: Clock, alice: Person, dan: Person, plan: Plan
) -> None:
    await alice.says("/mulai rancangan")
    for title, when in (("Klinik", "Kamis 10/9 jam 10-12"), ("Kelas", "Jumat 4/9 jam 8-10")):
        await plan(title, when)
    clock.time = datetime.fromisoformat("2026-09-03T22:00+08:00")
    for title in ("Klinik", "Kelas"):
        await dan.says("jadwal")
        await dan.taps(next(label for label in dan.labels if label.endswith(title)))
        await dan.taps("Ubah")
        await dan.taps("Batalkan")
        await dan.says("Pemateri sakit.")
        await dan.taps("Ya, batalkan")
    await cry(app)
    assert told(alice, "Klinik dibatalkan") == []
    assert len(told(alice, "Kelas dibatalkan. Pemateri sakit.")) == 1
    await passes(app, clock, hours=9, minutes=31)
    (news,) = told(alice, "Klinik dibatalkan. Pemateri sakit.")
    event = Calendar.from_ical(news.content or b"")
    assert str(event["method"]) == "CANCEL"
    assert str(event.walk("VEVENT")[0]["status"]) == "CANCELLED"


async def test_who_left_announcements_hears_of_what_they_said_yes_to(
    app: App, clock: Clock, alice: Person, bob: Person, dan: Person, plan: Plan
) -> None:
    for person in (alice, bob):
        await person.says("/mulai rancangan")
    await plan()
    await alice.taps("Hadir")

    def leave(connection: Connection) -> None:
        for name in ("Alice", "Bob"):
            broadcasts.subscribe(connection, number_of(connection, name, app.now()), wants=False)

    await app.database.write(leave)
    await moves(dan, "Jumat 11/9")
    await passes(app, clock, minutes=11)
    assert len(told(alice, "Ada perubahan")) == 1
    assert told(bob, "Ada perubahan") == []


async def test_after_the_workshop_each_hears_once_what_comes_next(
    app: App, clock: Clock, alice: Person, bob: Person, dan: Person, plan: Plan
) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("Alice Contoh")
    await bob.says("/mulai")
    workshop = await plan("Klinik", "Kamis 27/8 09.00-12.00")
    clock.time = datetime.fromisoformat("2026-08-27T09:00+08:00")
    await alice.says(workshop.code)
    await passes(app, clock, hours=22, minutes=55)
    assert told(alice, "Terima kasih sudah hadir") == []
    await passes(app, clock, minutes=10)
    (news,) = told(alice, "Terima kasih sudah hadir di Klinik.")
    assert "Unit" in plain(news.text), "the next question is named"
    assert news.notice is not None
    assert news.notice.kind == "reminder_draft"
    keys = [key for row in news.rows for key in row]
    assert [key.label for key in keys] == ["Lanjutkan", "Ingatkan Senin", "Jangan ingatkan"]
    assert len(keys) == definitions()["reminder_draft"].buttons, "each button of the template does what it says"
    (other,) = told(bob, "Klinik sudah berlangsung")
    await alice.taps("Lanjutkan", on=news)
    assert "Di unit kerja mana" in alice.text or "unit" in alice.text.lower()
    await bob.taps("Mulai", on=other)
    assert "Inovasi Anda sekarang sampai di mana?" in bob.text
    await passes(app, clock, days=3)
    assert len(told(alice, "Terima kasih sudah hadir")) == 1
    assert len(told(bob, "Klinik sudah berlangsung")) == 1
    assert not [text for text in map(str, dan.heard) if "sudah berlangsung" in text]


async def test_two_processes_remind_once(app: App, clock: Clock, alice: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    await plan("Klinik", "Kamis 10/9 jam 10-12")
    await alice.taps("Hadir")
    clock.time = datetime.fromisoformat("2026-09-09T10:01+08:00")
    for _ in range(3):
        await app.scheduler.tick()
        await cry(app)
    assert len(told(alice, "Besok: Klinik")) == 1


@pytest.mark.parametrize("state", ["planned", "cancelled"])
async def test_an_invitation_on_its_way_stops_when_it_is_cancelled(
    app: App, alice: Person, dan: Person, plan: Plan, state: str
) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan(invites=False)
    await dan.taps("Undang 1 orang")
    if state == "cancelled":
        await dan.taps("Ubah")
        await dan.taps("Batalkan")
        await dan.says("Aula dipakai rapat")
        await dan.taps("Ya, batalkan")
    await cry(app)
    kept = await app.database.read(workshops.get, workshop.id)
    assert kept is not None
    assert kept.state == state
    assert len(told(alice, "Anda diundang")) == (1 if state == "planned" else 0)
