"""Gives every kind of question what it does not take: a kind word, the input kept, the question still there."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.app import App
from flows.conversation import Conversation, EventKind
from storage.drafts import conversations
from tests.fakes.drafts import bomb, picture
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.paper import PaperChannel, Person

KINDS = [(question.id, question.prompt) for _, question in EVERY_KIND.questions() if question.when is None][:-2]
ODD = ["sticker", "contact", "poll", "edited", "dice", "other"]
PDF = b"%PDF-1.7 bukti"


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue()


async def draft_of(app: App) -> Conversation:
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    return stored.conversation


@pytest.fixture
async def writer(alice: Person) -> Person:
    """Alice, with the form open that has every kind of question."""
    await alice.says("/mulai semua")
    return alice


async def at(person: Person, question: str) -> None:
    await person.says(f"ubah {question}")


@pytest.mark.parametrize(("question", "prompt"), KINDS)
async def test_odd_things_are_kept_and_the_question_stays(app: App, writer: Person, question: str, prompt: str) -> None:
    await at(writer, question)
    for what in ODD:
        await writer.gives(writer.update(odd=what, text=f"isi {what}"))
        assert len(writer.heard) == 1
        assert prompt.split("?")[0] in writer.text, what
    draft = (await draft_of(app)).draft
    assert question not in draft.answers
    assert [note.raw for note in draft.notes] == [f"isi {what}" for what in ODD]


@pytest.mark.parametrize("what", ODD)
async def test_each_odd_thing_has_a_word_of_its_own(writer: Person, what: str) -> None:
    await writer.gives(writer.update(odd=what))
    wanted = {"sticker": "tiker", "contact": "Kontak", "poll": "Polling", "edited": "pesan lama"}
    assert wanted.get(what, "belum bisa saya baca") in writer.text


@pytest.mark.parametrize(("question", "prompt"), KINDS)
async def test_a_photo_is_kept_as_evidence_wherever_it_comes(
    app: App, writer: Person, question: str, prompt: str
) -> None:
    await at(writer, question)
    await writer.sends(photo(), caption="Kelas ibu di posyandu")
    draft = (await draft_of(app)).draft
    assert [proof.caption for proof in draft.proofs] == ["Kelas ibu di posyandu"]
    assert prompt.split("?")[0] in writer.text
    assert question not in draft.answers
    assert len(writer.heard) == 1


@pytest.mark.parametrize(("question", "prompt"), KINDS)
async def test_a_voice_note_is_kept_and_writing_is_asked_for(
    app: App, writer: Person, question: str, prompt: str
) -> None:
    await at(writer, question)
    await writer.sends(b"OggS" + b"0" * 100, name="suara.ogg", kind="voice")
    assert len((await draft_of(app)).draft.proofs) == 1
    assert prompt.split("?")[0] in writer.text


@pytest.mark.parametrize(("question", "prompt"), [kind for kind in KINDS if kind[0] != "titik"])
async def test_a_place_where_none_is_asked_is_kept(app: App, writer: Person, question: str, prompt: str) -> None:
    await at(writer, question)
    await writer.gives(writer.update(pin=[-2.6361, 121.1]))
    events = (await draft_of(app)).events
    assert [event.raw for event in events if event.kind is EventKind.NOTED and "121" in event.raw]
    assert prompt.split("?")[0] in writer.text


async def test_a_pinned_place_answers_a_question_for_a_place(app: App, writer: Person) -> None:
    await at(writer, "titik")
    await writer.gives(writer.update(pin=[-2.6361, 121.1]))
    assert (await draft_of(app)).draft.value("titik") == [-2.6361, 121.1]


async def test_text_to_a_question_with_buttons_is_kept_and_says_what_would_be_right(app: App, writer: Person) -> None:
    await at(writer, "jenis")
    await writer.says("semacam layanan keliling ke rumah warga yang jauh")
    assert "Digital" in writer.labels
    assert any("keliling" in event.raw for event in (await draft_of(app)).events)


async def test_a_story_to_a_question_for_a_number_is_kept_and_says_what_would_be_right(
    app: App, writer: Person
) -> None:
    await at(writer, "orang")
    await writer.says("banyak sekali, hampir semua ibu di desa")
    assert "misalnya" in writer.text
    assert any("hampir semua ibu" in event.raw for event in (await draft_of(app)).events)


async def test_three_thousand_words_are_saved_once_and_the_limit_is_said(app: App, writer: Person) -> None:
    await at(writer, "masalah")
    await writer.says("kata " * 700)
    assert "700 kata" in writer.text
    assert "680" in writer.text, "by how much it is too long"
    assert (await draft_of(app)).draft.value("masalah") == ("kata " * 700).strip()


# --- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "kind", "word"),
    [
        (b"", "foto.jpg", "photo", "kosong (0 byte)"),
        (b"", "surat.pdf", "document", "kosong (0 byte)"),
        (b"ini bukan foto", "foto.jpg", "photo", "tidak cocok dengan namanya"),
        (b"MZ\x90\x00", "surat.pdf", "document", "tidak cocok dengan namanya"),
        (photo()[:200], "foto.jpg", "photo", "tidak cocok dengan namanya"),
        (bomb(), "foto.png", "photo", "terlalu besar untuk saya buka"),
        (b"%PDF-" + b"0" * 20_000_001, "besar.pdf", "document", "Maksimal 20 MB"),
    ],
    ids=["empty photo", "empty document", "text as photo", "program as document", "half a photo", "bomb", "too large"],
)
async def test_a_file_that_can_not_be_taken_is_refused_with_what_to_do(
    app: App, writer: Person, content: bytes, name: str, kind: str, word: str
) -> None:
    await writer.sends(content, name=name, kind=kind, caption="bukti penting")
    assert word in writer.text
    draft = (await draft_of(app)).draft
    assert draft.proofs == ()
    assert [note.raw for note in draft.notes] == ["bukti penting"]


async def test_a_file_that_the_vendor_refuses_for_its_size_is_said_so(writer: Person) -> None:
    await writer.gives(writer.update(odd="document", problem="too_large"))
    assert "Maksimal 20 MB" in writer.text


async def test_a_file_that_is_gone_is_asked_for_once_more(writer: Person, paper: PaperChannel) -> None:
    update = writer.update(file="nowhere", kind="photo", mime="image/jpeg", **{"as": "foto.jpg"})
    await writer.gives(update)
    assert "Mohon kirim sekali lagi" in writer.text


async def test_a_document_is_stored_as_it_is(app: App, writer: Person) -> None:
    await writer.sends(PDF, name="surat tugas.pdf", kind="document")
    (proof,) = (await draft_of(app)).draft.proofs
    assert proof.file is not None
    assert proof.file.name == "surat tugas.pdf"
    assert await app.blob_store.get(proof.file.key) == PDF


async def test_a_photo_is_kept_as_it_is_printed_without_the_place(app: App, writer: Person) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (2.0, 36.0, 4.3)
    await writer.sends(picture(4000, 3000, exif=exif), name="IMG_1.JPEG", kind="photo")
    (proof,) = (await draft_of(app)).draft.proofs
    assert proof.file is not None
    kept = await app.blob_store.get(proof.file.key)
    opened = Image.open(io.BytesIO(kept))
    assert (opened.format, opened.size, dict(opened.getexif())) == ("JPEG", (1600, 1200), {})
    assert (proof.file.name, proof.file.mime, proof.file.size) == ("IMG_1.jpg", "image/jpeg", len(kept))
    assert len([path for path in app.blob_store.path(proof.file.key).parents[1].rglob("*") if path.is_file()]) == 1


async def test_an_album_of_photos_is_kept_whole_and_answered_once(
    app: App, writer: Person, paper: PaperChannel
) -> None:
    updates = []
    for number in range(4):
        paper.files[f"album-{number}"] = photo() + bytes([number])
        body = {"file": f"album-{number}", "kind": "photo", "mime": "image/jpeg", "as": "foto.jpg"}
        updates.append(writer.update(**body))
    await writer.gives(*updates)
    assert len((await draft_of(app)).draft.proofs) == 4
    assert len(writer.heard) == 1
