"""The board over the strict vendors: seen in the chat unopened, its files where the app carries them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Connection, select

from flows.conversation import Status
from flows.messages import Address
from storage.drafts import conversations, revisions
from storage.people import contacts
from storage.records import RevisionKind
from storage.reviews import reviews
from storage.reviews.reviews import NewSubmission
from storage.tables import addresses
from tests.bot.features.reviews.conftest import write_for
from tests.fakes.all_channels import Office, opened
from tests.fakes.drafts import filled
from tests.fakes.web.visitor import visiting


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The program with all its doors, an admin before each, and a draft that was handed in."""
    async with opened(tmp_path, public_url="http://tuntun.example") as other_office:
        await other_office.alice_says("/start")
        await other_office.joko_says("halo")
        await other_office.erna.says("halo")
        await other_office.app.database.write(furnish, other_office)
        yield other_office


def furnish(connection: Connection, office: Office) -> None:
    """Make admins of everybody who came in, and hand in a draft."""
    now = office.app.now()
    for owner in connection.execute(select(addresses.c.contact)).scalars().all():
        contacts.update(connection, owner, roles=["admin"])
    flow = office.app.forms.newest("rancangan")
    writer = contacts.at(connection, Address(channel="web", id="writer"), "Bob", now).id
    answers = {name: answer.value for name, answer in filled(flow).answers.items()}
    draft = write_for(connection, writer, flow, answers, now)
    version = revisions.add(connection, draft, len(answers), RevisionKind.SUBMITTED, Status.SUBMITTED, now)
    reviews.submit(
        connection, NewSubmission(conversation=draft, number=version.number, contact=writer, unit=None, needs=1), now
    )
    stored = conversations.load(connection, draft)
    assert stored is not None
    handed = replace(stored.conversation, status=Status.SUBMITTED)
    conversations.save(connection, handed, (), stored.revision, now)


async def test_telegram_shows_the_board_as_a_photo_and_brings_the_zip(office: Office) -> None:
    assert (await office.alice_says("/rekap")).startswith("0 dari 54 unit")
    board = office.alice.messages[-1]
    assert board.is_photo
    assert Image.open(io.BytesIO(board.content)).width == 1200
    assert board.labels == ("Ingatkan yang belum", "Excel", "Semua dokumen (ZIP)", "Per unit")
    await office.alice.taps("Semua dokumen (ZIP)")
    while not (packed := await office.alice.hears()).document.endswith(".zip"):
        pass
    assert packed.text.startswith("1 rancangan, 2 berkas")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.testzip() is None


async def test_whatsapp_shows_the_board_and_says_where_a_zip_can_come_to(office: Office) -> None:
    said = await office.joko_says("rekap")
    assert "0 dari 54 unit" in said
    assert any(seen.content for seen in office.joko.messages), "the picture is there"
    said = await office.joko_taps("Semua dokumen (ZIP)")
    assert "ZIP tidak bisa dikirim lewat WhatsApp" in said
    said = await office.joko_taps("Excel")
    assert "rekapnya dalam Excel" in said


async def test_a_link_to_a_file_of_the_board_opens_for_nobody_else(office: Office) -> None:
    await office.erna.says("rekap")
    await office.erna.taps("Excel")
    links = [line["file"]["href"] for line in await office.erna.lines() if isinstance(line["file"], dict)]
    assert len(links) == 2, "the picture and the workbook"
    mine = office.erna.visitor
    async with visiting(mine.base) as bob:
        await bob.opens()
        for link in links:
            async with mine.session.get(f"{mine.base}{link}") as own, bob.session.get(f"{mine.base}{link}") as others:
                assert (own.status, others.status) == (200, 404)
