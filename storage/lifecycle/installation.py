"""The folder and database of an installation: made once, private, never silently begun anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL

from storage.db import private_files
from storage.db.database import is_sqlite, migrate, parse, run
from storage.db.errors import StorageError, StorageFault
from storage.db.shredder import rewrite

MARKER = "installed"
"""The file that marks a data folder that has a database."""
MARKED = (
    b"This folder belongs to an installation of Tuntun that has a database.\n"
    b"If the database is lost, `tuntun restore` brings a backup back.\n"
)
FOLDERS = ("files", "sent", "bundles", "work")
BESIDE = ("", "-wal", "-shm", "-journal", ".open")
"""What SQLite and this program keep beside the database file."""


def prepare(url: str, folder: Path) -> bool:
    """Create or upgrade the database and keep it private; tell whether it is new.

    Raise StorageError where there is no database although this data folder had one.
    """
    database_url = parse(url)
    is_new = not _has_tables(database_url)
    if is_new and (why := _had_one(folder)):
        raise StorageError(
            f"there is nothing in the database at {shown(database_url)}, but {folder} belongs to a Tuntun that had one "
            f"({why}). If it was lost, bring a backup back: `tuntun restore FILE.tar.gz`. If it is somewhere else, "
            "correct TUNTUN_DATABASE_URL or TUNTUN_DATA_DIR. To begin with nothing, name an empty folder with "
            "TUNTUN_DATA_DIR",
            StorageFault.UNAVAILABLE,
        )
    migrate(url)
    keep(url, folder)
    return is_new


def keep(url: str, folder: Path) -> None:
    """Mark this data folder as having a database, and make it private."""
    database_url = parse(url)
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / MARKER
    if not marker.exists():
        if is_sqlite(database_url):
            rewrite(Path(str(database_url.database)))  # an older program left pieces of what was removed
        private_files.write(marker, MARKED)
    ours = [marker, *(folder / name for name in FOLDERS), *_database_files(database_url)]
    # The folder may be one that somebody else's things are in as well: then it is not ours to close.
    alone = {path.resolve() for path in folder.iterdir()} <= {our.resolve() for our in ours}
    private_files.narrow([*ours, folder] if alone else ours)


def shown(database_url: URL) -> str:
    """Return a database URL for people to read: the path of a file, or without the password."""
    return str(database_url.database) if is_sqlite(database_url) else database_url.render_as_string(hide_password=True)


def _database_files(database_url: URL) -> Iterator[Path]:
    if is_sqlite(database_url):
        for ending in BESIDE:
            yield Path(f"{database_url.database}{ending}")
        path = Path(str(database_url.database))
        yield from path.parent.glob(f"{path.name}.*.open")


def _has_tables(database_url: URL) -> bool:
    if is_sqlite(database_url):
        path = Path(str(database_url.database))
        if not path.exists() or path.stat().st_size == 0:
            return False
    return run(database_url, lambda connection: inspect(connection).has_table("alembic_version"), writes=False)


def _had_one(folder: Path) -> str:
    """Return the name of what shows that a data folder had a database; "" if nothing does."""
    if (folder / MARKER).exists():
        return f"its file {MARKER!r} says so"
    files = folder / "files"
    return "there are files in it that people sent" if files.is_dir() and any(files.iterdir()) else ""
