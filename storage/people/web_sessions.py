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
"""How long a link lasts: enough to go from the chat to the browser, too short for a later finder."""
SESSION_LIVES = timedelta(hours=12)
"""How long a session lasts: a working day, because offices share computers."""
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


def make_link(connection: Connection, address: Address, now: datetime) -> str:
    """Return the secret of a new login link for an address; its earlier links become void."""
    connection.execute(_OLD, {"now": now})
    connection.execute(_LINKS, {"its_channel": address.channel, "its_address": address.id})
    return _add(connection, address, LINK, now, LINK_LIVES)


def is_good(connection: Connection, secret: str, now: datetime) -> bool:
    """Tell whether a link can still be used, without using it."""
    return _place(connection.execute(_FIND, _named(secret, LINK)).first(), now) is not None


def sign_in(connection: Connection, secret: str, now: datetime) -> tuple[Address, str] | None:
    """Use a link; return its address and the secret of a new session, or None when it is void."""
    address = _place(connection.execute(_USE, _named(secret, LINK)).first(), now)
    return None if address is None else (address, _add(connection, address, SESSION, now, SESSION_LIVES))


def signed_in(connection: Connection, secret: str, now: datetime) -> Address | None:
    """Return the address of a session; None when there is none or it is over."""
    return _place(connection.execute(_FIND, _named(secret, SESSION)).first(), now)


def sign_out(connection: Connection, secret: str) -> None:
    """End one session."""
    connection.execute(_USE, _named(secret, SESSION))


def end(connection: Connection, contact: int) -> None:
    """End all sessions and links of a contact."""
    connection.execute(_ALL, {"its_contact": contact})


def _add(connection: Connection, address: Address, kind: str, now: datetime, lives: timedelta) -> str:
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    whose = {"channel": address.channel, "address": address.id}
    row = {"token": _hash(secret), **whose, "kind": kind, "created_at": now, "expires_at": now + lives}
    connection.execute(_ADD, row)
    return secret


def _named(secret: str, kind: str) -> dict[str, str]:
    return {"its_token": _hash(secret), "its_kind": kind}


def _hash(secret: str) -> str:
    """Return what is stored of a secret, which is too long to be guessed from it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _place(row: Sequence[Any] | None, now: datetime) -> Address | None:
    return Address(channel=row[0], id=row[1]) if row is not None and now < row[2] else None
