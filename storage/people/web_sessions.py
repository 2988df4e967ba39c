"""Access to the dashboard: login links that are used once, and the sessions they open; only hashes of both.

Both belong to the address that asked, so that a session may what a person may there, and nothing once it is parted.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_

from flows.messages import Address
from storage.tables import Time, addresses, logins

LINK, SESSION = "link", "session"
LINK_LIVES = timedelta(minutes=10)
"""Long enough to go from the phone's chat to its browser, too short for whoever finds it later."""
SESSION_LIVES = timedelta(hours=12)
"""A working day: offices share computers, and another link is one word to the bot."""
TOKEN_BYTES = 32

_ADD = insert(logins)
_MINE = (logins.c.token == bindparam("its_token"), logins.c.kind == bindparam("its_kind"))
_FIND = select(logins.c.channel, logins.c.address, logins.c.expires_at).where(*_MINE)
_USE = delete(logins).where(*_MINE).returning(logins.c.channel, logins.c.address, logins.c.expires_at)
_OLD = delete(logins).where(logins.c.expires_at <= bindparam("now", type_=Time))
_PLACES = select(addresses.c.channel, addresses.c.id).where(addresses.c.contact == bindparam("its_contact"))
_ALL = delete(logins).where(tuple_(logins.c.channel, logins.c.address).in_(_PLACES))
_LINKS = delete(logins).where(
    logins.c.channel == bindparam("its_channel"), logins.c.address == bindparam("its_address"), logins.c.kind == LINK
)


def make_link(connection: Connection, place: Address, now: datetime) -> str:
    """Return the secret of a new link for whoever speaks from a place; earlier links from there lead nowhere."""
    connection.execute(_OLD, {"now": now})
    connection.execute(_LINKS, {"its_channel": place.channel, "its_address": place.id})
    return _add(connection, place, LINK, now, LINK_LIVES)


def is_good(connection: Connection, secret: str, now: datetime) -> bool:
    """Tell whether a link can still be used; that does not use it."""
    return _place(connection.execute(_FIND, _named(secret, LINK)).first(), now) is not None


def sign_in(connection: Connection, secret: str, now: datetime) -> tuple[Address, str] | None:
    """Use a link up; return where it was asked for and the secret of a new session, or None when it is no good."""
    place = _place(connection.execute(_USE, _named(secret, LINK)).first(), now)
    return None if place is None else (place, _add(connection, place, SESSION, now, SESSION_LIVES))


def signed_in(connection: Connection, secret: str, now: datetime) -> Address | None:
    """Return where a session was asked for, or None when there is none or it is over."""
    return _place(connection.execute(_FIND, _named(secret, SESSION)).first(), now)


def sign_out(connection: Connection, secret: str) -> None:
    """End one session."""
    connection.execute(_USE, _named(secret, SESSION))


def end(connection: Connection, contact: int) -> None:
    """End every session of a person, and every link, from wherever they were asked for."""
    connection.execute(_ALL, {"its_contact": contact})


def _add(connection: Connection, place: Address, kind: str, now: datetime, lives: timedelta) -> str:
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    whose = {"channel": place.channel, "address": place.id}
    row = {"token": _hash(secret), **whose, "kind": kind, "created_at": now, "expires_at": now + lives}
    connection.execute(_ADD, row)
    return secret


def _named(secret: str, kind: str) -> dict[str, str]:
    return {"its_token": _hash(secret), "its_kind": kind}


def _hash(secret: str) -> str:
    """Return what is kept: the secret is too long to be guessed from it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _place(row: Sequence[Any] | None, now: datetime) -> Address | None:
    return Address(channel=row[0], id=row[1]) if row is not None and now < row[2] else None
