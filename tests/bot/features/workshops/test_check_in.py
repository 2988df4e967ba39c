"""Whoever gives the code on the wall on the day is there: typed or scanned, known before or new."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection

from bot.app import App
from flows.messages import plain
from storage.outreach import workshops
from storage.outreach.workshops import Workshop, WorkshopState
from storage.people import codes, contacts, units
from storage.records import UnitState
from tests.bot.features.workshops.conftest import Plan, attendance, number_of
from tests.fakes.paper import Clock, Person

MORNING = datetime.fromisoformat("2026-09-03T08:30+08:00")


@pytest.fixture
async def workshop(app: App, clock: Clock, plan: Plan) -> Workshop:
    """A workshop that is known of, on its morning; nobody was invited."""
    made = await plan(invites=False)
    changed = await app.database.write(workshops.change, made.id, state=WorkshopState.PLANNED)
    assert changed is not None
    clock.time = MORNING
    return changed


async def is_there(app: App, workshop: Workshop, name: str) -> bool:
    found = await attendance(app, workshop, name)
    return found is not None and found.present_at is not None


async def unit_of(app: App, name: str) -> str:
    def read(connection: Connection) -> str:
        person = contacts.get(connection, number_of(connection, name, app.now()))
        unit = None if person is None or person.unit is None else units.get(connection, person.unit)
        return "" if unit is None else unit.name

    return await app.database.write(read)


async def test_the_code_counts_on_the_day_and_twice_is_no_harm(
    app: App, clock: Clock, alice: Person, plan: Plan
) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("Alice Contoh")
    await alice.says("Puskesmas Wotu")
    question = alice.text.splitlines()[-1]
    workshop = await plan()
    await alice.says(workshop.code)
    assert "pada harinya kirim sekali lagi" in alice.text
    assert not await is_there(app, workshop, "Alice")
    clock.time = MORNING
    await alice.says(workshop.code.replace("-", " ").lower())
    assert alice.text.startswith("Anda tercatat hadir di Klinik menulis. Selamat datang, Alice.")
    assert alice.text.splitlines()[-1] == question, "and the draft goes on"
    assert await is_there(app, workshop, "Alice")
    await alice.says(f"/kode {workshop.code}")
    assert "sudah tercatat sejak tadi" in alice.text


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("2026-09-02T23:59+08:00", False),
        ("2026-09-03T00:01+08:00", True),
        ("2026-09-03T17:59+08:00", True),
        ("2026-09-03T18:01+08:00", False),
    ],
)
async def test_the_margin_is_the_day_and_six_hours_after_the_end(
    app: App, clock: Clock, alice: Person, workshop: Workshop, moment: str, counts: bool
) -> None:
    clock.time = datetime.fromisoformat(moment)
    await alice.says("/mulai rancangan")
    await alice.says(workshop.code)
    assert await is_there(app, workshop, "Alice") is counts


async def test_a_newcomer_from_the_poster_of_a_unit_is_of_that_unit(
    app: App, alice: Person, workshop: Workshop
) -> None:
    await alice.says(f"/start {workshop.code}_pkm-wotu")
    assert alice.text.startswith("Anda tercatat hadir di Klinik menulis. Selamat datang, Alice.")
    assert "Inovasi Anda sekarang sampai di mana?" in alice.text, "and the first talk begins"
    assert await unit_of(app, "Alice") == "Puskesmas Wotu"
    assert await is_there(app, workshop, "Alice")


async def test_a_scanned_code_on_whatsapp_is_a_word_that_is_typed(app: App, alice: Person, workshop: Workshop) -> None:
    await alice.says(f"mulai {workshop.code}_pkm-wotu")
    assert await is_there(app, workshop, "Alice")
    assert await unit_of(app, "Alice") == "Puskesmas Wotu"


async def test_a_poster_does_not_move_anybody_to_another_unit(app: App, alice: Person, workshop: Workshop) -> None:
    await alice.says("/start pkm-wotu")
    await alice.says(f"/start {workshop.code}_dinas-kesehatan")
    assert await unit_of(app, "Alice") == "Puskesmas Wotu"


async def test_a_newcomer_without_name_and_unit_is_asked_for_both(app: App, alice: Person, workshop: Workshop) -> None:
    async def says(text: str) -> str:
        return await alice.gives(alice.update(text=text, name=""))

    assert "Siapa nama Anda?" in await says(workshop.code)
    assert "Siapa nama Anda?" in await says("123")
    assert "Dari unit mana?" in await says("Alice Contoh")
    assert "Maksud Anda yang mana?" in await says("puskesmas malili timur")
    await alice.gives(alice.tap("Puskesmas Malili"))
    assert "Baik, Anda dari Puskesmas Malili." in alice.text
    assert "Inovasi Anda sekarang sampai di mana?" in alice.text
    assert await unit_of(app, "Alice") == "Puskesmas Malili"
    assert await app.database.read(units.in_states, UnitState.PROPOSED) == []


async def test_a_unit_nobody_knows_is_taken_as_it_is_written(app: App, alice: Person, workshop: Workshop) -> None:
    await alice.says(workshop.code)
    await alice.says("Kebun Raya Zamrud")
    assert "Inovasi Anda sekarang sampai di mana?" in alice.text
    assert await unit_of(app, "Alice") == "Kebun Raya Zamrud"


async def test_the_code_of_a_workshop_nobody_is_invited_to_is_no_code(
    app: App, clock: Clock, alice: Person, plan: Plan
) -> None:
    workshop = await plan(invites=False)
    clock.time = MORNING
    await alice.says("/mulai rancangan")
    await alice.says(workshop.code)
    assert "Kode itu belum cocok" in alice.text
    assert not await is_there(app, workshop, "Alice")


async def test_whoever_guesses_too_often_is_not_let_in_even_by_the_right_code(
    app: App, bob: Person, workshop: Workshop
) -> None:
    await bob.says("/mulai rancangan")
    for _ in range(codes.MOST_GUESSES):
        await bob.says("BBBBB-BBBBB")
    await bob.says(workshop.code)
    assert "seperempat jam" in bob.text
    assert not await is_there(app, workshop, "Bob")


async def reported(app: App, dan: Person) -> None:
    """Wait until the admin has heard what became of the invitations, which comes by itself."""
    async with asyncio.timeout(60):
        while not any("Selesai" in plain(outgoing_message.text) for outgoing_message in dan.messages):
            await app.scheduler.tick()
            await app.idle()
            await asyncio.sleep(0.01)


async def test_the_admin_sees_who_came_and_has_it_as_a_table(
    app: App, clock: Clock, alice: Person, bob: Person, dan: Person, plan: Plan
) -> None:
    for person in (alice, bob):
        await person.says("/mulai rancangan")
    await alice.says("Alice Contoh")
    await alice.says("Puskesmas Wotu")
    workshop = await plan()
    await alice.taps("Hadir")
    clock.time = MORNING
    await reported(app, dan)
    await alice.says(workshop.code)
    await dan.says("jadwal")
    await dan.taps("1. Klinik menulis")
    assert "Kode hadir" in dan.text
    clock.passes(hours=1)
    await dan.says("jadwal")
    await dan.taps("1. Klinik menulis")
    assert "1 orang datang: 1 dari 1 yang bilang hadir, 0 tanpa mengabari dulu." in dan.text
    await dan.taps("Siapa datang")
    assert dan.text.splitlines() == [
        "Klinik menulis: 1 orang datang, 1 bilang hadir, 2 dalam daftar.",
        "Puskesmas Wotu: Alice",
    ]
    await dan.taps("Daftar hadir (Excel)")
    assert dan.last.attachment is not None
    assert dan.last.attachment.name == "Daftar hadir Klinik menulis.xlsx"
    rows = list(load_workbook(BytesIO(dan.last.content or b""))["Daftar hadir"].iter_rows(values_only=True))
    assert rows[0] == ("Unit", "Nama", "Jawaban", "Dijawab", "Datang")
    assert {row[1]: row[2] for row in rows[1:]} == {"Alice": "hadir", "Bob": "belum menjawab"}
    assert {row[1]: row[4] is not None for row in rows[1:]} == {"Alice": True, "Bob": False}
