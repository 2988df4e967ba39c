"""Broadcasts, their recipients, and the state of each delivery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, bindparam, case, delete, func, insert, or_, select, update

from flows.messages import Address, Reply
from storage.db.database import insert_new
from storage.messages.held_replies import HELD
from storage.outreach.audience import Audience
from storage.records import OutboxState
from storage.tables import Time, addresses, broadcasts, contacts, deliveries, outbox, recipients


class BroadcastState(StrEnum):
    """The state of a broadcast."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """A broadcast: the reply that everybody in its audience gets."""

    id: int
    reply: Reply
    audience: Audience
    state: BroadcastState
    maker: int | None
    created_at: datetime
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    shown: int | None = None
    """The outbox row of the status message; None before there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMessage:
    """The message that shows its maker how far a broadcast is: its address, the vendor's id, its content."""

    address: Address
    message: str
    reply: Reply


class DeliveryState(StrEnum):
    """The state of one delivery."""

    QUEUED = "queued"
    HELD = "held"
    """Held until the contact's next message."""
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNSUBSCRIBED = "unsubscribed"
    UNREACHABLE = "unreachable"
    STOPPED = "stopped"
    """Not sent, because the broadcast was stopped first."""
    UNCERTAIN = "uncertain"
    """The call to the vendor had begun when something broke; never sent again by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One contact's copy of a broadcast."""

    contact: int
    name: str
    unit: int | None
    channel: str
    state: DeliveryState
    reason: str
    sent_at: datetime | None


_REPLY = TypeAdapter(Reply)
_AUDIENCE = TypeAdapter(Audience)
_COLUMNS = (
    broadcasts.c.id,
    broadcasts.c.reply,
    broadcasts.c.audience,
    broadcasts.c.state,
    broadcasts.c.maker,
    broadcasts.c.created_at,
    broadcasts.c.due_at,
    broadcasts.c.started_at,
    broadcasts.c.finished_at,
    broadcasts.c.shown,
)
QUEUED, GIVEN, SKIPPED = "queued", "given", "skipped"
"""States of a recipient: waits for a place in the outbox, is in it, gets nothing."""


_GIVEN = (
    update(recipients)
    .where(recipients.c.broadcast == bindparam("its_number"), recipients.c.contact == bindparam("to_person"))
    .values(state=bindparam("new_state"), reply=bindparam("new_reply"), reason=bindparam("why"))
)


def create(connection: Connection, reply: Reply, audience: Audience, maker: int | None, now: datetime) -> Broadcast:
    """Store a new broadcast as a draft."""
    row = {
        "reply": _REPLY.dump_json(reply, exclude_defaults=True).decode(),
        "audience": _AUDIENCE.dump_json(audience, exclude_defaults=True).decode(),
        "state": BroadcastState.DRAFT.value,
        "maker": maker,
        "created_at": now,
    }
    return _broadcast(connection.execute(insert(broadcasts).values(**row).returning(*_COLUMNS)).one())


def change(connection: Connection, number: int, reply: Reply | None = None, audience: Audience | None = None) -> None:
    """Change a broadcast that was not sent yet; without effect on others."""
    values: dict[str, object] = {}
    if reply is not None:
        values["reply"] = _REPLY.dump_json(reply, exclude_defaults=True).decode()
    if audience is not None:
        values["audience"] = _AUDIENCE.dump_json(audience, exclude_defaults=True).decode()
    early = broadcasts.c.state.in_([BroadcastState.DRAFT.value, BroadcastState.SCHEDULED.value])
    if values:
        connection.execute(update(broadcasts).where(broadcasts.c.id == number, early).values(**values))


def get(connection: Connection, number: int) -> Broadcast | None:
    """Return a broadcast, or None."""
    row = connection.execute(select(*_COLUMNS).where(broadcasts.c.id == number)).first()
    return None if row is None else _broadcast(row)


