"""The packing of a whole database and its files into one archive."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import Connection, select, type_coerce
from sqlalchemy import Table as SQLTable

from storage.db.database import last_number, parse, run
from storage.db.schema import check_schema
from storage.drafts.blob_store import BlobStore
from storage.lifecycle.archive import (
    DIGEST,
    FILES,
    FORMAT,
    KEY,
    MANIFEST,
    REFERRING,
    TABLES,
    BackupError,
    LostFile,
    Manifest,
)
from storage.lifecycle.archive import lost as lost_files
from storage.lifecycle.archive import owned as owned_files
from storage.tables import SCHEMA, Time, metadata

NUMBERED = tuple(table.name for table in metadata.sorted_tables if table.kwargs.get("sqlite_autoincrement"))
GZIP = b"\x1f\x8b"


def backup(url: str, files: Path, target: Path) -> list[LostFile]:
    """Write everything into an archive (.tar.gz) that only its owner can read; the database may be in use meanwhile.

    What is there under this name stays until the new archive is whole. Return the files that people sent and whose
    bytes are missing or damaged: all else is in the archive. BackupError when nothing could be written.
    """
    _must_be_free(target, files)
    try:
        with _unfinished(target) as written, tarfile.open(fileobj=written, mode="w:gz") as archive:
            packing = _Packing(archive, target.parent)
            run(parse(url), packing.add_rows, writes=False)
            missing = packing.add_files(BlobStore(files))
    except OSError as error:
        raise BackupError(f"{target} was not written: {error.strerror or error}") from error
    # Whoever asked meanwhile to be forgotten has no files any more that could be missed.
    return run(parse(url), lambda connection: lost_files(connection, missing), writes=False) if missing else []


def _must_be_free(target: Path, files: Path) -> None:
    """Raise BackupError rather than overwrite a file that is no backup."""
    if target.is_dir():
        raise BackupError(f"{target} is a folder; name a file in it: {target / 'tuntun.tar.gz'}")
    if target.resolve().is_relative_to(files.resolve()):
        raise BackupError(f"{target} lies among the files that people sent; write the backup somewhere else")
    if target.exists() and not _is_archive(target):
        raise BackupError(f"{target} exists and is no backup: it would be lost; choose another name")


def _is_archive(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        return opened.read(len(GZIP)) in (GZIP, b"")


@contextmanager
def _unfinished(target: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside the target; it replaces the target when the block succeeds.

    What a killed backup left there is written over.
    """
    path = target.with_name(target.name + ".part")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as written:
        _claim(handle, path)
        try:
            yield written
            written.flush()
            os.fsync(handle)
            path.replace(target)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        _sync(target.parent)


def _claim(handle: int, path: Path) -> None:
    """Lock the file and truncate it; BackupError if another backup writes it, or has just finished it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_ours = path.exists() and path.stat().st_ino == os.fstat(handle).st_ino
    except BlockingIOError:
        is_ours = False
    if not is_ours:
        raise BackupError(f"another backup is being written to {path.with_suffix('')}")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise BackupError(f"{path} is no file")
    os.fchmod(handle, 0o600)
    os.ftruncate(handle, 0)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Packing:
    """One archive being written: first the rows, as of one moment, then the files they name."""

    def __init__(self, archive: tarfile.TarFile, scratch: Path) -> None:
        self._archive = archive
        self._scratch = scratch
        """A temporary file for entries of unknown size, on the disk that has room for the archive."""
        self._owned: set[str] = set()
        self._named: set[str] = set()

    def add_rows(self, connection: Connection) -> None:
        """Add every row of every table, and collect the files they name."""
        check_schema(connection)
        manifest = Manifest(
            format=FORMAT,
            schema_version=SCHEMA,
            tables=[table.name for table in metadata.sorted_tables],
            last_numbers={name: last_number(connection, name) for name in NUMBERED},
        )
        self._add(MANIFEST, [manifest.model_dump_json(indent=2).encode()])
        self._owned = owned_files(connection)
        for table in metadata.sorted_tables:
            self._add(f"{TABLES}{table.name}.jsonl", self._lines(connection, table))

    def add_files(self, blob_store: BlobStore) -> set[str]:
        """Add the intact files; return the keys of owned files that are missing or damaged."""
        missing = set()
        for key in sorted(self._owned | self._named):
            content = _sound(blob_store, key)
            if content is not None:
                self._add(f"{FILES}{key}", [content])
            elif key in self._owned:
                missing.add(key)
        return missing

    def _lines(self, connection: Connection, source: SQLTable) -> Iterator[bytes]:
        """Yield each row as a line of JSON; times as they are stored."""
        columns = [
            type_coerce(column, Time.impl).label(column.name) if isinstance(column.type, Time) else column
            for column in source.columns
        ]
        names = [column.name for column in source.columns]
        query = select(*columns).order_by(*source.primary_key)
        for row in connection.execute(query, execution_options={"yield_per": 1000}):
            line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
            if source.name in REFERRING:
                self._named.update(KEY.findall(line))
            yield line.encode() + b"\n"

    def _add(self, name: str, content: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        try:
            with TemporaryFile(dir=self._scratch) as whole:
                for part in content:
                    digest.update(part)
                    whole.write(part)
                entry = tarfile.TarInfo(name)
                entry.size = whole.tell()
                entry.pax_headers = {DIGEST: digest.hexdigest()}
                whole.seek(0)
                self._archive.addfile(entry, whole)
        except OSError as error:
            raise BackupError(f"the backup was not written: {error.strerror or error}") from error


def _sound(blob_store: BlobStore, key: str) -> bytes | None:
    """Return a file's bytes; None where they are missing, unreadable or altered."""
    try:
        content = blob_store.read(key)
    except (LookupError, OSError):
        return None
    return content if hashlib.sha256(content).hexdigest() == key else None
