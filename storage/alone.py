"""Tells whether another process has the same SQLite file open."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Presence:
    """Marks a file as in use for as long as it is held, also when the process is killed."""

    def __init__(self, path: Path) -> None:
        # Beside the file, not on it: whoever closes a second handle on it takes SQLite's own locks away.
        self._path = path.with_name(f"{path.name}.open")
        self._handle: int | None = None
        self.is_alone = False
        """Whether nobody else held it when this was taken."""

    def take(self) -> None:
        """Begin to hold it."""
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.is_alone = True
        except BlockingIOError:
            self.is_alone = False
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Hold it no longer."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
