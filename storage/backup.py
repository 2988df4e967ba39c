"""Packs a whole database and its files into one archive, and unpacks it into either kind of database."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, column, func, insert, select, table, type_coerce
from sqlalchemy import Table as SQLTable

from storage.database import last_number, parse, run, set_last_number
from storage.files import Shelf
from storage.schema import check_schema
from storage.tables import SCHEMA, Time, metadata

FORMAT = 1
MANIFEST = "tuntun.json"
NUMBERED = tuple(one.name for one in metadata.sorted_tables if one.kwargs.get("sqlite_autoincrement"))
ROWS_AT_ONCE = 500


class BackupError(Exception):
    """Says why an archive can not be unpacked."""


class Manifest(BaseModel):
    """Says what is in an archive; its first entry."""

    model_config = ConfigDict(extra="forbid")

    format: int
    schema_version: str
    tables: list[str]
    """In the order in which they must be filled."""
    last_numbers: dict[str, int]


def backup(url: str, files: Path, target: Path) -> None:
    """Write everything into an archive (.tar.gz); the database may be in use meanwhile."""
    unfinished = target.with_name(target.name + ".part")
    with unfinished.open("wb") as written:
        with tarfile.open(fileobj=written, mode="w:gz") as archive:
            run(parse(url), lambda connection: _pack(connection, Shelf(files), archive), writes=False)
        written.flush()
        os.fsync(written.fileno())
    unfinished.replace(target)


def restore(url: str, files: Path, source: Path) -> None:
    """Unpack an archive into an empty database, which is made if need be; BackupError when it can not be done."""
    path = parse(url)
    if path.get_backend_name() == "sqlite":
        Path(str(path.database)).parent.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            run(path, lambda connection: _unpack(connection, Shelf(files), archive))
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{source} is not a whole archive: {error}") from error


def _pack(connection: Connection, shelf: Shelf, archive: tarfile.TarFile) -> None:
    check_schema(connection)
    manifest = Manifest(
        format=FORMAT,
        schema_version=SCHEMA,
        tables=[one.name for one in metadata.sorted_tables],
        last_numbers={name: last_number(connection, name) for name in NUMBERED},
    )
    _add(archive, MANIFEST, [manifest.model_dump_json(indent=2).encode()])
    for one in metadata.sorted_tables:
        _add(archive, f"tables/{one.name}.jsonl", _lines(connection, one))
    for key in connection.execute(select(metadata.tables["files"].c.key).distinct().order_by("key")).scalars():
        _add(archive, f"files/{key}", [shelf.read(key)])


def _lines(connection: Connection, source: SQLTable) -> Iterator[bytes]:
    """Yield each row as a line of JSON; times as they are stored."""
    columns = [
        type_coerce(one, Time.impl).label(one.name) if isinstance(one.type, Time) else one for one in source.columns
    ]
    names = [one.name for one in source.columns]
    found = connection.execute(select(*columns).order_by(*source.primary_key), execution_options={"yield_per": 1000})
    for row in found:
        yield json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False).encode() + b"\n"


def _add(archive: tarfile.TarFile, name: str, content: Iterable[bytes]) -> None:
    with TemporaryFile() as whole:
        for part in content:
            whole.write(part)
        entry = tarfile.TarInfo(name)
        entry.size = whole.tell()
        whole.seek(0)
        archive.addfile(entry, whole)


def _unpack(connection: Connection, shelf: Shelf, archive: tarfile.TarFile) -> None:
    from storage.migrations import upgrade  # alembic is slow to import and needed only here

    manifest: Manifest | None = None
    for entry in archive:
        content = archive.extractfile(entry)
        if content is None:
            continue
        if manifest is None:
            manifest = _manifest(entry.name, content)
            upgrade(connection, manifest.schema_version)
            _must_be_empty(connection, manifest)
        elif entry.name.startswith("tables/"):
            _fill(connection, entry.name.removeprefix("tables/").removesuffix(".jsonl"), content, manifest)
        elif shelf.write(content.read()) != entry.name.removeprefix("files/"):
            raise BackupError(f"{entry.name} is damaged")
    if manifest is None:
        raise BackupError("the archive is empty")
    for name, number in manifest.last_numbers.items():
        set_last_number(connection, name, number)
    upgrade(connection)


def _manifest(name: str, content: IO[bytes]) -> Manifest:
    if name != MANIFEST:
        raise BackupError(f"the archive begins with {name}, not with {MANIFEST}: it is no backup of Tuntun")
    manifest = Manifest.model_validate_json(content.read())
    if manifest.format != FORMAT or manifest.schema_version > SCHEMA:
        raise BackupError("the archive was made by a newer program: update Tuntun first")
    return manifest


def _must_be_empty(connection: Connection, manifest: Manifest) -> None:
    for name in manifest.tables:
        if connection.execute(select(func.count()).select_from(table(name))).scalar_one():
            raise BackupError(f"the database is not empty: there are {name} in it")


def _fill(connection: Connection, name: str, content: IO[bytes], manifest: Manifest) -> None:
    if name not in manifest.tables:
        raise BackupError(f"the archive holds a table {name} that its first entry does not name")
    rows: Iterator[dict[str, Any]] = (json.loads(line) for line in content)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        connection.execute(insert(table(name, *(column(key) for key in some[0]))), some)
