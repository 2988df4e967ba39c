"""The ids by which a channel knows a person, and when they last wrote from each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from flows.messages import Address
from storage.db.fast_statements import FastStatement
from storage.records import AddressInfo
from storage.tables import EPOCH, QUEUED, addresses, guesses, inbox, logins, outbox, transcripts

HEARD_STEP = timedelta(minutes=5)
"""The precision of `heard_at`: frequent messages are not stored each time."""

_AT = (addresses.c.channel == bindparam("on_channel"), addresses.c.id == bindparam("its_id"))
_GET = FastStatement(select(addresses.c.contact, addresses.c.also, addresses.c.heard_at).where(*_AT))
_NEAREST = (
    select(addresses.c.channel, addresses.c.id)
    .where(addresses.c.contact == bindparam("person"), addresses.c.reachable, addresses.c.channel != bindparam("never"))
    .order_by(addresses.c.heard_at.desc().nulls_last())
    .limit(1)
)
_OTHERS = select(addresses.c.id).where(
    addresses.c.channel == bindparam("on_channel"),
    addresses.c.also == bindparam("number"),
    addresses.c.id != bindparam("its_id"),
)
_OF = (
    select(addresses.c.id, addresses.c.channel, addresses.c.also, addresses.c.reachable, addresses.c.heard_at)
    .where(addresses.c.contact == bindparam("person"))
    .order_by(addresses.c.heard_at.desc().nulls_last(), addresses.c.channel, addresses.c.id)
)
_ADD = insert(addresses)
_ALSO = update(addresses).where(*_AT).values(also=bindparam("number"))
_GIVE = update(addresses).where(*_AT).values(contact=bindparam("person"))
_HEARD = update(addresses).where(*_AT).values(heard_at=bindparam("moment"))


def key_of(address: Address) -> str:
    """Return a short hash of an address for a button, which has no room for long ids."""
    return hashlib.sha256(f"{address.channel} {address.id}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccount:
    """A person on one channel, by all ids it has for them, the lasting one first."""

    addresses: tuple[Address, ...]
    reachable: tuple[Address, ...]
    heard_at: datetime | None

    @property
    def channel(self) -> str:
        """Return the channel's name."""
        return self.addresses[0].channel


def accounts(connection: Connection, contact: int) -> list[ChannelAccount]:
    """Return a contact's accounts, the one last written from first."""
    rows = connection.execute(_OF, {"person": contact}).all()
    behind = {(row.channel, row.also) for row in rows if row.also is not None}
    found = []
    for row in (row for row in rows if (row.channel, row.id) not in behind):
        own = [row, *(other_row for other_row in rows if (other_row.channel, other_row.id) == (row.channel, row.also))]
        own_addresses = [Address(channel=other_row.channel, id=other_row.id) for other_row in own]
        heard = max((other_row.heard_at for other_row in own if other_row.heard_at is not None), default=None)
        arrives = tuple(address for address, other_row in zip(own_addresses, own, strict=True) if other_row.reachable)
        found.append(ChannelAccount(addresses=tuple(own_addresses), reachable=arrives, heard_at=heard))
    return sorted(
        found,
        key=lambda channel_account: (
            channel_account.heard_at is None,
            -(channel_account.heard_at or EPOCH).timestamp(),
        ),
    )


def move_account(connection: Connection, account: ChannelAccount, contact: int) -> None:
    """Move an account to another contact, with everything stored about it."""
    for address in account.addresses:
        connection.execute(_GIVE, {**_key(address), "person": contact})


def reach(connection: Connection, address: Address) -> AddressInfo:
    """Return what is known of an address; empty if nobody ever wrote from there."""
    row = _GET.first(connection, _key(address))
    return AddressInfo() if row is None else AddressInfo(alias_id=row[1], heard_at=row[2])


def nearest(connection: Connection, contact: int, *, without: str = "") -> Address | None:
    """Return the reachable address from which a contact wrote last, not on channel `without`; None if none."""
    row = connection.execute(_NEAREST, {"person": contact, "never": without}).first()
    return None if row is None else Address(channel=row[0], id=row[1])


