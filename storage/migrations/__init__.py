"""The upgrade of an older database to this program's tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations that the database has not seen: all, or those up to one."""
    command.upgrade(config(connection), to)


def downgrade(connection: Connection, to: str = "base") -> None:
    """Undo migrations: all, or those after one."""
    command.downgrade(config(connection), to)


def config(connection: Connection | None = None) -> Config:
    """Return alembic's settings; there is no alembic.ini, so that an installed package has all it needs."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
