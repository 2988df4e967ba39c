"""Keeps the files people send: whose they are in the database, their bytes on the disk beside it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import Connection, bindparam, delete, select

from flows.messages import File, FileKind
from storage.database import insert_new
from storage.tables import files

KEY = re.compile(r"[0-9a-f]{64}")

_ADD = insert_new(files).on_conflict_do_nothing(index_elements=["key", "contact"])
_COLUMNS = select(files.c.key, files.c.kind, files.c.name, files.c.mime, files.c.size).order_by(files.c.created_at)
_GET = _COLUMNS.where(files.c.key == bindparam("wanted")).limit(1)
_OF = _COLUMNS.where(files.c.contact == bindparam("person"))
_REMOVE = delete(files).where(files.c.contact == bindparam("person")).returning(files.c.key)


def add(connection: Connection, file: File, contact: int, now: datetime) -> None:
    """Remember a stored file as a person's; the same bytes a second time change nothing."""
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
    """Return what is known of a file, or None."""
    row = connection.execute(_GET, {"wanted": key}).first()
    return None if row is None else _file(*row)


def of(connection: Connection, contact: int) -> list[File]:
    """Return a person's files, oldest first."""
    return [_file(*row) for row in connection.execute(_OF, {"person": contact})]


def disown(connection: Connection, contact: int) -> list[str]:
    """Forget which files a person sent; return the keys of those that are nobody's now."""
    keys = list(connection.execute(_REMOVE, {"person": contact}).scalars())
    return [key for key in keys if get(connection, key) is None]


def _file(key: str, kind: str, name: str, mime: str, size: int) -> File:
    return File(key=key, kind=FileKind(kind), name=name, mime=mime, size=size)


class Shelf:
    """Keeps bytes under the hash of their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        """Keep bytes and return their key; when it returns they are on the disk."""
        return await asyncio.to_thread(self.write, content)

    async def get(self, key: str) -> bytes:
        """Return the bytes of a key; LookupError if there are none."""
        return await asyncio.to_thread(self.read, key)

    async def remove(self, keys: Iterable[str]) -> None:
        """Delete the bytes of keys that nobody owns any more."""
        for key in keys:
            await asyncio.to_thread(self.path(key).unlink, missing_ok=True)

    def write(self, content: bytes) -> str:
        """Do what `put` does, in this thread."""
        key = hashlib.sha256(content).hexdigest()
        path = self.path(key)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, delete=False) as new:
                new.write(content)
                new.flush()
                os.fsync(new.fileno())
            Path(new.name).replace(path)
            _sync_folder(path.parent)
        return key

    def read(self, key: str) -> bytes:
        """Do what `get` does, in this thread."""
        try:
            return self.path(key).read_bytes()
        except FileNotFoundError:
            raise LookupError(f"no file has the key {key}") from None

    def path(self, key: str) -> Path:
        """Return where the bytes of a key lie; LookupError if it is no key."""
        if KEY.fullmatch(key) is None:
            raise LookupError(f"{key!r} is not the key of a file")
        return self._folder / key[:2] / key


def _sync_folder(folder: Path) -> None:
    """Make new names in a folder, and the folder's own, outlast a power cut."""
    for one in (folder, folder.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
