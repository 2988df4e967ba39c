"""Files and folders that only their owner can read."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

LOG = logging.getLogger(__name__)

UMASK = 0o077
"""The rights that others have on a new file or folder: none."""


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can open; an existing one becomes so, those above it stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read: whole, or not at all."""
    with NamedTemporaryFile(dir=path.parent, delete=False) as new:
        try:
            new.write(content)
            new.flush()
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink()
            raise


def narrow(paths: Iterable[Path]) -> None:
    """Remove the rights of others on files and folders; failures are only logged."""
    for path in paths:
        try:
            if path.exists() and path.stat().st_mode & UMASK:
                _narrow(path)
        except OSError as error:
            LOG.warning("others on this machine may read %s: %s", path, error.strerror)


def _narrow(path: Path) -> None:
    """Narrow a folder's content before the folder, so that a wide folder shows that work is left."""
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            for name in (*folders, *names):
                other_path = Path(folder, name)
                if not other_path.is_symlink():
                    other_path.chmod(other_path.stat().st_mode & ~UMASK)
    path.chmod(path.stat().st_mode & ~UMASK)
