"""Names how storage fails, so that the caller can decide what to do."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


class Trouble(StrEnum):
    """Says what is wrong with the database."""

    FULL = "full"
    """No room on the disk: nothing was saved; try again when there is room."""
    LOCKED = "locked"
    """Another process holds it: nothing was saved; try again soon."""
    UNAVAILABLE = "unavailable"
    """It can not be reached, read or written."""
    BEHIND = "behind"
    """Its tables are older or newer than this program: run `tuntun migrate`."""


class StorageError(Exception):
    """Says that the database did not do its work, and of what kind the trouble is."""

    def __init__(self, reason: str, kind: Trouble) -> None:
        super().__init__(reason)
        self.kind = kind


class Conflict(Exception):  # noqa: N818 - the word the whole program uses for it
    """Says that another process was quicker since this was read: read it and decide again."""


_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_IOERR: Trouble.UNAVAILABLE,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNAVAILABLE,
    sqlite3.SQLITE_READONLY: Trouble.UNAVAILABLE,
    sqlite3.SQLITE_CORRUPT: Trouble.UNAVAILABLE,
    sqlite3.SQLITE_NOTADB: Trouble.UNAVAILABLE,
}

_POSTGRESQL = {
    "53100": Trouble.FULL,
    "53200": Trouble.UNAVAILABLE,
    "53300": Trouble.UNAVAILABLE,
    "55P03": Trouble.LOCKED,
    "40001": Trouble.LOCKED,
    "40P01": Trouble.LOCKED,
    "57P01": Trouble.UNAVAILABLE,
    "57P02": Trouble.UNAVAILABLE,
    "57P03": Trouble.UNAVAILABLE,
}


def translate(error: Exception) -> Exception:
    """Return the StorageError that a driver's error means, or the error itself if it is a programmer's."""
    kind = _kind(error)
    return error if kind is None else StorageError(str(getattr(error, "orig", None) or error), kind)


def sqlstate(error: Exception) -> str:
    """Return PostgreSQL's code of an error; empty if it has none."""
    return str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")


def _kind(error: Exception) -> Trouble | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError | PoolTimeoutError):
        return Trouble.UNAVAILABLE
    state = sqlstate(error)
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    if state.startswith("08"):
        return Trouble.UNAVAILABLE
    if isinstance(error, DBAPIError) and (error.connection_invalidated or isinstance(error, InterfaceError)):
        return Trouble.UNAVAILABLE
    return Trouble.UNAVAILABLE if isinstance(error, OperationalError) else None
