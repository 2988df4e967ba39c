"""All rows of a database as lines of JSON, and their way into a database of either kind."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, insert, select, text

from storage.db.database import migrate, parse, run, set_last_number
from storage.migrations import upgrade

BOOKKEEPING = "alembic_version"


def kept(connection: Connection) -> Iterator[str]:
    """Return the schema, then each table's columns and rows, as lines."""
    tables = _tables(connection)
    yield json.dumps({"schema": connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()})
    for table in tables:
        yield json.dumps({"table": table.name, "columns": list(table.c.keys())})
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            yield json.dumps(list(row), ensure_ascii=False)


def write(url: str, path: Path) -> None:
    """Write a database down."""
    lines = run(parse(url), lambda connection: list(kept(connection)), writes=False)
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
        packed.write("".join(f"{line}\n" for line in lines).encode())


def read(path: Path) -> tuple[str, dict[str, list[dict[str, object]]]]:
    """Return the schema of what was written down, and each table's rows."""
    found: dict[str, list[dict[str, object]]] = {}
    columns: list[str] = []
    first, *lines = (json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines())
    for line in lines:
        if isinstance(line, dict):
            columns, rows = line["columns"], found.setdefault(line["table"], [])
        else:
            rows.append(dict(zip(columns, line, strict=True)))
    return first["schema"], found


def restore(url: str, path: Path) -> None:
    """Put what was written down into an empty database as its tables were then; bring them to what they are now."""
    schema, rows = read(path)

    def put(connection: Connection) -> None:
        upgrade(connection, schema)
        for table in _tables(connection):
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])
                if "id" in table.c and table.c["id"].primary_key and table.c["id"].autoincrement is not False:
                    _go_on_numbering(connection, table, rows[table.name])

    run(parse(url), put)
    migrate(url)


def _go_on_numbering(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    numbers = [number for row in rows if isinstance(number := row["id"], int)]
    if numbers:
        set_last_number(connection, table.name, max(numbers))


def _tables(connection: Connection) -> list[Table]:
    """Return the tables as the database has them, each behind those it points at."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != BOOKKEEPING]