def last(connection: Connection, most: int) -> list[Broadcast]:
    """Return the newest broadcasts, newest first."""
    found = select(*_COLUMNS).order_by(broadcasts.c.id.desc()).limit(most)
    return [_broadcast(row) for row in connection.execute(found)]


def newest(connection: Connection) -> list[int]:
    """Return the numbers of all broadcasts, newest first."""
    return list(connection.execute(select(broadcasts.c.id).order_by(broadcasts.c.id.desc())).scalars())


def sending(connection: Connection) -> list[int]:
    """Return the numbers of the broadcasts that are being sent, oldest first."""
    found = select(broadcasts.c.id).where(broadcasts.c.state == BroadcastState.SENDING.value)
    return list(connection.execute(found.order_by(broadcasts.c.id)).scalars())


def change_state(
    connection: Connection, number: int, before: Iterable[BroadcastState], after: BroadcastState, now: datetime
) -> bool:
    """Bring a broadcast from one of some states to another; tell whether it was in one of them."""
    values: dict[str, object] = {"state": after.value}
    if after is BroadcastState.SENDING:
        values["started_at"] = func.coalesce(broadcasts.c.started_at, bindparam("moment", now, type_=Time))
    if after in (BroadcastState.DONE, BroadcastState.STOPPED):
        values["finished_at"] = now
    known = broadcasts.c.state.in_([state.value for state in before])
    return connection.execute(update(broadcasts).where(broadcasts.c.id == number, known).values(**values)).rowcount == 1


def schedule(connection: Connection, number: int, due_at: datetime, now: datetime) -> bool:
    """Schedule a broadcast; tell whether it was unsent."""
    if not change_state(
        connection, number, [BroadcastState.DRAFT, BroadcastState.SCHEDULED], BroadcastState.SCHEDULED, now
    ):
        return False
    connection.execute(update(broadcasts).where(broadcasts.c.id == number).values(due_at=due_at))
    return True


def sent_by(connection: Connection, number: int, sender: int) -> None:
    """Store who sends or schedules a broadcast as its maker, whoever wrote it."""
    connection.execute(update(broadcasts).where(broadcasts.c.id == number).values(maker=sender))


def remove(connection: Connection, number: int) -> bool:
    """Delete an unsent broadcast; tell whether it was unsent."""
    early = broadcasts.c.state.in_([BroadcastState.DRAFT.value, BroadcastState.SCHEDULED.value])
    return connection.execute(delete(broadcasts).where(broadcasts.c.id == number, early)).rowcount == 1


def set_status_message(connection: Connection, number: int, row: int, before: int | None) -> bool:
    """Store the outbox row of the status message, unless another process has stored one since `before` was read."""
    known = broadcasts.c.shown.is_(None) if before is None else broadcasts.c.shown == before
    return (
        connection.execute(update(broadcasts).where(broadcasts.c.id == number, known).values(shown=row)).rowcount == 1
    )


def status_message_of(connection: Connection, broadcast: Broadcast) -> StatusMessage | None:
    """Return the status message; None if there is none, or it is not sent yet."""
    found = select(outbox.c.channel, outbox.c.address, outbox.c.message, outbox.c.reply).where(
        outbox.c.id == broadcast.shown
    )
    row = connection.execute(found).first()
    if row is None or row.message is None:
        return None
    address = Address(channel=row.channel, id=row.address)
    return StatusMessage(address=address, message=row.message, reply=_REPLY.validate_json(row.reply))


def recall(connection: Connection, number: int) -> None:
    """Withdraw every copy that was neither sent nor announced by a template."""
    copy = recipients.c.broadcast == number
    mine = select(recipients.c.reply).where(copy, recipients.c.state == GIVEN)
    silent = and_(outbox.c.state == "queued", outbox.c.parts_sent == 0, outbox.c.announced.is_(None))
    gone = (
        connection.execute(delete(outbox).where(outbox.c.id.in_(mine), silent).returning(outbox.c.id)).scalars().all()
    )
    unsent = or_(recipients.c.state == QUEUED, recipients.c.reply.in_(gone))
    connection.execute(
        update(recipients).where(copy, unsent).values(state=SKIPPED, reason=DeliveryState.STOPPED.value, reply=None)
    )


