"""The migrations make just the tables that the program means."""

from __future__ import annotations

import asyncio

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from storage.db.database import Database, migrate, parse, run
from storage.migrations import config, downgrade
from storage.tables import SCHEMA, metadata


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def indexes(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return each table's indexes with their conditions, which alembic does not compare."""
    found = inspect(connection)
    return {
        table: sorted(
            (
                str(index["name"]),
                tuple(index["column_names"]),
                bool(index["unique"]),
                str(index.get("dialect_options", {}).get(f"{connection.dialect.name}_where")),
            )
            for index in found.get_indexes(table)
        )
        for table in metadata.tables
    }


async def test_the_newest_migration_makes_what_the_tables_say(database: Database) -> None:
    assert await database.write(differences) == []


def test_indexes_over_some_rows_have_the_same_conditions_and_tables_the_same_order(sqlite_url: str) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        expected = indexes(connection), clauses(connection)
    engine.dispose()
    assert run(parse(sqlite_url), lambda connection: (indexes(connection), clauses(connection))) == expected


def clauses(connection: Connection) -> dict[str, tuple[bool, bool]]:
    """Return which tables lie in the order of their key, and which never give a number twice."""
    made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    return {name: ("WITHOUT ROWID" in sql, "AUTOINCREMENT" in sql) for name, sql in made if name in metadata.tables}


def test_the_program_asks_for_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == SCHEMA


async def test_migrating_again_changes_nothing_and_everything_can_be_undone(url: str) -> None:
    await asyncio.to_thread(migrate, url)
    await asyncio.to_thread(run, parse(url), downgrade)
    tables = await asyncio.to_thread(run, parse(url), lambda connection: inspect(connection).get_table_names())
    assert [name for name in tables if name != "sqlite_sequence"] == ["alembic_version"]
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    await database.open()
    await database.close()
