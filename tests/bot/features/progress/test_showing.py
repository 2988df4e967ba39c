"""The board says in numbers and as a picture which unit has delivered; what stands in it depends on who asks."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import Connection

from bot.app import App
from flows.messages import Address
from storage.drafts import conversations
from storage.people import contacts, units
from storage.records import UnitState
from tests.bot.features.people.test_roles import press
from tests.bot.features.progress.conftest import Appoint, HandIn, place
from tests.fakes.paper import Person

ALL = ["Ingatkan yang belum", "Excel", "Semua dokumen (ZIP)", "Per unit"]


def book(person: Person) -> dict[str, list[list[object]]]:
    """Return the sheets of the workbook a person was sent, each as rows."""
    found = next(
        outgoing_message
        for outgoing_message in reversed(person.messages)
        if outgoing_message.attachment and outgoing_message.attachment.name.endswith(".xlsx")
    )
    opened = load_workbook(io.BytesIO(found.content or b""))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in opened}


@pytest.mark.usefixtures("town")
async def test_an_admin_sees_the_goal_as_a_number_and_a_picture_with_the_same_facts(dan: Person) -> None:
    await dan.says("/rekap")
    (message,) = dan.heard
    assert dan.text.startswith("1 dari 54 unit sudah mengajukan minimal satu rancangan.")
    assert "1 diajukan, 1 sedang menulis dan 52 belum mulai" in dan.text
    assert "Puskesmas 1 dari 17" in dan.text
    assert dan.labels == ALL
    assert message.attachment is not None
    assert (message.attachment.mime, message.attachment.name) == ("image/png", "Rekap 26 Agustus 2026.png")
    assert Image.open(io.BytesIO(message.content or b"")).width == 1200


@pytest.mark.usefixtures("town")
async def test_a_coach_sees_the_same_board_without_the_reminder(carol: Person) -> None:
    await carol.says("rekap")
    assert carol.text.startswith("1 dari 54 unit")
    assert carol.labels == ALL[1:]
    assert "menyebut unitnya" not in carol.text


async def test_who_named_no_unit_is_counted_for_the_admin(dan: Person, alice: Person) -> None:
    await alice.says("halo")
    assert "1 orang belum menyebut unitnya" in await dan.says("rekap")


@pytest.mark.usefixtures("town")
async def test_an_inovator_is_refused_politely_and_told_whom_to_ask(alice: Person) -> None:
    assert "hubungi Bagian Organisasi" in await alice.says("/rekap")
    assert not alice.last.attachment


async def test_a_board_without_units_shows_where_to_fill_them_in(app: App, dan: Person, carol: Person) -> None:
    def close(connection: Connection) -> None:
        for unit in units.in_states(connection):
            units.change(connection, unit.id, state=UnitState.CLOSED)

    await app.database.write(close)
    assert "Belum ada unit" in await dan.says("rekap")
    assert dan.labels == ["Daftar unit"]
    assert "Admin Bagian Organisasi" in await carol.says("rekap")
    assert carol.labels, "never a dead end"


@pytest.mark.usefixtures("town")
async def test_an_admins_workbook_has_units_drafts_and_who_has_not_begun(dan: Person, erin: Person) -> None:
    await erin.says("halo")
    await dan.says("rekap")
    await dan.taps("Excel")
    assert "unit, rancangan dan orang yang belum mulai" in dan.text
    sheets = book(dan)
    assert list(sheets) == ["Unit", "Rancangan", "Belum mulai"]
    assert len(sheets["Unit"]) == 1 + 54
    wotu = next(row for row in sheets["Unit"] if row[0] == "Puskesmas Wotu")
    assert wotu[:5] == ["Puskesmas Wotu", "Puskesmas", "diajukan", 1, 1]
    assert {row[5] for row in sheets["Rancangan"][1:]} == {"Alice", "Bob"}


async def test_a_formula_as_a_name_stays_a_text(app: App, alice: Person, dan: Person, hand_in: HandIn) -> None:
    def rename(connection: Connection) -> None:
        contact = contacts.at(connection, Address(channel="paper", id="Alice"), "Alice", app.now())
        contacts.update(connection, contact.id, name='=HYPERLINK("http://x.example","klik")')

    await hand_in(alice)
    await app.database.write(rename)
    await dan.says("rekap")
    await dan.taps("Excel")
    names = [row[5] for row in book(dan)["Rancangan"][1:]]
    assert names == ['\'=HYPERLINK("http://x.example","klik")']


@pytest.mark.usefixtures("town")
async def test_a_coach_gets_only_drafts_they_review_and_no_list_of_people(
    carol: Person, dan: Person, appoint: Appoint
) -> None:
    await carol.says("rekap")
    await carol.taps("Excel")
    sheets = book(carol)
    assert list(sheets) == ["Unit", "Rancangan"]
    assert "Nama rancangan" not in sheets["Unit"][0]
    assert [row[5] for row in sheets["Rancangan"][1:]] == ["Alice"], "Bob's is in nobody's hands"
    await appoint(dan, "coach", "admin")
    await dan.says("rekap")
    await dan.taps("Excel")
    assert list(book(dan)) == ["Unit", "Rancangan", "Belum mulai"]


@pytest.mark.usefixtures("town")
async def test_a_kind_lists_its_units_by_what_is_missing_and_a_typed_name_leads_on(dan: Person) -> None:
    await dan.says("rekap")
    await dan.taps("Per unit")
    assert "Puskesmas (1 dari 17)" in dan.labels
    await dan.taps("Puskesmas (1 dari 17)")
    rows = dan.text.split("\n")
    assert rows[0] == "Puskesmas: 1 dari 17 sudah mengajukan."
    assert rows[1].startswith("Belum mulai (15): ")
    assert rows[2:4] == ["Sedang menulis (1): Burau.", "Diajukan (1): Wotu."]
    await dan.says("pkm wotu")
    assert dan.text.startswith("Puskesmas Wotu: diajukan.")
    assert "1 orang, terakhir aktif baru saja" in dan.text
    assert "1. Sembilan (Sembilan): diajukan, versi 1, oleh Alice" in dan.text
    assert dan.labels == ["Dokumen 1. Sembilan", "Puskesmas", "Rekap"]


async def test_many_names_of_one_state_are_cut_and_counted(dan: Person) -> None:
    await dan.says("rekap")
    await dan.taps("Per unit")
    await dan.taps("OPD (0 dari 25)")
    assert "dan 10 lagi" in dan.text
    assert "2 yang mirip" in await dan.says("/rekap wotu")
    await dan.taps("Kecamatan Wotu")
    assert "Belum ada orang yang menyebut unit ini" in dan.text


async def test_every_draft_of_a_unit_is_reached_page_by_page(app: App, alice: Person, dan: Person) -> None:
    await place(app, alice, "pkm-wotu")
    await alice.says("/mulai rancangan")

    def begin_more(connection: Connection) -> None:
        begun = conversations.load(connection, 1)
        assert begun is not None
        flow, version = begun.conversation.flow, begun.conversation.version
        for number in range(2, 8):
            conversations.create(connection, begun.contact, flow, version, f"Gagasan {number}", app.now())

    await app.database.write(begin_more)
    await dan.says("/rekap pkm wotu")
    assert "5. Gagasan 3" in dan.text
    assert "6. " not in dan.text
    await dan.taps("6–7 ›")
    assert "5. " not in dan.text
    assert "6. Gagasan 2" in dan.text
    assert "7. " in dan.text
    assert dan.labels == ["‹ 1–5", "Puskesmas", "Rekap"]


@pytest.mark.usefixtures("town")
async def test_an_admin_taps_a_draft_and_gets_its_documents(dan: Person) -> None:
    await dan.says("/rekap pkm wotu")
    await dan.taps("Dokumen 1. Sembilan")
    names = [outgoing_message.attachment.name for outgoing_message in dan.heard if outgoing_message.attachment]
    assert [name.rpartition(".")[2] for name in names] == ["docx", "pdf"]
    assert "versi 1 seperti yang diajukan" in dan.text
    await dan.taps("Rekap")
    assert dan.labels == ALL, "the draft was only shown: nothing of Dan's is about it"


async def test_a_coach_knows_of_a_unit_but_not_what_others_write(carol: Person, town: int) -> None:
    await carol.says("/rekap pkm burau")
    assert "1 rancangan; isinya dibuka untuk pendamping yang mengulasnya" in carol.text
    assert "Bob" not in carol.text
    before = len(carol.messages)
    await press(carol, "rekap_draft", str(town + 1))
    assert "belum bisa dibuka" in carol.text
    assert not any(outgoing_message.attachment for outgoing_message in carol.messages[before:])


async def test_a_unit_nobody_knows_is_asked_for_again(dan: Person) -> None:
    assert "Coba sebagian namanya" in await dan.says("/rekap xyzzy")
    assert dan.labels == ["Rekap"]


async def test_the_reminder_goes_to_who_has_not_delivered_in_a_unit_that_has_not(
    app: App, alice: Person, bob: Person, dan: Person, hand_in: HandIn, erin: Person
) -> None:
    await place(app, alice, "pkm-wotu")
    await hand_in(alice)
    await place(app, erin, "pkm-wotu")
    await place(app, bob, "pkm-burau")
    await dan.says("rekap")
    await dan.taps("Ingatkan yang belum")
    assert "Satu rancangan" in dan.text or "Siaran" in dan.text
    assert "Kirim ke 1 orang" in dan.labels, "Bob alone: Erin's unit has delivered"
