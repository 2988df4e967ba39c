"""The format of a backup, and the stored files that its rows need."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from flows.conversation import EventKind
from storage.tables import conversations, events, files, remarks

FORMAT = 1
MANIFEST = "tuntun.json"
TABLES, FILES = "tables/", "files/"
DIGEST = "comment"
"""The entry header with the hash of its content; other archive programs ignore it."""
KEY = re.compile(r"\b[0-9a-f]{64}\b")
"""The pattern of a stored file's key in a row."""
REFERRING = frozenset({"files", "events", "remarks", "inbox", "outbox", "transcripts", "broadcasts"})
"""Tables whose rows name stored files."""


class BackupError(Exception):
    """Why an archive can not be written or unpacked."""


class Manifest(BaseModel):
    """The first entry of an archive: what is in it."""

    model_config = ConfigDict(extra="forbid")

    format: int
    schema_version: str
    tables: list[str]
    """In the order in which they must be filled."""
    last_numbers: dict[str, int]


class Version(BaseModel):
    """The version alone, which tells an archive of a newer program from a file that is none."""

    format: int
    schema_version: str = Field(pattern=r"^[0-9]{1,8}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class LostFile:
    """A sent file whose bytes are missing or damaged, and the drafts it belongs to."""

    name: str
    key: str
    drafts: Sequence[tuple[int, str]]


def owned(connection: Connection) -> set[str]:
    """Return the keys of all files that people sent."""
    return set(connection.execute(select(files.c.key).distinct()).scalars())


def lost(connection: Connection, keys: Collection[str]) -> list[LostFile]:
    """Describe those of these files that still have an owner."""
    if not keys:
        return []
    drafts: dict[str, dict[int, str]] = {}
    proofs = select(events.c.conversation, conversations.c.name, events.c.value).join(conversations)
    voices = select(remarks.c.conversation, conversations.c.name, remarks.c.file).join(conversations)
    for query in (proofs.where(events.c.kind == EventKind.ATTACHED.value), voices.where(remarks.c.file != "")):
        for number, title, body in connection.execute(query):
            for key in KEY.findall(body):
                drafts.setdefault(key, {})[number] = title
    names = {key: name for key, name in connection.execute(select(files.c.key, files.c.name)) if key in keys}
    return [
        LostFile(name=name, key=key, drafts=tuple(sorted(drafts.get(key, {}).items())))
        for key, name in sorted(names.items())
    ]
