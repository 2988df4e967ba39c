"""Files that people sent: their owners in the database, their bytes in the blob store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from flows.messages import File, FileKind
from storage.db.database import insert_new
from storage.tables import files, inbox

_ADD = insert_new(files).on_conflict_do_nothing(index_elements=["key", "contact"])
_COLUMNS = select(files.c.key, files.c.kind, files.c.name, files.c.mime, files.c.size).order_by(files.c.created_at)
_GET = _COLUMNS.where(files.c.key == bindparam("wanted")).limit(1)
_OF = _COLUMNS.where(files.c.contact == bindparam("person"))
_KNOWN = select(files.c.key).where(files.c.key.in_(bindparam("keys", expanding=True))).distinct()
_WAITING = select(inbox.c.body).where(inbox.c.state == "waiting")
_REMOVE = delete(files).where(files.c.contact == bindparam("person")).returning(files.c.key)


def add(connection: Connection, file: File, contact: int, now: datetime) -> None:
    """Store a file as a contact's; idempotent."""
    connection.execute(
        _ADD,
        {
            "key": file.key,
            "contact": contact,
            "kind": str(file.kind),
            "mime": file.mime,
            "size": file.size,
            "name": file.name,
            "created_at": now,
        },
    )


def get(connection: Connection, key: str) -> File | None:
    """Return a file by its key, or None."""
    row = connection.execute(_GET, {"wanted": key}).first()
    return None if row is None else _file(*row)


def of_contact(connection: Connection, contact: int) -> list[File]:
    """Return a contact's files, oldest first."""
    return [_file(*row) for row in connection.execute(_OF, {"person": contact})]


def disown(connection: Connection, contact: int) -> list[str]:
    """Remove a contact's ownership of files; return the keys that nobody owns now."""
    keys = list(connection.execute(_REMOVE, {"person": contact}).scalars())
    return [key for key in keys if get(connection, key) is None]


def claimed(connection: Connection, keys: Collection[str]) -> set[str]:
    """Return those of the keys that somebody owns."""
    return set(connection.execute(_KNOWN, {"keys": list(keys)}).scalars())


def awaited(connection: Connection, keys: Collection[str]) -> set[str]:
    """Return those of the keys that stand in an update not handled yet."""
    bodies = connection.execute(_WAITING).scalars().all()
    return {key for key in keys if any(key in body for body in bodies)}


def _file(key: str, kind: str, name: str, mime: str, size: int) -> File:
    return File(key=key, kind=FileKind(kind), name=name, mime=mime, size=size)
