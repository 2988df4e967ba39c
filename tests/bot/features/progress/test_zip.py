"""All documents come as ZIP files: cleanly named, small enough to be sent, made while everybody else is served."""

from __future__ import annotations

import io
import os
import random
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, update

from bot.app import App
from bot.features.progress.zip_files import INDEX_BYTES, ZipWriter
from bot.features.progress.zip_order import KIND
from bot.features.progress.zip_worker import sweep
from bot.settings import Settings
from flows.messages import OutgoingMessage
from storage.messages import timers
from storage.people import audit
from storage.records import SubmissionState
from storage.reports.draft_list import LatestSubmission
from storage.reviews import reviews
from storage.tables import conversations
from tests.bot.features.progress.conftest import Appoint, HandIn, place
from tests.fakes.paper import Clock, Person

NOW = datetime(2026, 8, 26, 9, 0, tzinfo=UTC)


def handed(number: int = 1, name: str = "Arisan", unit: str = "Puskesmas Wotu") -> LatestSubmission:
    return LatestSubmission(
        draft=number,
        name=name,
        flow="rancangan",
        version=1,
        state=SubmissionState.WAITING,
        number=1,
        upto=1,
        unit=None,
        unit_name=unit,
        writer="Alice",
        submitted_at=NOW,
        decided_at=None,
    )


def opened(message: OutgoingMessage) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(message.content or b""))


def zips(person: Person) -> list[OutgoingMessage]:
    return [
        outgoing_message
        for outgoing_message in person.messages
        if outgoing_message.attachment and outgoing_message.attachment.name.endswith(".zip")
    ]


async def bound(app: App, person: Person) -> list[OutgoingMessage]:
    """Order a bundle, let it be made, and return the messages that carry it."""
    before = len(zips(person))
    await person.says("rekap")
    await person.taps("Semua dokumen (ZIP)")
    while await app.zip_worker.step():
        pass
    await app.idle()
    return zips(person)[before:]


@pytest.mark.usefixtures("town")
async def test_an_admin_gets_every_handed_in_draft_as_word_and_pdf_with_a_table(app: App, dan: Person) -> None:
    (message,) = await bound(app, dan)
    assert message.attachment is not None
    assert message.attachment.name == "Semua rancangan 26 Agustus 2026.zip"
    assert "1 rancangan, 2 berkas" in dan.text
    with opened(message) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert [Path(name).suffix for name in names] == [".docx", ".pdf", ".xlsx"]
        assert all(name.startswith("Puskesmas Wotu/") for name in names[:2])
        table = load_workbook(io.BytesIO(archive.read("Daftar isi.xlsx"))).active
        assert table is not None
        rows = [[cell.value for cell in row] for row in table.iter_rows()]
    assert [row[-1] for row in rows[1:]] == names[:2]
    assert rows[1][:4] == ["Puskesmas Wotu", "Sembilan", "Sembilan", "diajukan"]


@pytest.mark.usefixtures("town")
async def test_whoever_ordered_goes_on_at_once_and_the_order_is_made_once(app: App, dan: Person) -> None:
    await dan.says("rekap")
    assert "Saya kumpulkan dokumen 1 rancangan" in await dan.taps("Semua dokumen (ZIP)")
    assert "Masih saya kumpulkan" in await dan.taps("Semua dokumen (ZIP)")
    assert "unit" in await dan.says("rekap"), "nobody waits for it"
    assert await app.zip_worker.step()
    assert not await app.zip_worker.step()
    await app.idle()
    assert len(zips(dan)) == 1
    acts = await app.database.read(audit.last, 10)
    assert [act.action for act in acts if act.action == "documents bundled"] == ["documents bundled"]


async def test_a_coach_gets_only_what_they_review(
    app: App, alice: Person, bob: Person, carol: Person, erin: Person, hand_in: HandIn, appoint: Appoint
) -> None:
    for writer, unit, coach in ((alice, "pkm-wotu", carol), (bob, "pkm-burau", erin)):
        place_of = await place(app, writer, unit)
        await app.database.write(reviews.assign, await appoint(coach, "coach"), place_of)
        await hand_in(writer)
    (message,) = await bound(app, carol)
    with opened(message) as archive:
        assert len(archive.namelist()) == 3, "one draft and the table"
    assert "1 rancangan" in carol.text


async def test_what_is_approved_goes_in_as_the_final_document(
    app: App, alice: Person, carol: Person, dan: Person, hand_in: HandIn
) -> None:
    await hand_in(alice)
    await carol.taps("Ulas sekarang")
    await carol.says("sisanya baik")
    await carol.says("kirim ulasan")
    await carol.taps("Setujui")
    (message,) = await bound(app, dan)
    with opened(message) as archive:
        docx = next(name for name in archive.namelist() if name.endswith(".docx"))
        assert docx.endswith("v1 (disetujui).docx")


async def test_nothing_handed_in_is_said_at_once(app: App, dan: Person, carol: Person) -> None:
    await dan.says("rekap")
    assert "belum ada dokumen" in await dan.taps("Semua dokumen (ZIP)")
    await carol.says("rekap")
    assert "kepada Anda" in await carol.taps("Semua dokumen (ZIP)")
    assert not await app.zip_worker.step()


