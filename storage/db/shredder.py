"""The removal of deleted rows from the disk: SQLite leaves copies in its pages and in its write-ahead log."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path

LOG = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds to wait for a writer before the file is written anew."""
MOMENT = 0.1
"""Seconds that a reader may delay the emptying of the log, and with it every writer."""
SOON, LATE = 0.05, 5.0
SHARE = 20
"""The rest after a rewrite, in multiples of its duration."""


class Shredder:
    """A background task that rewrites one database file without what was deleted, then empties its log."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_wanted = False
        self._task: asyncio.Task[None] | None = None

    def soon(self) -> None:
        """Start a run, or one more after the current run."""
        self._is_wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def stop(self) -> None:
        """Cancel the run; the last process to close the file empties the log."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while self._is_wanted:
            self._is_wanted = False
            started = time.monotonic()
            await asyncio.to_thread(rewrite, self._path)
            rest = SHARE * (time.monotonic() - started)
            pause = SOON
            while not await asyncio.to_thread(emptied, self._path):
                await asyncio.sleep(pause)
                pause = min(LATE, 2 * pause)
            await asyncio.sleep(rest)


def rewrite(path: Path) -> None:
    """Rewrite a database file with only its live content; a failure is logged and leaves the file as it was."""
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute("VACUUM")
    except sqlite3.Error as error:
        LOG.warning("pieces of what was removed may still lie in %s, until it is written anew: %s", path.name, error)


def emptied(path: Path) -> bool:
    """Empty the write-ahead log; return False while somebody still reads from it."""
    try:
        with closing(sqlite3.connect(path, timeout=MOMENT, isolation_level=None)) as connection:
            is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not is_busy
    except sqlite3.Error as error:
        LOG.info("the log of %s is not emptied yet: %s", path.name, error)
        return False