def requeue_uncertain(connection: Connection, number: int) -> int:
    """Requeue the copies whose delivery is uncertain, but for unsubscribed contacts; return how many."""
    doubtful = select(outbox.c.id).where(outbox.c.state == OutboxState.UNCERTAIN.value)
    wanting = select(contacts.c.id).where(contacts.c.is_subscribed)
    return connection.execute(
        update(recipients)
        .where(recipients.c.broadcast == number, recipients.c.state == GIVEN)
        .where(recipients.c.reply.in_(doubtful), recipients.c.contact.in_(wanting))
        .values(state=QUEUED, reply=None)
    ).rowcount


def set_recipients(connection: Connection, number: int, wanted: Sequence[int], skipped: Mapping[int, str]) -> None:
    """Store who gets a broadcast, and who does not and why; rows that exist are kept."""
    rows = [{"broadcast": number, "contact": contact, "state": QUEUED, "reason": ""} for contact in wanted]
    rows += [
        {"broadcast": number, "contact": contact, "state": SKIPPED, "reason": why} for contact, why in skipped.items()
    ]
    if rows:
        connection.execute(insert_new(recipients).on_conflict_do_nothing(), rows)


def waiting(connection: Connection, number: int) -> list[tuple[int, str]]:
    """Return the recipients who wait for their copy, each with the channel of their nearest address; "": none."""
    nearest = (
        select(addresses.c.channel)
        .where(addresses.c.contact == recipients.c.contact, addresses.c.reachable)
        .order_by(addresses.c.heard_at.desc().nulls_last())
        .limit(1)
        .scalar_subquery()
    )
    found = select(recipients.c.contact, func.coalesce(nearest, ""))
    queued = found.where(recipients.c.broadcast == number, recipients.c.state == QUEUED)
    return [(contact, channel) for contact, channel in connection.execute(queued.order_by(recipients.c.contact))]


def claim(connection: Connection, number: int, people: Sequence[int]) -> list[int]:
    """Return which of these contacts wait for their copy, and lock their rows against other processes."""
    found = (
        select(recipients.c.contact)
        .where(recipients.c.broadcast == number, recipients.c.state == QUEUED, recipients.c.contact.in_(people))
        .order_by(recipients.c.contact)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(found).scalars()) if people else []


def mark_queued(connection: Connection, number: int, replies: Mapping[int, int | None]) -> None:
    """Store the outbox row of each contact's copy; None: they can not be reached any more."""
    rows = [
        {
            "to_person": contact,
            "new_state": GIVEN if reply is not None else SKIPPED,
            "new_reply": reply,
            "why": "" if reply is not None else DeliveryState.UNREACHABLE.value,
            "its_number": number,
        }
        for contact, reply in replies.items()
    ]
    if rows:
        connection.execute(_GIVEN, rows)


def is_left(connection: Connection, number: int) -> bool:
    """Tell whether a recipient waits for their copy."""
    found = select(recipients.c.contact).where(recipients.c.broadcast == number, recipients.c.state == QUEUED)
    return connection.execute(found.limit(1)).first() is not None


def tally(connection: Connection, number: int) -> dict[DeliveryState, int]:
    """Count the deliveries of a broadcast by state."""
    state = _delivery_state().label("fate")
    counted = select(state, func.count()).select_from(_copies()).where(recipients.c.broadcast == number).group_by(state)
    return {DeliveryState(name): count for name, count in connection.execute(counted)}


