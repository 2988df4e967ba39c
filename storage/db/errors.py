"""The ways in which storage fails, so that the caller can decide what to do."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


class StorageFault(StrEnum):
    """What is wrong with the database."""

    FULL = "full"
    """No room on the disk: nothing was saved; try again when there is room."""
    LOCKED = "locked"
    """Another process holds it: nothing was saved; try again soon."""
    UNAVAILABLE = "unavailable"
    """It can not be reached, read or written."""
    BEHIND = "behind"
    """Its tables are older or newer than this program: run `tuntun migrate`."""


class StorageError(Exception):
    """A database that did not do its work, and the kind of trouble."""

    def __init__(self, reason: str, kind: StorageFault) -> None:
        super().__init__(reason)
        self.kind = kind


class Conflict(Exception):  # noqa: N818 - the word the whole program uses for it
    """A row that another process changed since it was read: read it and decide again."""


_SQLITE = {
    sqlite3.SQLITE_FULL: StorageFault.FULL,
    sqlite3.SQLITE_BUSY: StorageFault.LOCKED,
    sqlite3.SQLITE_LOCKED: StorageFault.LOCKED,
    sqlite3.SQLITE_IOERR: StorageFault.UNAVAILABLE,
    sqlite3.SQLITE_CANTOPEN: StorageFault.UNAVAILABLE,
    sqlite3.SQLITE_READONLY: StorageFault.UNAVAILABLE,
    sqlite3.SQLITE_CORRUPT: StorageFault.UNAVAILABLE,
    sqlite3.SQLITE_NOTADB: StorageFault.UNAVAILABLE,
}

_POSTGRESQL = {
    "53100": StorageFault.FULL,
    "53200": StorageFault.UNAVAILABLE,
    "53300": StorageFault.UNAVAILABLE,
    "55P03": StorageFault.LOCKED,
    "40001": StorageFault.LOCKED,
    "40P01": StorageFault.LOCKED,
    "57P01": StorageFault.UNAVAILABLE,
    "57P02": StorageFault.UNAVAILABLE,
    "57P03": StorageFault.UNAVAILABLE,
}


def translate(error: Exception) -> Exception:
    """Return the StorageError that a driver's error means, or the error itself if it is a programmer's."""
    kind = _kind(error)
    return error if kind is None else StorageError(str(getattr(error, "orig", None) or error), kind)


def sqlstate(error: Exception) -> str:
    """Return PostgreSQL's code of an error; "" if it has none."""
    return str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")


def _kind(error: Exception) -> StorageFault | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError | PoolTimeoutError):
        return StorageFault.UNAVAILABLE
    state = sqlstate(error)
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    if state.startswith("08"):
        return StorageFault.UNAVAILABLE
    if isinstance(error, DBAPIError) and (error.connection_invalidated or isinstance(error, InterfaceError)):
        return StorageFault.UNAVAILABLE
    return StorageFault.UNAVAILABLE if isinstance(error, OperationalError) else None
