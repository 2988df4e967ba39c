"""The unpacking of an archive into an empty database of either kind."""

from __future__ import annotations

import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import BadGzipFile
from itertools import islice
from pathlib import Path
from typing import IO, Any

from alembic.util import CommandError
from pydantic import ValidationError
from sqlalchemy import Connection, column, func, insert, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from storage.db.database import is_sqlite, parse, run, set_last_number
from storage.db.errors import translate
from storage.drafts.blob_store import BlobStore
from storage.lifecycle.archive import DIGEST, FILES, FORMAT, MANIFEST, TABLES, BackupError, LostFile, Manifest, Version
from storage.lifecycle.archive import lost as lost_files
from storage.lifecycle.archive import owned as owned_files
from storage.migrations import upgrade
from storage.tables import SCHEMA

ROWS_AT_ONCE = 500
LARGEST_MANIFEST = 1 << 20
LARGEST_ROW = 1 << 26
LARGEST_FILE = 1 << 28
"""The largest entry: far more than any channel takes, so a larger one was not written by us."""
BROKEN = (tarfile.TarError, EOFError, zlib.error, BadGzipFile)


def restore(url: str, files: Path, source: Path) -> list[LostFile]:
    """Unpack an archive into an empty database, which is made if need be; BackupError when it can not be done.

    Return the files that people sent and that could not be brought back; all else is there.
    """
    path = parse(url)
    try:
        with source.open("rb") as opened, tarfile.open(fileobj=opened, mode="r:gz") as archive:
            if is_sqlite(path):
                Path(str(path.database)).parent.mkdir(parents=True, exist_ok=True)
            return run(path, lambda connection: _Unpacking(connection, BlobStore(files), source).unpack(archive))
    except BROKEN as error:
        raise BackupError(f"{source} is no backup of Tuntun: {error}") from error
    except OSError as error:
        raise BackupError(
            f"{error.filename or source} can not be read or written: {error.strerror or error}"
        ) from error


class _Unpacking:
    """One archive being read in order: manifest, rows, files."""

    def __init__(self, connection: Connection, blob_store: BlobStore, source: Path) -> None:
        self._connection = connection
        self._blob_store = blob_store
        self._source = source
        self._manifest: Manifest | None = None
        self._filled: dict[str, bool] = {}
        """The restored tables, and whether a hash confirms each."""

    def unpack(self, archive: tarfile.TarFile) -> list[LostFile]:
        """Read all entries; an archive that breaks off among the files is read as far as it goes."""
        kept: set[str] = set()
        try:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() else None
                if content is not None:
                    kept.add(self._take(entry, content))
        except BROKEN as error:
            if not self._is_proved:
                raise BackupError(f"{self._source} is not a whole archive: {error}") from error
        return self._finish(kept)

    @property
    def _is_proved(self) -> bool:
        tables = () if self._manifest is None else self._manifest.tables
        return bool(tables) and all(self._filled.get(name) for name in tables)

    def _take(self, entry: tarfile.TarInfo, content: IO[bytes]) -> str:
        """Read an entry; return the key of a restored file, else None."""
        if self._manifest is None:
            self._manifest = self._begin(entry.name, content)
        elif entry.name.startswith(TABLES):
            name = entry.name.removeprefix(TABLES).removesuffix(".jsonl")
            self._fill(name, _Hashed(content, entry.pax_headers.get(DIGEST)))
        elif entry.size <= LARGEST_FILE:
            whole = content.read()
            if entry.name == FILES + hashlib.sha256(whole).hexdigest():
                return self._blob_store.write(whole)
        return ""

    def _begin(self, name: str, content: IO[bytes]) -> Manifest:
        if name != MANIFEST:
            begins = f"it begins with {name[:80]!r}, not with {MANIFEST}"
            raise BackupError(f"{self._source} is no backup of Tuntun: {begins}")
        manifest = self._understood(content.read(LARGEST_MANIFEST))
        try:
            upgrade(self._connection, manifest.schema_version)
        except CommandError as error:
            raise BackupError(f"{self._source} is no backup of Tuntun: {error}") from error
        known = set(inspect(self._connection).get_table_names()) - {"alembic_version"}
        if unknown := {*manifest.tables, *manifest.last_numbers} - known:
            raise BackupError(f"{self._source} is no backup of Tuntun: nobody knows its table {min(unknown)[:80]!r}")
        self._must_be_empty(manifest)
        return manifest

    def _understood(self, text: bytes) -> Manifest:
        try:
            version = Version.model_validate_json(text)
            if version.format > FORMAT or version.schema_version > SCHEMA:
                raise BackupError(f"{self._source} was made by a newer program: update Tuntun first")
            return Manifest.model_validate_json(text)
        except ValidationError as error:
            raise BackupError(f"{self._source} is no backup of Tuntun: its {MANIFEST} can not be read") from error

    def _must_be_empty(self, manifest: Manifest) -> None:
        for name in manifest.tables:
            if self._connection.execute(select(func.count()).select_from(table(name))).scalar_one():
                raise BackupError(
                    f"the database is not empty: there are {name} in it, and nothing is written over; name an empty "
                    "place with TUNTUN_DATA_DIR (or TUNTUN_DATABASE_URL), or move the old one away first"
                )

    def _fill(self, name: str, content: _Hashed) -> None:
        if self._manifest is None or name not in self._manifest.tables or name in self._filled:
            raise BackupError(f"{self._source} holds a table {name[:80]!r} that its first entry does not name")
        with self._damage(name):
            rows = content.rows()
            while some := list(islice(rows, ROWS_AT_ONCE)):
                self._connection.execute(insert(table(name, *(column(key) for key in some[0]))), some)
        if content.is_changed:
            raise BackupError(f"{self._source} is damaged: rows of {name} are not as they were written")
        self._filled[name] = content.is_proved

    def _finish(self, kept: set[str]) -> list[LostFile]:
        if self._manifest is None:
            raise BackupError(f"{self._source} is no backup of Tuntun: there is nothing in it")
        if absent := [name for name in self._manifest.tables if name not in self._filled]:
            raise BackupError(f"{self._source} is not a whole archive: there are no {absent[0]} in it")
        for name, number in self._manifest.last_numbers.items():
            with self._damage(name):
                set_last_number(self._connection, name, number)
        upgrade(self._connection)
        return lost_files(self._connection, owned_files(self._connection) - kept)

    @contextmanager
    def _damage(self, name: str) -> Iterator[None]:
        """Return the error for an unreadable row; database trouble stays what it is."""
        try:
            yield
        except (ValueError, TypeError, RecursionError, OverflowError, SQLAlchemyError) as error:
            if translate(error) is not error:
                raise
            raise BackupError(f"{self._source} is damaged: rows of {name} can not be read") from error


class _Hashed:
    """A reader of rows, one a line, that hashes what it reads."""

    def __init__(self, content: IO[bytes], expected: str | None) -> None:
        self._content = content
        self._expected = expected
        self._digest = hashlib.sha256()

    @property
    def is_proved(self) -> bool:
        """Tell whether a hash confirms everything that was read."""
        return self._digest.hexdigest() == self._expected

    @property
    def is_changed(self) -> bool:
        """Tell whether a hash contradicts what was read."""
        return self._expected is not None and not self.is_proved

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each row; ValueError where a line is none."""
        while line := self._content.readline(LARGEST_ROW):
            self._digest.update(line)
            row = json.loads(line) if line.endswith(b"\n") else None
            if not isinstance(row, dict):
                raise ValueError("a line is no row")  # noqa: TRY004 - it is the archive's fault, not the program's
            yield row
