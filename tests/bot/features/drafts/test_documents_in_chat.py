"""Asks for documents in the chat: names, numbers, what changed, and what happens when one can not be drawn."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import Connection, delete, select

from bot.app import App, assemble
from bot.render.worker_processes import Workers
from bot.settings import Settings
from bot.wiring import Wiring
from flows.conversation import Status
from flows.messages import OutgoingMessage
from storage import tables
from storage.drafts import conversations, revisions
from storage.records import RevisionKind
from tests.bot.features.drafts.test_odd_input import photo
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.fakes.read_documents import docx_text

STORY = "Pada 2025 ada 120 dari 316 ibu hamil kurang darah (38 %), menurut register KIA."


@pytest.fixture
async def writer(alice: Person) -> Person:
    """Alice, with the beginning of an idea written."""
    await alice.says("/mulai rancangan")
    await alice.says("Siti Contoh")
    await alice.says("Puskesmas Contoh")
    await alice.says("Teman Minum bagi Ibu Hamil")
    await alice.says(STORY)
    return alice


def files(person: Person) -> dict[str, bytes]:
    """Return the files that came since the person last spoke, by name."""
    return {
        message.attachment.name: message.content or b"" for message in person.heard if message.attachment is not None
    }


def words(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


async def test_a_draft_comes_as_word_and_pdf_with_sensible_names(writer: Person) -> None:
    await writer.says("draf")
    name = "Rancangan inovasi - Teman Minum bagi Ibu Hamil - Puskesmas Contoh - v1"
    came = files(writer)
    assert list(came) == [f"{name}.docx", f"{name}.pdf"]
    assert STORY in words(came[f"{name}.docx"])
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(came[f"{name}.pdf"])).pages)
    assert "register KIA" in " ".join(pages.split())
    assert "Draf versi 1 siap" in writer.text
    assert "Lanjut mengisi" in writer.labels


async def test_asking_again_without_a_change_keeps_the_number_and_the_bytes(writer: Person) -> None:
    await writer.says("draf")
    first = files(writer)
    await writer.says("draf")
    assert files(writer) == first


async def test_a_new_number_says_what_changed(writer: Person) -> None:
    await writer.says("draf")
    await writer.says("Mengajak suami mengingatkan istrinya minum tablet.")
    await writer.says("ubah judul")
    await writer.says("Teman Minum")
    await writer.says("draf")
    assert [name[-7:] for name in files(writer)] == ["v2.docx", " v2.pdf"]
    assert "Yang berubah sejak versi 1" in writer.text
    assert "Judul" in writer.text


async def test_evidence_stands_in_the_documents_annex(writer: Person) -> None:
    await writer.sends(photo(), caption="Kelas ibu di posyandu")
    await writer.says("draf")
    assert "Kelas ibu di posyandu" in words(next(iter(files(writer).values())))


async def test_the_files_are_those_of_their_version_though_answers_changed_meanwhile(app: App, writer: Person) -> None:
    asked, changed = writer.update(text="draf"), writer.update(text="Ide yang datang sesudahnya.")
    await writer.gives(asked, changed)
    docx = next(content for name, content in files(writer).items() if name.endswith("docx"))
    assert "Ide yang datang sesudahnya." not in words(docx)


async def test_a_submission_freezes_a_number_and_answers_can_still_change(app: App, writer: Person) -> None:
    await writer.says("kirim")
    assert "Ajukan draf ini ke pendamping?" in writer.text
    await writer.taps("Ya, ajukan")
    assert "sudah diajukan" in writer.text
    assert len(files(writer)) == 2
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    assert stored.conversation.status is Status.SUBMITTED
    await writer.says("ubah judul")
    await writer.says("Judul yang lebih baik bagi Ibu")
    await writer.says("draf")
    kept = await app.database.read(revisions.of_draft, 1)
    assert [(revision.number, revision.kind) for revision in kept] == [
        (1, RevisionKind.SUBMITTED),
        (2, RevisionKind.DRAFT),
    ]
    assert "Yang berubah sejak versi 1" in writer.text


async def test_the_coachs_page_comes_when_it_is_asked_for(writer: Person) -> None:
    await writer.says("draf")
    await writer.taps("Lembar pendamping")
    (name,) = files(writer)
    assert name.startswith("Lembar pendamping - Rancangan inovasi")
    assert files(writer)[name].startswith(b"%PDF")


async def test_kipp_gives_its_three_letters(alice: Person) -> None:
    await alice.says("/mulai kipp_2025")
    await alice.says("draf")
    await alice.taps("Surat pernyataan")
    came = files(alice)
    assert len(came) == 3
    assert all(content.startswith(b"PK") and name.endswith(".docx") for name, content in came.items())
    assert "Surat pernyataan siap." in alice.text


async def test_the_head_of_the_unit_is_asked_for_with_one_tap_and_once(alice: Person) -> None:
    await alice.says("/mulai kipp_2025")
    await alice.says("draf")
    await alice.taps("Surat pernyataan")
    assert "Nama kepala unit dan NIP kepala unit belum ada" in alice.text
    await alice.taps("Isi Nama kepala unit")
    await alice.says("dr. Contoh Kepala")
    await alice.says("draf")
    await alice.taps("Surat pernyataan")
    assert "dr. Contoh Kepala" in docx_text(next(iter(files(alice).values())))
    assert "NIP kepala unit belum ada" in alice.text
    await alice.taps("Isi NIP kepala unit")
    await alice.says("19750101 199903 1 000")
    await alice.says("draf")
    await alice.taps("Surat pernyataan")
    letter = docx_text(next(iter(files(alice).values())))
    assert "19750101 199903 1 000" in letter
    assert "belum tersedia: nama kepala" not in letter
    await alice.says("/mulai kipp_2025")
    await alice.taps("Draf baru")
    await alice.says("/mulai kipp_2025")
    await alice.says("pratinjau")
    assert "Kepala" not in alice.text, "it is for letters alone"
    await alice.says("draf")
    await alice.taps("Surat pernyataan")
    assert "dr. Contoh Kepala" in docx_text(next(iter(files(alice).values()))), "nobody is asked twice"


async def test_a_document_that_can_not_be_drawn_is_apologised_for_and_the_way_goes_on(
    app: App, writer: Person, paper: PaperChannel, caplog: pytest.LogCaptureFixture
) -> None:
    async def lose_the_version(_: OutgoingMessage) -> None:
        paper.while_sending = None
        await app.database.write(lambda connection: connection.execute(delete(tables.revisions)))

    paper.while_sending = lose_the_version  # the DOCX is drawn already, the PDF is not
    await writer.says("draf")
    assert [name[-4:] for name in files(writer)] == ["docx"]
    assert "dokumennya belum berhasil dibuat" in writer.text
    assert await app.database.read(states) == ["dead"]
    assert [record for record in caplog.records if "has no version 1" in (record.exc_text or "")]
    await writer.says("Mengajak suami mengingatkan istrinya.")
    assert "Tersimpan" in writer.text


async def test_a_document_that_is_too_heavy_says_what_to_do_and_the_way_goes_on(
    settings: Settings, paper: PaperChannel, clock: Clock
) -> None:
    make_fresh(settings.url)
    app = assemble(Wiring(settings=settings, channels=[paper], workers=Workers(memory=1), now=clock, sleep=clock.sleep))
    await app.start()
    try:
        alice = Person(app, paper, "Alice")
        await alice.says("/mulai rancangan")
        await alice.says("draf")
        assert [name for name in files(alice) if name.endswith(".pdf")] == []
        assert "terlalu berat untuk dibuat" in alice.text
        assert "Pendekkan dulu isian yang paling panjang" in alice.text
        await alice.says("lanjut")
        assert alice.text
    finally:
        await app.stop()


def states(connection: Connection) -> list[str]:
    """Return the states of the replies that carry files and were not sent."""
    rows = connection.execute(select(tables.outbox.c.state).where(tables.outbox.c.state != "sent"))
    return [state for (state,) in rows]
