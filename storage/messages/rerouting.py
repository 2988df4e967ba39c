"""Replies that can not arrive at one address: each goes to the contact's next address, at most once to each."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update

from flows.messages import Address
from storage.messages.held_replies import HELD
from storage.people import addresses
from storage.tables import QUEUED, outbox

_COLUMNS = (outbox.c.id, outbox.c.channel, outbox.c.address, outbox.c.contact, outbox.c.tried)
_FOLLOWS = (outbox.c.tried.is_not(None), outbox.c.contact.is_not(None))
_STRAYS = or_(outbox.c.state.in_(("sending", "dead")), and_(QUEUED, outbox.c.next_at == HELD))
_LOST = select(*_COLUMNS).where(outbox.c.id == bindparam("row"), _STRAYS, *_FOLLOWS)
_WAITING = (
    select(*_COLUMNS)
    .where(QUEUED, outbox.c.channel == bindparam("on_channel"), outbox.c.address == bindparam("to_address"), *_FOLLOWS)
    .order_by(outbox.c.id)
)
_MOVE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        channel=bindparam("new_channel"),
        address=bindparam("new_address"),
        tried=bindparam("all_tried"),
        next_at=bindparam("now"),
        state="queued",
        attempts=0,
        parts_sent=0,
        edits=None,
        message=None,
        position=None,
        sent_at=None,
        announced=None,
        told_at=None,
    )
)


def send_on(connection: Connection, reply: int, now: datetime, *, without: Collection[str] = ()) -> Address | None:
    """Move a failed or held reply to the contact's next address, but not over the channels `without`.

    None if it stays here, or there is no such place.
    """
    row = connection.execute(_LOST, {"row": reply}).first()
    return None if row is None else _moved(connection, row, now, without)


def requeue_all(connection: Connection, address: Address, now: datetime) -> list[Address]:
    """Requeue every pending reply of an unreachable address to the contact's next address, in order; return those."""
    rows = connection.execute(_WAITING, {"on_channel": address.channel, "to_address": address.id}).all()
    moved = [_moved(connection, row, now) for row in rows]
    return list(dict.fromkeys(address for address in moved if address is not None))


def remove_pending(connection: Connection, address: Address, contact: int) -> None:
    """Remove a contact's pending replies at an address that is no longer theirs."""
    there = (outbox.c.channel == address.channel, outbox.c.address == address.id, outbox.c.contact == contact)
    connection.execute(delete(outbox).where(QUEUED, *there))


def is_on(connection: Connection, reply: int, channel: str) -> bool:
    """Tell whether a reply still goes over this channel."""
    found = select(outbox.c.channel).where(outbox.c.id == reply)
    return connection.execute(found).scalar() == channel


def _moved(connection: Connection, row: Sequence[Any], now: datetime, without: Collection[str] = ()) -> Address | None:
    number, channel, address, contact, written = row
    assert contact is not None, "only what is somebody's"
    tried = [*_read(written), Address(channel=channel, id=address)]
    new_address = _next(connection, contact, tried, without)
    if new_address is None:
        return None
    values = {
        "row": number,
        "new_channel": new_address.channel,
        "new_address": new_address.id,
        "all_tried": json.dumps([[other_address.channel, other_address.id] for other_address in tried]),
        "now": now,
    }
    connection.execute(_MOVE, values)
    return new_address


def _next(connection: Connection, contact: int, tried: Sequence[Address], without: Collection[str]) -> Address | None:
    """Return the address from which the contact wrote last, among the accounts not tried yet."""
    for account in addresses.accounts(connection, contact):
        if account.reachable and account.channel not in without and not set(account.addresses) & set(tried):
            return account.reachable[0]
    return None


def _read(written: str | None) -> list[Address]:
    return [Address(channel=channel, id=address) for channel, address in json.loads(written or "[]")]
