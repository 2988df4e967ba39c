"""A store of bytes under the hash of their content: claimed ones in place, all others aside for a while.

What is put lies aside until somebody claims it; what nobody claims is dropped. So whatever becomes of a post, its bytes
do not stay for ever, and a program with another database than the one that claimed them never drops what has a place.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import io
import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

KEY = re.compile(r"[0-9a-f]{64}")
FLOOR_BYTES = 1_000_000_000
FLOOR_SHARE = 10
"""The free space that files leave for answers: a gigabyte, or this part of a small volume."""


class BlobStore:
    """A folder of blobs, which several processes may share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._aside = folder / "unclaimed"

    async def put(self, content: bytes | IO[bytes]) -> str:
        """Store bytes and return their key; they are on the disk, and wait to be claimed."""
        return await asyncio.to_thread(self.write, content)

    async def has(self, content: bytes) -> bool:
        """Tell whether these bytes are stored; unclaimed ones start their waiting time anew."""
        return await asyncio.to_thread(lambda: self._has(hashlib.sha256(content).hexdigest()))

    async def get(self, key: str) -> bytes:
        """Return the bytes of a key; LookupError if there are none."""
        return await asyncio.to_thread(self.read, key)

    async def open(self, key: str) -> IO[bytes]:
        """Open the bytes of a key, to be read piece by piece and closed; LookupError if there are none."""
        return await asyncio.to_thread(self._opened, key)

    async def remove(self, keys: Iterable[str]) -> None:
        """Delete the bytes of keys that nobody owns any more."""
        for key in keys:
            for path in (self.path(key), self._aside / key):
                await asyncio.to_thread(path.unlink, missing_ok=True)

    def write(self, content: bytes | IO[bytes]) -> str:
        """Do what `put` does, in this thread; raise OSError without leaving anything when there is no room."""
        source = io.BytesIO(content) if isinstance(content, bytes) else content
        source.seek(0)
        key = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
        if self._has(key):
            return key
        self._aside.mkdir(parents=True, exist_ok=True)
        source.seek(0)
        with NamedTemporaryFile(dir=self._aside, delete=False) as new:
            try:
                shutil.copyfileobj(source, new, 1 << 20)
                new.flush()
                os.fsync(new.fileno())
                with self._locked(fcntl.LOCK_SH):
                    Path(new.name).replace(self._aside / key)
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise
        _sync(self._aside)
        _sync(self._folder)
        return key

    def read(self, key: str) -> bytes:
        """Do what `get` does, in this thread."""
        with self._opened(key) as opened:
            return opened.read()

    def path(self, key: str) -> Path:
        """Return the path of a claimed key's bytes; LookupError if it is no key."""
        if KEY.fullmatch(key) is None:
            raise LookupError(f"{key!r} is not the key of a file")
        return self._folder / key[:2] / key

    def room(self) -> int:
        """Return how many more bytes may be stored so that there is always room for answers; may be below 0."""
        near = next(path for path in (self._folder, *self._folder.resolve().parents) if path.exists())
        disk = shutil.disk_usage(near)
        return disk.free - min(FLOOR_BYTES, disk.total // FLOOR_SHARE)

    # --- what nobody has claimed yet -------------------------------------------------------------

    def unclaimed(self) -> dict[str, datetime]:
        """Return the unclaimed keys, each with the moment it was last put."""
        return {path.name: moment for path, moment in self._waiting() if KEY.fullmatch(path.name)}

    def claim(self, keys: Collection[str]) -> None:
        """Move owned bytes into their place; idempotent."""
        for key in keys:
            path = self.path(key)
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # another process was quicker
                (self._aside / key).replace(path)
                _sync(path.parent)
        if keys:
            _sync(self._folder)

    def drop(self, keys: Collection[str], before: datetime) -> None:
        """Delete unclaimed keys, unless they were put again since `before`."""
        if not keys:
            return
        with self._locked(fcntl.LOCK_EX):
            for path, moment in self._waiting():
                if path.name in keys and moment < before:
                    path.unlink(missing_ok=True)

    def drop_unfinished(self, before: datetime) -> None:
        """Delete what a killed process began to write before a moment."""
        for path, moment in self._waiting():
            if not KEY.fullmatch(path.name) and moment < before:
                path.unlink(missing_ok=True)

    def _waiting(self) -> Iterator[tuple[Path, datetime]]:
        if self._aside.exists():
            for path in self._aside.iterdir():
                with suppress(FileNotFoundError):
                    yield path, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _opened(self, key: str) -> IO[bytes]:
        claimed = self.path(key)
        for path in (claimed, self._aside / key, claimed):  # it may be claimed just now
            with suppress(FileNotFoundError):
                return path.open("rb")
        raise LookupError(f"no file has the key {key}")

    def _has(self, key: str) -> bool:
        """Tell whether the bytes exist; unclaimed ones start their waiting time anew."""
        if self.path(key).exists():
            return True
        with suppress(FileNotFoundError), self._locked(fcntl.LOCK_SH):
            os.utime(self._aside / key)
            return True
        return self.path(key).exists()

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Lock out the `drop` of other processes."""
        handle = os.open(self._aside, os.O_RDONLY)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)


def _sync(folder: Path) -> None:
    """Sync a folder, so that new names in it outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
