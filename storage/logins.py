"""Keeps who may open the board: links that are used once, and sessions that they open; only hashes of both."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.tables import Time, logins

LINK, SESSION = "link", "session"
LINK_LIVES = timedelta(minutes=10)
"""Long enough to go from the phone's chat to its browser, too short for whoever finds it later."""
SESSION_LIVES = timedelta(hours=12)
"""A working day: offices share computers, and another link is one word to the bot."""
TOKEN_BYTES = 32

_ADD = insert(logins)
_MINE = (logins.c.token == bindparam("its_token"), logins.c.kind == bindparam("its_kind"))
_FIND = select(logins.c.contact, logins.c.expires_at).where(*_MINE)
_USE = delete(logins).where(*_MINE).returning(logins.c.contact, logins.c.expires_at)
_OLD = delete(logins).where(logins.c.expires_at <= bindparam("now", type_=Time))
_ALL = delete(logins).where(logins.c.contact == bindparam("its_contact"))
_LINKS = delete(logins).where(logins.c.contact == bindparam("its_contact"), logins.c.kind == LINK)


def make_link(connection: Connection, contact: int, now: datetime) -> str:
    """Return the secret of a new link; the person's earlier links lead nowhere any more."""
    connection.execute(_OLD, {"now": now})
    connection.execute(_LINKS, {"its_contact": contact})
    return _add(connection, contact, LINK, now, LINK_LIVES)


def is_good(connection: Connection, secret: str, now: datetime) -> bool:
    """Tell whether a link can still be used; that does not use it."""
    return _owner(connection.execute(_FIND, _named(secret, LINK)).first(), now) is not None


def sign_in(connection: Connection, secret: str, now: datetime) -> tuple[int, str] | None:
    """Use a link up; return its person and the secret of a new session, or None when it is no good."""
    contact = _owner(connection.execute(_USE, _named(secret, LINK)).first(), now)
    return None if contact is None else (contact, _add(connection, contact, SESSION, now, SESSION_LIVES))


def signed_in(connection: Connection, secret: str, now: datetime) -> int | None:
    """Return whose session it is, or None when there is none or it is over."""
    return _owner(connection.execute(_FIND, _named(secret, SESSION)).first(), now)


def sign_out(connection: Connection, secret: str) -> None:
    """End one session."""
    connection.execute(_USE, _named(secret, SESSION))


def end(connection: Connection, contact: int) -> None:
    """End every session of a person, and every link."""
    connection.execute(_ALL, {"its_contact": contact})


def _add(connection: Connection, contact: int, kind: str, now: datetime, lives: timedelta) -> str:
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    row = {"token": _hash(secret), "contact": contact, "kind": kind, "created_at": now, "expires_at": now + lives}
    connection.execute(_ADD, row)
    return secret


def _named(secret: str, kind: str) -> dict[str, str]:
    return {"its_token": _hash(secret), "its_kind": kind}


def _hash(secret: str) -> str:
    """Return what is kept: the secret is too long to be guessed from it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _owner(row: Sequence[Any] | None, now: datetime) -> int | None:
    return row[0] if row is not None and now < row[1] else None
