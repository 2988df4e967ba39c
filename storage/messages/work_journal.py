"""A journal on the disk of the work under way, read after a process was killed."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

SLOTS = 64
"""Entries at a time; more work goes unnoted."""
SIZE = 512
"""Bytes of an entry."""
BLANK = b" " * SIZE
NOTES = ".work"


class Work(NamedTuple):
    """A piece of work that may end its process: its kind, and which one."""

    kind: str
    subject: str

    @property
    def digest(self) -> str:
        """Return the key under which crashes are counted; it does not tell whose work it was."""
        return hashlib.sha256("\n".join(self).encode()).hexdigest()


class Journal:
    """The work under way in this process, in a file that outlives it.

    A note costs two writes that wait for no disk: it is there after the process was killed, perhaps not after a
    power cut, which is nobody's work.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: int | None = None
        self._free: SimpleQueue[int] = SimpleQueue()
        self._left: list[tuple[Path, int]] = []
        self._given_up: frozenset[str] = frozenset()

    def open(self) -> list[Work]:
        """Start the journal; return what was under way in dead processes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._left = [(path, handle) for path in self._folder.glob(f"*{NOTES}") if (handle := _taken(path)) is not None]
        left = [work for path, _ in self._left for work in _read(path)]
        self._begin()
        return left

    def give_up(self, digests: Collection[str]) -> None:
        """Store the digests that are not to be tried again, and remove the counted journals of dead processes."""
        self._given_up = frozenset(digests)
        for path, handle in self._left:
            path.unlink(missing_ok=True)
            os.close(handle)
        self._left = []

    def has_given_up(self, work: Work) -> bool:
        """Tell whether some work ended its process too often."""
        return bool(self._given_up) and work.digest in self._given_up

    @contextmanager
    def entry(self, work: Work) -> Iterator[None]:
        """Keep an entry for the length of a block."""
        note = json.dumps(work).encode().ljust(SIZE)
        slot = self._slot() if len(note) == SIZE else None
        if slot is None or self._handle is None:
            yield
            return
        try:
            os.pwrite(self._handle, note, slot * SIZE)
            yield
        finally:
            os.pwrite(self._handle, BLANK, slot * SIZE)
            self._free.put(slot)

    def close(self) -> None:
        """Remove this process's journal."""
        if self._handle is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None

    def _begin(self) -> None:
        self._path = self._folder / f"{os.getpid()}-{os.urandom(4).hex()}{NOTES}"
        hidden = self._path.with_suffix(".new")  # nobody may find it before it is held
        self._handle = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        os.pwrite(self._handle, BLANK * SLOTS, 0)
        hidden.rename(self._path)
        self._free = SimpleQueue()
        for slot in range(SLOTS):
            self._free.put(slot)

    def _slot(self) -> int | None:
        try:
            return self._free.get_nowait()
        except Empty:
            return None


def _taken(path: Path) -> int | None:
    """Return a handle on the journal of a dead process; None while it lives."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:  # another process was quicker
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _read(path: Path) -> list[Work]:
    content = path.read_bytes()
    notes = (content[start : start + SIZE].strip() for start in range(0, len(content), SIZE))
    return [Work(*json.loads(note)) for note in notes if note]