def deliveries_of(connection: Connection, number: int) -> list[Delivery]:
    """Return the deliveries of a broadcast by contact."""
    found = (
        select(
            recipients.c.contact,
            contacts.c.name,
            contacts.c.unit,
            outbox.c.channel,
            _delivery_state(),
            recipients.c.reason,
            func.coalesce(deliveries.c.reason, outbox.c.error, ""),
            outbox.c.sent_at,
        )
        .select_from(_copies().outerjoin(contacts, contacts.c.id == recipients.c.contact))
        .where(recipients.c.broadcast == number)
        .order_by(recipients.c.contact)
    )
    return [
        Delivery(
            contact=contact,
            name=name or "",
            unit=unit,
            channel=channel or "",
            state=DeliveryState(state),
            reason=reason
            or (
                error
                if DeliveryState(state) in (DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.HELD)
                else ""
            ),
            sent_at=sent_at,
        )
        for contact, name, unit, channel, state, reason, error, sent_at in connection.execute(found)
    ]


def unsubscribed(connection: Connection, people: Sequence[int]) -> list[int]:
    """Return which of these contacts are unsubscribed."""
    found = select(contacts.c.id).where(contacts.c.id.in_(people), ~contacts.c.is_subscribed)
    return list(connection.execute(found).scalars())


def subscribe(connection: Connection, contact: int, *, wants: bool) -> None:
    """Store whether a contact wants broadcasts."""
    connection.execute(update(contacts).where(contacts.c.id == contact).values(is_subscribed=wants))


def reachable_addresses(connection: Connection, people: Sequence[int]) -> dict[int, tuple[Address, datetime | None]]:
    """Return for each contact that can be reached the nearest address, and when they last wrote there."""
    found = (
        select(addresses.c.contact, addresses.c.channel, addresses.c.id, addresses.c.heard_at)
        .where(addresses.c.contact.in_(people), addresses.c.reachable)
        .order_by(addresses.c.contact, addresses.c.heard_at.desc().nulls_last())
    )
    nearest: dict[int, tuple[Address, datetime | None]] = {}
    for contact, channel, name, heard_at in connection.execute(found):
        nearest.setdefault(contact, (Address(channel=channel, id=name), heard_at))
    return nearest


def _copies() -> Any:
    return recipients.outerjoin(outbox, outbox.c.id == recipients.c.reply).outerjoin(
        deliveries, and_(deliveries.c.channel == outbox.c.channel, deliveries.c.message == outbox.c.message)
    )


def _delivery_state() -> Any:
    """Return the expression of a delivery's state: what the vendor reports goes before what we know."""
    skipped = recipients.c.state == SKIPPED
    return case(
        *(
            (and_(skipped, recipients.c.reason == why.value), why.value)
            for why in (DeliveryState.UNSUBSCRIBED, DeliveryState.STOPPED)
        ),
        (recipients.c.state == SKIPPED, DeliveryState.UNREACHABLE.value),
        (recipients.c.state == QUEUED, DeliveryState.QUEUED.value),
        (outbox.c.state == OutboxState.UNCERTAIN.value, DeliveryState.UNCERTAIN.value),
        (outbox.c.state == "dead", DeliveryState.FAILED.value),
        (outbox.c.state == "sending", DeliveryState.QUEUED.value),
        (and_(outbox.c.state == "queued", outbox.c.next_at == HELD), DeliveryState.HELD.value),
        (outbox.c.state == "queued", DeliveryState.QUEUED.value),
        (deliveries.c.arrival.is_not(None), deliveries.c.arrival),
        else_=DeliveryState.SENT.value,
    )


def _broadcast(row: Sequence[Any]) -> Broadcast:
    values: dict[str, Any] = {column.name: value for column, value in zip(_COLUMNS, row, strict=True)}
    values["reply"] = _REPLY.validate_json(values["reply"])
    values["audience"] = _AUDIENCE.validate_json(values["audience"])
    values["state"] = BroadcastState(values["state"])
    return Broadcast(**values)
