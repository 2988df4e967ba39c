"""Contacts, and the addresses at which they are reached."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy import Connection, bindparam, func, insert, select

from flows.messages import Address
from storage.db.database import insert_new
from storage.db.fast_statements import FastStatement
from storage.records import Contact
from storage.tables import addresses, contacts

__all__ = ["ContactChanges", "addresses_of", "at", "get", "languages", "set_reachable", "update"]

SEEN_STEP = timedelta(hours=1)
"""The precision of `seen_at`: a write for every message would cost too much."""

_COLUMNS = (
    contacts.c.id,
    contacts.c.name,
    contacts.c.unit,
    contacts.c.roles,
    contacts.c.language,
    contacts.c.conversation,
    contacts.c.errand,
    contacts.c.created_at,
    contacts.c.seen_at,
)
_own = addresses.alias("own")
_LAST = select(func.max(_own.c.heard_at)).where(_own.c.contact == contacts.c.id)
_AT = FastStatement(
    select(*_COLUMNS, addresses.c.reachable, addresses.c.heard_at, _LAST.scalar_subquery())
    .join(addresses, addresses.c.contact == contacts.c.id)
    .where(addresses.c.channel == bindparam("channel"), addresses.c.id == bindparam("address"))
)
_LANGUAGES = select(contacts.c.language).distinct().order_by(contacts.c.language)
_GET = select(*_COLUMNS).where(contacts.c.id == bindparam("contact"))
_ADD = insert(contacts).returning(contacts.c.id)
_ADD_ADDRESS = insert_new(addresses)
_SEEN = sa.update(contacts).where(contacts.c.id == bindparam("contact")).values(seen_at=bindparam("now"))
_REACHABLE = (
    sa.update(addresses)
    .where(addresses.c.channel == bindparam("at_channel"), addresses.c.id == bindparam("at_id"))
    .values(reachable=bindparam("is_reachable"))
)
_ADDRESSES = select(addresses.c.channel, addresses.c.id, addresses.c.reachable).where(
    addresses.c.contact == bindparam("contact")
)


class ContactChanges(TypedDict, total=False):
    """The fields of a contact that may be changed."""

    name: str
    unit: int | None
    roles: Collection[str]
    language: str
    conversation: int | None
    errand: str | None


def at(connection: Connection, address: Address, name: str, now: datetime) -> Contact:
    """Return the contact at an address; a new one is created where there is none."""
    row = _AT.first(connection, {"channel": address.channel, "address": address.id})
    if row is None:
        return _add(connection, address, name, now)
    contact = _contact(row, reachable=row[9], heard_at=row[10], last=row[11])
    if now - contact.seen_at >= SEEN_STEP:
        connection.execute(_SEEN, {"contact": contact.id, "now": now})
    return contact


def get(connection: Connection, contact: int) -> Contact | None:
    """Return a contact by id, or None."""
    row = connection.execute(_GET, {"contact": contact}).first()
    return None if row is None else _contact(row)


def update(connection: Connection, contact: int, **changes: Unpack[ContactChanges]) -> None:
    """Change the given fields only."""
    values = dict(changes)
    if "roles" in changes:
        values["roles"] = " ".join(sorted(changes["roles"]))
    if values:
        connection.execute(sa.update(contacts).where(contacts.c.id == contact).values(**values))


def set_reachable(connection: Connection, address: Address, reachable: bool) -> None:
    """Store whether messages arrive at an address."""
    connection.execute(_REACHABLE, {"at_channel": address.channel, "at_id": address.id, "is_reachable": reachable})


def addresses_of(connection: Connection, contact: int, *, reachable: bool = False) -> list[Address]:
    """Return a contact's addresses; with `reachable` only those where messages arrive."""
    rows = connection.execute(_ADDRESSES, {"contact": contact})
    return [Address(channel=channel, id=name) for channel, name, arrives in rows if arrives or not reachable]


def make(connection: Connection, name: str, now: datetime) -> int:
    """Create a contact without an address; return their id."""
    new = {"name": name, "unit": None, "roles": "", "language": "id", "created_at": now, "seen_at": now}
    number: int = connection.execute(_ADD, new).scalar_one()
    return number


def _add(connection: Connection, address: Address, name: str, now: datetime) -> Contact:
    contact = make(connection, name, now)
    # If another process adds the same address at this moment, the key is taken and the transaction runs again.
    connection.execute(
        _ADD_ADDRESS, {"channel": address.channel, "id": address.id, "contact": contact, "reachable": True}
    )
    return Contact(
        id=contact,
        name=name,
        unit=None,
        roles=frozenset(),
        language="id",
        conversation=None,
        errand=None,
        created_at=now,
        seen_at=now,
    )


def _contact(
    row: Sequence[Any], reachable: bool = True, heard_at: datetime | None = None, last: datetime | None = None
) -> Contact:
    return Contact(
        id=row[0],
        name=row[1],
        unit=row[2],
        roles=frozenset(row[3].split()),
        language=row[4],
        conversation=row[5],
        errand=row[6],
        created_at=row[7],
        seen_at=row[8],
        reachable=reachable,
        heard_at=heard_at,
        is_elsewhere=heard_at != last,
    )


def languages(connection: Connection) -> list[str]:
    """Return the languages in which people are written to."""
    return list(connection.execute(_LANGUAGES).scalars())
