"""A migrated SQLite database, copied from one that each test process migrates once."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.db.database import migrate


def make_fresh(url: str) -> None:
    """Make a migrated, empty SQLite database at a URL."""
    path = Path(str(make_url(url).database))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_model())


@cache
def _model() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()
