"""`tuntun export`: drafts in a folder, each with its log as JSON, its document and its reviews."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.chat.forms import OPENING, Forms
from bot.features.reviews.export import ReviewRecord, read_record, write_record
from bot.settings import Settings
from flows.conversation import Event
from flows.documents.document import build_document
from flows.documents.file_names import file_name
from flows.documents.outputs import RevisionSource, draw
from flows.drafts.path import path
from flows.forms.load import load_library
from flows.forms.model import Flow
from storage.db import private_files
from storage.db.database import Database
from storage.drafts import conversations, revisions
from storage.drafts.blob_store import BlobStore
from storage.records import StoredConversation

EVENTS = TypeAdapter(tuple[Event, ...])


async def export_drafts(settings: Settings, target: Path, only: int | None) -> int:
    """Write every draft, or one, and return how many; LookupError if there is none of this number.

    Each is as it was at one moment, also while people write; nobody but the owner can read what is written.
    """
    forms, count, blob_store = Forms(load_library(), settings.place), 0, BlobStore(settings.data_dir / "files")
    async with Database(settings.url) as database:
        for number in await database.read(conversations.numbers) if only is None else [only]:
            read = await database.read(_read, forms, number)
            if read is None and only is not None:
                raise LookupError(f"there is no draft {number}")
            if read is not None and read.flow.id != OPENING:  # a draft of somebody who was forgotten meanwhile is none
                folder = target / f"draf-{number}"
                _write(folder, read, blob_store)
                write_record(folder, read.record, read.flow, settings.zone)
                count += 1
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """One draft with all that belongs to it."""

    stored: StoredConversation
    flow: Flow
    revision: int
    record: ReviewRecord


def _read(connection: Connection, forms: Forms, number: int) -> _Draft | None:
    stored = conversations.load(connection, number)
    if stored is None:
        return None
    numbered = revisions.of_draft(connection, number)
    return _Draft(
        stored=stored,
        flow=forms.flow(connection, stored.conversation.flow, stored.conversation.version),
        revision=numbered[-1].number if numbered else 1,
        record=read_record(connection, number),
    )


def _write(folder: Path, read: _Draft, blob_store: BlobStore) -> None:
    private_files.make_folder(folder)
    stored, flow, conversation = read.stored, read.flow, read.stored.conversation
    summary = {
        "draft": conversation.id,
        "form": flow.id,
        "version": flow.version,
        "status": conversation.status,
        "name": stored.name,
        "created_at": stored.created_at.isoformat(),
        "updated_at": stored.updated_at.isoformat(),
        "answers": {name: answer.value for name, answer in conversation.draft.answers.items()},
        "events": EVENTS.dump_python(conversation.events, mode="json"),
    }
    private_files.write(folder / "draf.json", f"{json.dumps(summary, ensure_ascii=False, indent=2)}\n".encode())
    made, way = stored.updated_at.date(), path(flow, conversation.draft)
    document = build_document(flow, conversation.draft, path=way, made=made, revision=read.revision)
    source = RevisionSource(flow=flow, draft=conversation.draft, made=made, revision=read.revision)
    for kind in ("docx", "pdf"):
        drawn = draw(f"proposal.{kind}", source, blob_store.read)
        private_files.write(folder / file_name(document, kind), drawn.content)
