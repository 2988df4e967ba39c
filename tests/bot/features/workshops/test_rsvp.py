"""People answer an invitation by a tap, change their minds, and are told kindly where there is no seat."""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar
from sqlalchemy import Connection

from bot.app import App
from flows.messages import OutgoingMessage
from storage.outreach import broadcasts, workshops
from storage.outreach.workshops import Rsvp, Workshop
from tests.bot.features.workshops.conftest import SITE, Plan, attendance, cry, number_of, press
from tests.fakes.paper import Clock, Person


async def said(app: App, workshop: Workshop, name: str) -> Rsvp | None:
    found = await attendance(app, workshop, name)
    return None if found is None else found.answer


def event(message: OutgoingMessage) -> dict[str, str]:
    assert message.content is not None
    found = Calendar.from_ical(message.content).walk("VEVENT")[0]
    return {name.lower(): str(value) for name, value in found.items()}


async def test_an_invitation_says_all_and_one_tap_answers_it(app: App, alice: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    question = alice.text.splitlines()[-1]
    workshop = await plan()
    assert alice.text.splitlines() == [
        "Anda diundang: Klinik menulis",
        "Kamis, 3 September 2026 pukul 09.00–12.00 WITA",
        "Tempat: Aula Dinas",
        "",
        "Apakah Anda bisa hadir?",
    ]
    assert alice.labels == ["Hadir", "Tidak bisa", "Belum tahu"]
    assert alice.last.attachment is not None
    assert alice.last.attachment.name == "Klinik menulis.ics"
    assert alice.last.attachment.link == f"{SITE}/lokakarya/{workshop.key}.ics"
    invited = event(alice.last)
    assert (invited["uid"], invited["sequence"]) == (f"lokakarya-{workshop.id}@tuntun", str(workshop.sequence))
    assert workshop.code not in alice.text
    assert workshop.code.encode() not in (alice.last.content or b""), "the wall tells the code, nothing else"
    await alice.taps("Hadir")
    assert alice.text.startswith("Baik, Anda tercatat hadir di Klinik menulis.")
    assert await said(app, workshop, "Alice") is Rsvp.YES
    await alice.taps("Lanjutkan")
    assert alice.text.splitlines()[-1] == question, "the draft waits where it was"


async def test_people_change_their_minds_and_an_old_button_still_works(app: App, alice: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan()
    invitation = alice.last
    await alice.taps("Tidak bisa")
    assert await said(app, workshop, "Alice") is Rsvp.NO
    await alice.taps("Belum tahu")
    assert await said(app, workshop, "Alice") is Rsvp.MAYBE
    await alice.taps("Hadir", on=invitation)
    assert await said(app, workshop, "Alice") is Rsvp.YES


async def test_when_all_seats_are_taken_the_others_may_wait(app: App, alice: Person, bob: Person, plan: Plan) -> None:
    for person in (alice, bob):
        await person.says("/mulai rancangan")
    workshop = await plan(seats="1")
    await alice.taps("Hadir")
    await bob.taps("Hadir")
    assert "sudah penuh: 1 orang" in bob.text
    assert bob.labels == ["Tidak bisa", "Belum tahu"]
    assert await said(app, workshop, "Bob") is Rsvp.NONE
    await bob.taps("Belum tahu")
    await alice.taps("Tidak bisa")
    await bob.taps("Hadir")
    assert await said(app, workshop, "Bob") is Rsvp.YES


async def test_whoever_was_not_invited_answers_nothing(app: App, alice: Person, bob: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan()
    await bob.says("/mulai rancangan")
    for verb in ("ws_yes", "ws_no", "ws_maybe"):
        for argument in (str(workshop.id), "99", "", "x"):
            await press(bob, verb, argument)
            assert "bukan untuk akun ini" in bob.text
            assert "Klinik" not in bob.text
    assert await said(app, workshop, "Bob") is None


async def test_whoever_comes_later_is_invited_by_one_more_tap(
    app: App, alice: Person, bob: Person, dan: Person, plan: Plan
) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan()
    await bob.says("/mulai rancangan")
    await dan.says("jadwal")
    await dan.taps("1. Klinik menulis")
    await dan.taps("Undang lagi 1 yang baru")
    assert "1 orang diundang" in dan.text
    await cry(app)
    assert bob.text.startswith("Anda diundang: Klinik menulis")
    assert sum("Anda diundang" in str(message.text) for message in alice.messages) == 1
    await press(dan, "ws_invite", str(workshop.id))
    assert "Semua yang termasuk sudah diundang" in dan.text


async def test_whoever_wants_no_announcements_is_not_invited(app: App, alice: Person, dan: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")

    def leave(connection: Connection) -> None:
        broadcasts.subscribe(connection, number_of(connection, "Alice", app.now()), wants=False)

    await app.database.write(leave)
    workshop = await plan(invites=False)
    assert "semua penulis, 0 orang" in dan.text
    await press(dan, "ws_invite", str(workshop.id))
    assert "Belum ada yang bisa diundang" in dan.text
    await cry(app)
    assert len(alice.messages) == 1


async def test_at_night_people_are_invited_in_the_morning(
    app: App, clock: Clock, alice: Person, dan: Person, plan: Plan
) -> None:
    await alice.says("/mulai rancangan")
    clock.time = datetime.fromisoformat("2026-08-29T21:00+08:00")  # a Saturday
    await plan()
    assert "Sekarang bukan jam yang baik" in dan.text
    assert "Senin, 31 Agustus 2026 pukul 07.30 WITA" in dan.text
    assert len(alice.messages) == 1
    clock.time = datetime.fromisoformat("2026-08-31T07:31+08:00")
    await app.scheduler.tick()
    await cry(app)
    assert alice.text.startswith("Anda diundang: Klinik menulis")


async def test_an_answer_to_what_is_cancelled_or_over_is_taken_kindly(
    app: App, clock: Clock, alice: Person, dan: Person, plan: Plan
) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan()
    invitation = alice.last
    clock.passes(days=20)
    await alice.taps("Hadir", on=invitation)
    assert "sudah lewat" in alice.text
    two = await plan("Kelas", "Kamis 1/10 jam 9")
    for text in ("Ubah", "Batalkan"):
        await dan.taps(text)
    await dan.says("Aula dipakai rapat")
    await dan.taps("Ya, batalkan")
    await alice.taps("Hadir")
    assert "Kelas sudah dibatalkan" in alice.text
    assert [await said(app, each, "Alice") for each in (workshop, two)] == [Rsvp.NONE, Rsvp.NONE]


async def test_two_taps_on_invite_invite_once(app: App, alice: Person, dan: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    workshop = await plan(invites=False)
    card = dan.last
    await dan.taps("Undang 1 orang", on=card)
    await dan.taps("Undang 1 orang", on=card)
    await cry(app)
    assert sum("Anda diundang" in str(message.text) for message in alice.messages) == 1
    assert len(await app.database.read(workshops.attendances_of, workshop.id)) == 1
