"""A copy goes to each who wants one; the admin follows it in one message, holds it, ends it, and has a report."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import Connection

from bot.app import App
from bot.features.broadcasts.report import COLUMNS, state_label, why
from bot.ports import Consequence, SendError
from bot.texts import word
from flows.messages import OutgoingMessage, plain
from storage.outreach import broadcasts
from storage.outreach.broadcasts import BroadcastState, Delivery, DeliveryState
from storage.people import contacts
from tests.bot.features.broadcasts.conftest import Carry, Fates, written
from tests.fakes.paper import Clock, PaperChannel, Person

MANY = 40


@pytest.fixture
async def crowd(office: list[Person], person: Callable[[str], Person]) -> list[Person]:
    """More people than copies wait at one time."""
    some = [person(f"P{number:02}") for number in range(MANY)]
    for other_person in some:
        await other_person.says("/start")
    return [*office, *some]


def copies(paper: PaperChannel) -> list[str]:
    return [message.address.id for message in paper.sent if plain(message.text) == "Lokakarya besok."]


def shown(dan: Person) -> list[OutgoingMessage]:
    """Return the messages that say how far it is."""
    return [outgoing_message for outgoing_message in dan.messages if "dari 44" in plain(outgoing_message.text)]


async def test_one_message_shows_how_far_it_is_until_it_is_over(
    app: App, crowd: list[Person], dan: Person, paper: PaperChannel, carry: Carry, fates: Fates
) -> None:
    await written(dan)
    await dan.taps("Kirim ke 44 orang")
    assert dan.text.startswith(
        "Sedang dikirim: Lokakarya besok.\nDikirim Dan, mulai pukul 09.00.\n▱▱▱▱▱▱▱▱▱▱ 0 dari 44"
    )
    first = dan.id_of(dan.last)
    await carry()
    told = shown(dan)
    counts = [int(plain(outgoing_message.text).split("\n")[2].split(" ")[1]) for outgoing_message in told]
    assert (counts[0], counts[-1], counts) == (0, 44, sorted(counts))
    assert told[1].edits == first, "the message that was sent first"
    assert all(outgoing_message.edits for outgoing_message in told[1:]), "never a second message"
    assert plain(told[-1].text).endswith("▰▰▰▰▰▰▰▰▰▰ 44 dari 44\n• 44 terkirim")
    assert sorted(copies(paper)) == sorted(person.name for person in crowd)
    assert await fates(1) == {DeliveryState.SENT: 44}


async def test_a_pause_holds_the_rest_and_going_on_sends_it(
    app: App, crowd: list[Person], dan: Person, paper: PaperChannel, carry: Carry
) -> None:
    await written(dan)
    await dan.taps("Kirim ke 44 orang")
    await app.broadcast_worker.step()
    await app.idle()
    await dan.taps("Jeda")
    assert dan.text.startswith("Dijeda: Lokakarya besok.")
    assert dan.labels == ["Lanjutkan kirim", "Hentikan", "Segarkan"]
    await carry()
    assert len(copies(paper)) == 24
    await dan.taps("Lanjutkan kirim")
    await carry()
    assert sorted(copies(paper)) == sorted(person.name for person in crowd)


async def test_a_stop_ends_it_at_once_and_says_who_got_none(
    app: App, crowd: list[Person], dan: Person, paper: PaperChannel, carry: Carry, fates: Fates
) -> None:
    assert crowd
    await written(dan)
    await dan.taps("Kirim ke 44 orang")
    await app.broadcast_worker.step()
    await app.idle()
    await dan.taps("Hentikan")
    assert dan.text.startswith("Dihentikan: Lokakarya besok.")
    assert "• 24 terkirim\n• 20 batal dikirim" in dan.text
    await carry()
    assert len(copies(paper)) == 24
    assert await fates(1) == {DeliveryState.SENT: 24, DeliveryState.STOPPED: 20}
    await dan.gives(dan.update(token="..siaran_go.1", pressed="1"))
    await carry()
    assert len(copies(paper)) == 24, "what is stopped does not go on"


async def test_what_waits_behind_a_vendors_refusal_is_taken_back_by_a_stop(
    app: App, office: list[Person], dan: Person, paper: PaperChannel, clock: Clock, carry: Carry, fates: Fates
) -> None:
    assert office
    await written(dan)
    await dan.taps("Kirim ke 4 orang")
    paper.failures = [SendError("busy", retry_after=0.5) for _ in range(4)]
    await app.broadcast_worker.step()
    await app.idle()
    await dan.taps("Hentikan")
    clock.passes(minutes=5)
    await carry()
    assert copies(paper) == []
    assert await fates(1) == {DeliveryState.STOPPED: 4}


async def test_two_taps_on_send_are_one(
    app: App, office: list[Person], dan: Person, paper: PaperChannel, carry: Carry
) -> None:
    assert office
    await written(dan)
    rehearsal = dan.last
    await dan.taps("Kirim ke 4 orang")
    await dan.taps("Kirim ke 4 orang", on=rehearsal)
    assert dan.text.startswith("Siaran itu sudah berangkat")
    await carry()
    await dan.taps("Jadwalkan", on=rehearsal)
    await carry()
    assert len(copies(paper)) == 4


async def test_who_left_or_cannot_be_reached_is_counted_and_gets_none(
    office: list[Person], dan: Person, paper: PaperChannel, carry: Carry, fates: Fates
) -> None:
    _, bob, carol, _ = office
    await bob.says("berhenti siaran")
    assert bob.text.startswith(
        "Baik, pengumuman umum tidak saya kirim lagi. Kabar tentang draf Anda sendiri tetap datang."
    )
    await carol.gives(carol.update(gone=True))
    await written(dan)
    assert (
        "4 penerima:\n• 2 Paper, langsung\n• 1 berhenti berlangganan, tidak dikirimi\n• 1 tidak terjangkau" in dan.text
    )
    await dan.taps("Kirim ke 2 orang")
    await carry()
    assert sorted(copies(paper)) == ["Alice", "Dan"]
    assert await fates(1) == {DeliveryState.SENT: 2, DeliveryState.UNSUBSCRIBED: 1, DeliveryState.UNREACHABLE: 1}


async def test_the_button_under_an_announcement_ends_them_and_one_tap_brings_them_back(
    app: App, office: list[Person], alice: Person, dan: Person, carry: Carry
) -> None:
    assert office
    await written(dan)
    await dan.taps("Kirim ke 4 orang")
    await carry()
    assert alice.labels == ["Berhenti siaran"]

    def wants(connection: Connection) -> bool:
        return broadcasts.unsubscribed(connection, [1]) == []

    await alice.taps("Berhenti siaran")
    assert not await app.database.read(wants)
    await alice.taps("Ikut siaran lagi")
    assert await app.database.read(wants)
    await alice.says("stop siaran")
    assert not await app.database.read(wants)
    await alice.says("Ikut siaran")
    assert await app.database.read(wants)
    await alice.says("lanjut")
    assert "Apa judul sementara" in alice.text, "the draft is where it was"


async def test_nobody_to_send_to_offers_only_a_change(office: list[Person], dan: Person) -> None:
    assert office
    await dan.says("/siaran Lokakarya besok.")
    await dan.taps("Peran")
    await dan.taps("pendamping (0)")
    await dan.taps("Kembali (0 orang)")
    await dan.taps("Lanjut (0 orang)")
    assert dan.labels == ["Ubah"]
    await dan.gives(dan.update(token="..siaran_send.1", pressed="1"))
    assert dan.text.startswith("Siaran: Lokakarya besok.\n0 penerima:")


async def test_the_report_is_a_picture_and_a_table_with_a_row_a_person(
    app: App, office: list[Person], bob: Person, dan: Person, paper: PaperChannel, carry: Carry
) -> None:
    assert office
    await bob.says("berhenti siaran")
    await written(dan)
    await dan.taps("Kirim ke 3 orang")
    paper.failures = [SendError("a file of 9 bytes cannot be sent", Consequence.NEVER)]
    await carry()
    await dan.taps("Gambar laporan")
    assert dan.last.attachment is not None
    assert dan.last.attachment.name == "siaran-1.png"
    assert Image.open(io.BytesIO(dan.last.content or b"")).size[0] == 1200
    await dan.taps("Tabel Excel")
    rows = [list(row) for row in load_workbook(io.BytesIO(dan.last.content or b"")).active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    assert rows[0] == [word(f"report.column_{name}") for name in COLUMNS]
    by_name = {str(row[0]): row[1:5] for row in rows[1:]}
    assert by_name["Bob"][2:] == ["berhenti berlangganan", "memilih tidak menerima siaran"]
    assert sorted(str(row[2]) for row in by_name.values()) == ["berhenti berlangganan", "gagal", "terkirim", "terkirim"]
    assert "berkasnya tidak bisa dikirim" in [row[3] for row in by_name.values()]
    assert by_name["Alice"][0] == "Puskesmas Wotu"


@pytest.mark.parametrize("fate", DeliveryState)
def test_every_fate_has_words_an_admin_understands(fate: DeliveryState) -> None:
    copy = Delivery(contact=1, name="", unit=None, channel="", state=fate, reason="(#500) odd", sent_at=None)
    assert state_label(fate)
    arrives = fate in (DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)
    assert bool(why(copy)) != arrives
    assert "odd" not in why(copy)


async def test_the_report_survives_that_its_sender_was_forgotten(
    app: App, office: list[Person], dan: Person, carry: Carry
) -> None:
    assert office
    await written(dan)
    await dan.taps("Kirim ke 4 orang")
    await carry()

    def leave(connection: Connection) -> None:
        from storage.lifecycle import erasure

        found = contacts.at(connection, dan.last.address, "Dan", app.now())
        erasure.forget(connection, found.id, app.now())

    await app.database.write(leave)
    await dan.says("/start")
    await dan.says("/siaran")
    await dan.taps("1. Lokakarya besok.")
    assert "Dikirim seorang admin" in dan.text
    kept = await app.database.read(broadcasts.get, 1)
    assert kept is not None
    assert (kept.state, kept.maker) == (BroadcastState.DONE, None)