@pytest.mark.usefixtures("town")
async def test_who_is_no_coach_any_more_gets_nothing_of_what_they_ordered(
    app: App, carol: Person, appoint: Appoint
) -> None:
    await carol.says("rekap")
    await carol.taps("Semua dokumen (ZIP)")
    await appoint(carol)
    assert await app.zip_worker.step()
    await app.idle()
    assert zips(carol) == []
    assert "belum ada dokumen" in carol.text


@pytest.mark.usefixtures("town")
async def test_an_order_outlives_a_crash_and_is_taken_over_when_nobody_works_at_it(
    app: App, dan: Person, clock: Clock
) -> None:
    await dan.says("rekap")
    await dan.taps("Semua dokumen (ZIP)")
    await app.database.write(timers.claim, KIND, app.now(), app.now() + timedelta(minutes=2))
    assert not await app.zip_worker.step(), "somebody is at it"
    clock.time += timedelta(minutes=3)
    assert await app.zip_worker.step()
    await app.idle()
    assert len(zips(dan)) == 1


async def test_a_draft_that_can_not_be_drawn_is_named_and_the_others_come(
    app: App, alice: Person, bob: Person, dan: Person, hand_in: HandIn
) -> None:
    def spoil(connection: Connection, draft: int) -> None:
        other_update = update(conversations).where(conversations.c.id == draft)
        connection.execute(other_update.values(flow_version=99, revision=1))

    await app.database.write(spoil, await hand_in(alice))
    await hand_in(bob)
    (message,) = await bound(app, dan)
    with opened(message) as archive:
        assert len(archive.namelist()) == 3
    assert "Belum ikut: Sembilan" in dan.text


def test_a_bundle_is_cut_where_a_channel_can_carry_no_more(tmp_path: Path) -> None:
    content = random.Random(7).randbytes(300_000)
    bundle = ZipWriter(tmp_path, NOW, INDEX_BYTES + 700_000)
    for number in range(7):
        assert bundle.add(handed(number, f"Draf {number}"), "Rancangan", f"Draf {number}.pdf", content)
    assert not bundle.add(handed(9), "Rancangan", "besar.pdf", bytes(700_001)), "no ZIP can carry it"
    bundle.close()
    assert (bundle.parts, bundle.files) == (4, 7)
    found = []
    for part in range(1, 5):
        path = tmp_path / f"{part}.zip"
        assert path.stat().st_size <= INDEX_BYTES + 700_000
        with zipfile.ZipFile(path) as archive:
            *files, table = archive.namelist()
            assert table == "Daftar isi.xlsx"
            found += files
    assert found == [f"Puskesmas Wotu/Draf {number}.pdf" for number in range(7)]


def test_names_are_clean_and_nobodys_file_takes_anothers_place(tmp_path: Path) -> None:
    bundle = ZipWriter(tmp_path, NOW)
    for unit, name in (
        ("Puskesmas Wotu", "a.pdf"),
        ("PUSKESMAS wotu", "A.pdf"),
        ("Puskesmas Wotu", "a.pdf"),
        ("../../etc: <b>", "a.pdf"),
        ("", "a.pdf"),
        ("x" * 200, "a.pdf"),
    ):
        assert bundle.add(handed(unit=unit), "Rancangan", name, b"%PDF")
    bundle.close()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        *names, _ = archive.namelist()
    assert names == [
        "Puskesmas Wotu/a.pdf",
        "PUSKESMAS wotu/A (2).pdf",
        "Puskesmas Wotu/a (3).pdf",
        "etc b/a.pdf",
        "Tanpa unit/a.pdf",
        f"{'x' * 60}/a.pdf",
    ]


async def hourly(app: App, clock: Clock) -> None:
    """Let an hour pass, and the binder look over its bundles."""
    clock.passes(hours=1)
    await app.zip_worker.tidy()


def test_a_bundle_goes_when_it_was_made_before_a_moment(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "1.zip").write_bytes(b"PK")
    made = datetime.fromtimestamp((tmp_path / "7").stat().st_mtime, UTC)
    sweep(tmp_path, made - timedelta(seconds=1))
    assert (tmp_path / "7").exists()
    sweep(tmp_path, made + timedelta(seconds=1))
    assert not (tmp_path / "7").exists()


async def test_no_bundle_outlives_the_wish_to_be_forgotten_or_three_days(
    app: App, clock: Clock, settings: Settings, alice: Person
) -> None:
    def keep(name: str) -> Path:
        kept = settings.data_dir / "bundles" / name
        kept.mkdir(parents=True)
        os.utime(kept, (clock().timestamp(), clock().timestamp()))
        return kept

    await hourly(app, clock)
    first = keep("1")
    await alice.says("hapus data")
    await alice.taps("Ya, hapus semua")
    await hourly(app, clock)
    assert not first.exists()
    second = keep("2")
    await hourly(app, clock)
    assert second.exists()
    clock.passes(days=3)
    await hourly(app, clock)
    assert not second.exists()
