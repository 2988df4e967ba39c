"""A workshop on Telegram, WhatsApp and the web, over the strict vendors: the same story, nothing is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.channels.whatsapp.templates import definitions
from storage.outreach import workshops
from storage.outreach.workshops import Rsvp
from storage.people import contacts
from storage.tables import contacts as people
from tests.bot.features.workshops.conftest import cry, newest
from tests.fakes.all_channels import Office, opened, text_of
from tests.fakes.paper import Clock
from tests.fakes.whatsapp.server import TemplateText


@pytest.fixture
async def office(tmp_path: Path, clock: Clock) -> AsyncIterator[Office]:
    async with opened(tmp_path, public_url="http://tuntun.example", clock=clock) as running:
        await running.alice_says("halo")
        await running.app.database.write(_first_is_an_admin)
        await running.erna.says("halo")
        await running.joko_says("halo")
        yield running


def _first_is_an_admin(connection: Connection) -> None:
    first = connection.execute(select(people.c.id).order_by(people.c.id)).scalars().first()
    assert first is not None
    contacts.update(connection, first, roles=["admin"])


async def planned(office: Office) -> None:
    """Let Alice, an admin on Telegram, plan a workshop and invite the two others."""
    await office.alice_says("/jadwal")
    await taps(office, "Buat lokakarya")
    for text in ("Klinik menulis", "Kamis 3/9 09.00-12.00", "ya", "Aula Dinas"):
        await office.alice_says(text)
    await office.alice.shares_location(-2.6, 120.8)
    await office.rest()
    await office.alice_says("30")
    await taps(office, "Semua penulis")
    await taps(office, "Undang 2 orang")
    await cry(office.app)
    await office.rest()


async def taps(office: Office, label: str) -> str:
    await office.alice.taps(label)
    await office.rest()
    return office.alice.messages[-1].text


async def said(office: Office) -> dict[str, Rsvp]:
    workshop = await newest(office.app)
    return {each.name: each.answer for each in await office.app.database.read(workshops.attendances_of, workshop.id)}


async def test_an_admin_on_telegram_invites_people_on_whatsapp_and_the_web(office: Office) -> None:
    await planned(office)
    workshop = await newest(office.app)
    link = f"http://tuntun.example/lokakarya/{workshop.key}.ics"
    lines = await office.erna.lines()
    assert "Anda diundang: Klinik menulis" in text_of(lines[-1])
    assert isinstance(lines[-1]["file"], dict)
    assert lines[-1]["file"]["name"] == "Klinik menulis.ics"
    seen = office.joko.messages[-1]
    assert seen.text.startswith("Anda diundang: Klinik menulis")
    assert f"Klinik menulis.ics: {link}" in seen.text, "Meta carries no calendars"
    assert seen.buttons == ("Hadir", "Tidak bisa", "Belum tahu")
    assert "https://maps.google.com/?q=-2.6,120.8" in seen.text
    await office.joko_taps("Hadir")
    assert "tercatat hadir" in office.joko.messages[-1].text
    await office.erna.taps("Belum tahu")
    assert sorted((await said(office)).values()) == [Rsvp.MAYBE, Rsvp.YES]
    await office.alice_says("jadwal")
    assert "1 hadir, 1 belum tahu, 0 belum menjawab" in office.alice.messages[-1].text
    await taps(office, "1. Klinik menulis")
    await taps(office, "Poster QR")
    assert office.alice.messages[-1].document == "Poster Klinik menulis.pdf"
    assert office.alice.messages[-1].content.startswith(b"%PDF")
    assert office.telegram.refused == []
    assert office.whatsapp.refused == []


async def test_the_code_on_the_wall_is_taken_on_every_channel(office: Office, clock: Clock) -> None:
    await planned(office)
    workshop = await newest(office.app)
    clock.time = datetime.fromisoformat("2026-09-03T08:45+08:00")
    await office.joko_says(f"mulai {workshop.code}_pkm-wotu")
    assert "Anda tercatat hadir di Klinik menulis" in office.joko.messages[-1].text
    said = await office.erna.says(f"/mulai {workshop.code}")
    assert "Anda tercatat hadir di Klinik menulis" in said
    assert "Siapa nama Anda?" in said, "the web tells no name"
    assert "Dari unit mana?" in await office.erna.says("Erna Contoh")
    await office.erna.says("dinkes")
    await office.alice_says(f"/start {workshop.code}")
    assert "Anda tercatat hadir" in office.alice.messages[-1].text
    found = await office.app.database.read(workshops.attendances_of, workshop.id)
    assert sorted((each.unit, each.name) for each in found if each.present_at is not None) == [
        ("", "Alice"),
        ("Dinas Kesehatan", "Erna Contoh"),
        ("Puskesmas Wotu", "Joko"),
    ]
    assert office.whatsapp.refused == []
    assert office.telegram.refused == []


async def test_after_24_hours_the_approved_words_carry_the_answer(office: Office, clock: Clock) -> None:
    for kind in ("workshop_invitation", "workshop_reminder"):
        template_definition = definitions()[kind]
        components = tuple(part for part in template_definition.components("id", "4::handle") if isinstance(part, dict))
        office.whatsapp.template(
            TemplateText(
                template_definition.name,
                "id",
                status="APPROVED",
                category=template_definition.category,
                components=components,
            )
        )
    clock.passes(days=2)
    await planned(office)
    seen = office.joko.messages[-1]
    assert seen.kind == "template"
    assert "Anda diundang ke Klinik menulis" in seen.text
    assert "Kamis, 3 September 2026 pukul 09.00–12.00 WITA" in seen.text
    await office.joko.presses_template("Saya ikut")
    await office.rest()
    assert "tercatat hadir di Klinik menulis" in office.joko.messages[-1].text
    assert "/lokakarya/" in office.joko.messages[-1].text, "what the template could not carry comes now"
    assert (await said(office))["Joko"] is Rsvp.YES
    clock.time = datetime.fromisoformat("2026-09-02T09:01+08:00")
    await office.app.scheduler.tick()
    await cry(office.app)
    await office.rest()
    assert "Pengingat: Anda terdaftar di Klinik menulis" in office.joko.messages[-1].text
    await office.joko.presses_template("Berhalangan")
    await office.rest()
    assert (await said(office))["Joko"] is Rsvp.NO
    assert office.whatsapp.refused == []
