"""Forms, revisions, web lines, acts and files are kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flows.conversation import Status
from flows.messages import File, FileKind
from storage.db.database import Database
from storage.drafts import files, form_versions, revisions
from storage.drafts.blob_store import BlobStore
from storage.drafts.form_versions import FlowChanged
from storage.messages import web_transcripts
from storage.people import audit, contacts
from storage.records import RevisionKind, WebLine
from tests.fakes.storage_values import ALICE, BOB, NOW, begin, later


async def test_a_form_that_changed_without_a_new_version_is_refused(database: Database) -> None:
    await database.write(form_versions.pin, "rancangan", 1, "text", "hash")
    await database.write(form_versions.pin, "rancangan", 1, "text", "hash")
    await database.write(form_versions.pin, "rancangan", 2, "other text", "other hash")
    with pytest.raises(FlowChanged, match="rancangan has changed, but its version is still 1"):
        await database.write(form_versions.pin, "rancangan", 1, "other text", "other hash")
    assert await database.read(form_versions.get, "rancangan", 1) == "text"
    with pytest.raises(LookupError):
        await database.read(form_versions.get, "rancangan", 3)


async def test_revisions_are_numbered_within_their_draft(database: Database) -> None:
    _, first = await database.write(begin)
    _, second = await database.write(begin, BOB, "Bob")
    for stored, upto in ((first, 3), (second, 1), (first, 8)):
        number = stored.conversation.id
        await database.write(revisions.add, number, upto, RevisionKind.DRAFT, Status.DRAFT, NOW)
    found = await database.read(revisions.of_draft, first.conversation.id)
    assert [(revision.number, revision.upto, revision.kind, revision.status) for revision in found] == [
        (1, 3, RevisionKind.DRAFT, Status.DRAFT),
        (2, 8, RevisionKind.DRAFT, Status.DRAFT),
    ]


async def test_a_line_of_the_web_chat_is_kept_once(database: Database) -> None:
    assert await database.write(web_transcripts.add, "a", "person", "k1", "Halo", NOW) == 1
    assert await database.write(web_transcripts.add, "a", "bot", "k2", "Halo juga", NOW) == 2
    assert await database.write(web_transcripts.add, "a", "person", "k1", "Halo", later(9)) == 1
    assert await database.write(web_transcripts.add, "b", "person", "k1", "Halo", NOW) == 1
    assert await database.read(web_transcripts.since, "a", 1) == [
        WebLine(number=2, key="k2", side="bot", body="Halo juga", at=NOW)
    ]


async def test_lines_added_by_two_processes_at_once_have_different_numbers(database: Database, other: Database) -> None:
    numbers = await asyncio.gather(
        *(
            own.write(web_transcripts.add, "a", "bot", f"{n}{own is other}", "", NOW)
            for n in range(5)
            for own in (database, other)
        )
    )
    assert sorted(numbers) == list(range(1, 11))


async def test_the_newest_acts_come_first(database: Database) -> None:
    for action in ("made coach", "returned draft"):
        await database.write(audit.add, 1, action, "", NOW)
    assert [audit_entry.action for audit_entry in await database.read(audit.last, 1)] == ["returned draft"]


async def test_the_same_bytes_are_kept_once_and_owned_by_each_who_sent_them(database: Database, tmp_path: Path) -> None:
    blob_store = BlobStore(tmp_path / "files")
    key = await blob_store.put(b"photo")
    assert await blob_store.put(b"photo") == key
    assert await blob_store.get(key) == b"photo"
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [key]
    photo = File(key=key, kind=FileKind.PHOTO, name="bukti.jpg", mime="image/jpeg", size=5)
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    bob = await database.write(contacts.at, BOB, "Bob", NOW)
    for contact in (alice, alice, bob):
        await database.write(files.add, photo, contact.id, NOW)
    assert await database.read(files.of_contact, alice.id) == [photo]
    assert await database.read(files.get, key) == photo
    assert await database.write(files.disown, alice.id) == []
    assert await database.write(files.disown, bob.id) == [key]
    await blob_store.remove([key])
    with pytest.raises(LookupError):
        await blob_store.get(key)


async def test_what_is_no_key_is_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    for key in ("../secret", "secret", "", "A" * 64, "a" * 64 + "\n"):
        with pytest.raises(LookupError):
            await BlobStore(tmp_path / "files").get(key)
