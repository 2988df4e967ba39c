"""The migration that made a database's tables, and whether this program knows it."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from storage.db.errors import StorageError, StorageFault
from storage.tables import SCHEMA


def check_schema(connection: Connection) -> None:
    """Raise StorageError when the tables are not those of this program."""
    found = made_by(connection)
    if found != SCHEMA:
        raise StorageError(
            f"the database's tables are at {found or 'nothing'}, this program needs {SCHEMA}: run `tuntun migrate`",
            StorageFault.BEHIND,
        )


def made_by(connection: Connection) -> str | None:
    """Return the migration that made the tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
