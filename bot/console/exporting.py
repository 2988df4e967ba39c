"""Writes drafts into a folder: the whole log as JSON, the document as it stands, and the record of its reviews."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.forms import OPENING, Forms
from bot.reviews.record import read_record, write_record
from bot.settings import Settings
from flows.conversation import Event
from flows.document import build_document
from flows.file_names import file_name
from flows.load import load_library
from flows.model import Flow
from flows.outputs import draw
from flows.path import path
from storage import conversations, revisions
from storage.database import Database
from storage.files import Shelf
from storage.records import Stored

EVENTS = TypeAdapter(tuple[Event, ...])


async def export_drafts(settings: Settings, target: Path, only: int | None) -> int:
    """Write every draft, or one, and return how many; LookupError if there is none of this number."""
    forms, count = Forms(load_library(), settings.place), 0
    async with Database(settings.url) as database:
        numbers = await database.read(conversations.numbers) if only is None else [only]
        for number in numbers:
            stored, flow, revision = await database.read(_draft, forms, number)
            if flow.id != OPENING:
                folder = target / f"draf-{number}"
                _write(folder, stored, flow, revision, Shelf(settings.data_dir / "files"))
                write_record(folder, await database.read(read_record, number), flow, settings.zone)
                count += 1
    return count


def _draft(connection: Connection, forms: Forms, number: int) -> tuple[Stored, Flow, int]:
    stored = conversations.load(connection, number)
    if stored is None:
        raise LookupError(f"there is no draft {number}")
    numbered = revisions.of(connection, number)
    flow = forms.flow(connection, stored.conversation.flow, stored.conversation.version)
    return stored, flow, numbered[-1].number if numbered else 1


def _write(folder: Path, stored: Stored, flow: Flow, revision: int, shelf: Shelf) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    conversation = stored.conversation
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
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    (folder / "draf.json").write_text(text + "\n", encoding="utf-8")
    made, way = stored.updated_at.date(), path(flow, conversation.draft)
    document = build_document(flow, conversation.draft, path=way, made=made, revision=revision)
    for kind in ("docx", "pdf"):
        drawn = draw(f"proposal.{kind}", flow, conversation.draft, made=made, revision=revision, read=shelf.read)
        (folder / file_name(document, kind)).write_bytes(drawn.content)