def owner(connection: Connection, address: Address) -> int | None:
    """Return the contact at an address, or None."""
    row = _GET.first(connection, _key(address))
    return None if row is None else int(row[0])


def note_written(connection: Connection, address: Address, at: datetime, *, came_back: bool = False) -> None:
    """Store that the contact wrote at this time; an older message that comes late changes nothing.

    Who came back from another address is noted at once, so that this one is the nearest.
    """
    row = _GET.first(connection, _key(address))
    if row is not None and (is_news(row[2], at) or (came_back and at > row[2])):
        connection.execute(_HEARD, {**_key(address), "moment": at})


def is_news(known: datetime | None, at: datetime) -> bool:
    """Tell whether the time of a message is worth a write."""
    return known is None or at - known >= HEARD_STEP


def link(connection: Connection, address: Address, also: str) -> int | None:
    """Store that a channel has two ids for one person: a lasting one, and `also` one that may pass to others.

    Whoever was known by the passing one alone is found by the lasting one from now on. An id that another lasting
    one already has, has passed on: it goes along, the other person's drafts do not. Return the contact that turns out
    to have the same account, if that is another one.
    """
    known = _GET.first(connection, _key(address))
    if known is not None and known[1] == also:
        return None
    number = Address(channel=address.channel, id=also)
    behind = _GET.first(connection, _key(number))
    others = connection.execute(_OTHERS, {**_key(address), "number": also}).scalars().all()
    for other in others:
        connection.execute(_ALSO, {"on_channel": address.channel, "its_id": other, "number": None})
    if known is not None:
        connection.execute(_ALSO, {**_key(address), "number": also})
        if behind is None:
            _add(connection, number, known[0], None)
        elif others:
            connection.execute(_GIVE, {**_key(number), "person": known[0]})
        elif behind[0] != known[0]:
            return int(behind[0])
    elif behind is not None and not others:
        _add(connection, address, behind[0], also)
    elif behind is not None:  # a stranger's number now: nobody is found by it until its new owner is made
        connection.execute(delete(addresses).where(addresses.c.channel == number.channel, addresses.c.id == number.id))
    return None


def move(connection: Connection, old: Address, new: Address, also: str | None = None) -> None:
    """Move a contact to a new address; the old one may become another person's."""
    gone = (addresses.c.channel == old.channel, or_(addresses.c.id == old.id, addresses.c.also == old.id))
    found = connection.execute(select(addresses.c.id, addresses.c.contact).where(*gone)).all()
    if not found or new.id in [row[0] for row in found]:
        return
    connection.execute(delete(addresses).where(*gone))
    for fromkey in dict.fromkeys((new.id, also)):
        address = None if fromkey is None else Address(channel=new.channel, id=fromkey)
        if address is not None and _GET.first(connection, _key(address)) is None:
            _add(connection, address, found[0][1], also if fromkey == new.id and also != new.id else None)
    waiting = (outbox.c.channel == old.channel, outbox.c.address.in_([row[0] for row in found]))
    connection.execute(update(outbox).where(QUEUED, *waiting).values(address=new.id))


def rename(connection: Connection, old: Address, new: str) -> None:
    """Move a contact and all that is stored at an old address to a new one."""
    at_old = (addresses.c.channel == old.channel, addresses.c.id == old.id)
    if connection.execute(update(addresses).where(*at_old).values(id=new)).rowcount == 0:
        return
    for table in (inbox, outbox, guesses, logins):
        there = (table.c.channel == old.channel, table.c.address == old.id)
        connection.execute(update(table).where(*there).values(address=new))
    connection.execute(update(transcripts).where(transcripts.c.address == old.id).values(address=new))


def _add(connection: Connection, address: Address, contact: int, also: str | None) -> None:
    row = {"channel": address.channel, "id": address.id, "contact": contact, "reachable": True, "also": also}
    connection.execute(_ADD, row)


def _key(address: Address) -> dict[str, object]:
    return {"on_channel": address.channel, "its_id": address.id}
