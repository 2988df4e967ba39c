"""Keeps broadcasts: as they were sent, to whom, and what became of each copy."""

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
    """Is where a broadcast stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """Is a broadcast: what everybody gets, and who they are."""

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
    """The outbox row whose message shows its maker how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMessage:
    """Is the message that shows how far a broadcast is: where, by what id, and what it says."""

    address: Address
    message: str
    reply: Reply


class DeliveryState(StrEnum):
    """Is what became of one copy of a broadcast."""

    QUEUED = "queued"
    HELD = "held"
    """Waits for the person's next word."""
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNSUBSCRIBED = "unsubscribed"
    UNREACHABLE = "unreachable"
    STOPPED = "stopped"
    """Was not sent any more when the broadcast was stopped."""
    UNCERTAIN = "uncertain"
    """Its call had begun when something broke; it is never sent again by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Is one person's copy of a broadcast."""

    contact: int
    name: str
    unit: int | None
    channel: str
    fate: DeliveryState
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
"""A recipient's row: waits, is in the outbox, will get nothing."""


_GIVEN = (
    update(recipients)
    .where(recipients.c.broadcast == bindparam("its_number"), recipients.c.contact == bindparam("to_person"))
    .values(state=bindparam("new_state"), reply=bindparam("new_reply"), reason=bindparam("why"))
)


def create(connection: Connection, reply: Reply, audience: Audience, maker: int | None, now: datetime) -> Broadcast:
    """Keep a new broadcast that nobody gets yet."""
    row = {
        "reply": _REPLY.dump_json(reply, exclude_defaults=True).decode(),
        "audience": _AUDIENCE.dump_json(audience, exclude_defaults=True).decode(),
        "state": BroadcastState.DRAFT.value,
        "maker": maker,
        "created_at": now,
    }
    return _broadcast(connection.execute(insert(broadcasts).values(**row).returning(*_COLUMNS)).one())


def change(connection: Connection, number: int, reply: Reply | None = None, audience: Audience | None = None) -> None:
    """Change a broadcast that is not on its way yet."""
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
    """Return the numbers of the broadcasts that are on their way, oldest first."""
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
    """Set when a broadcast goes; tell whether that was still possible."""
    if not change_state(
        connection, number, [BroadcastState.DRAFT, BroadcastState.SCHEDULED], BroadcastState.SCHEDULED, now
    ):
        return False
    connection.execute(update(broadcasts).where(broadcasts.c.id == number).values(due_at=due_at))
    return True


def sent_by(connection: Connection, number: int, sender: int) -> None:
    """Remember who sends it, or plans it, where somebody else had written it."""
    connection.execute(update(broadcasts).where(broadcasts.c.id == number).values(maker=sender))


def remove(connection: Connection, number: int) -> bool:
    """Remove a broadcast that nobody has got; tell whether it was one."""
    early = broadcasts.c.state.in_([BroadcastState.DRAFT.value, BroadcastState.SCHEDULED.value])
    return connection.execute(delete(broadcasts).where(broadcasts.c.id == number, early)).rowcount == 1


def set_status_message(connection: Connection, number: int, row: int, before: int | None) -> bool:
    """Remember which outbox row shows how far it is, unless another process has shown it meanwhile."""
    known = broadcasts.c.shown.is_(None) if before is None else broadcasts.c.shown == before
    return (
        connection.execute(update(broadcasts).where(broadcasts.c.id == number, known).values(shown=row)).rowcount == 1
    )


def status_message_of(connection: Connection, broadcast: Broadcast) -> StatusMessage | None:
    """Return the message that shows how far it is; None while it is not sent, or if there is none."""
    found = select(outbox.c.channel, outbox.c.address, outbox.c.message, outbox.c.reply).where(
        outbox.c.id == broadcast.shown
    )
    row = connection.execute(found).first()
    if row is None or row.message is None:
        return None
    address = Address(channel=row.channel, id=row.address)
    return StatusMessage(address=address, message=row.message, reply=_REPLY.validate_json(row.reply))


def recall(connection: Connection, number: int) -> None:
    """Send no copy any more that nobody has heard of yet."""
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


def again(connection: Connection, number: int) -> int:
    """Let those get it once more of whom nobody knows whether they have it; return how many that are.

    Who wants no broadcasts any more stays uncertain.
    """
    doubtful = select(outbox.c.id).where(outbox.c.state == OutboxState.UNCERTAIN.value)
    wanting = select(contacts.c.id).where(contacts.c.is_subscribed)
    return connection.execute(
        update(recipients)
        .where(recipients.c.broadcast == number, recipients.c.state == GIVEN)
        .where(recipients.c.reply.in_(doubtful), recipients.c.contact.in_(wanting))
        .values(state=QUEUED, reply=None)
    ).rowcount


def set_recipients(connection: Connection, number: int, wanted: Sequence[int], skipped: Mapping[int, str]) -> None:
    """Write down who gets a broadcast and who does not, and why; whoever is written down already stays."""
    rows = [{"broadcast": number, "contact": one, "state": QUEUED, "reason": ""} for one in wanted]
    rows += [{"broadcast": number, "contact": one, "state": SKIPPED, "reason": why} for one, why in skipped.items()]
    if rows:
        connection.execute(insert_new(recipients).on_conflict_do_nothing(), rows)


def waiting(connection: Connection, number: int) -> list[tuple[int, str]]:
    """Return who is yet to get a broadcast, and over which channel they are found now; "": over none."""
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
    """Return which of these people are yet to get a broadcast, locked against other processes."""
    found = (
        select(recipients.c.contact)
        .where(recipients.c.broadcast == number, recipients.c.state == QUEUED, recipients.c.contact.in_(people))
        .order_by(recipients.c.contact)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(found).scalars()) if people else []


def mark_queued(connection: Connection, number: int, replies: Mapping[int, int | None]) -> None:
    """Note which outbox row carries a person's copy; None: there is no way to them any more."""
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
    """Tell whether somebody has yet to get it."""
    found = select(recipients.c.contact).where(recipients.c.broadcast == number, recipients.c.state == QUEUED)
    return connection.execute(found.limit(1)).first() is not None


def tally(connection: Connection, number: int) -> dict[DeliveryState, int]:
    """Count what became of the copies."""
    fate = _fate().label("fate")
    counted = select(fate, func.count()).select_from(_copies()).where(recipients.c.broadcast == number).group_by(fate)
    return {DeliveryState(name): count for name, count in connection.execute(counted)}


def deliveries_of(connection: Connection, number: int) -> list[Delivery]:
    """Return what became of each copy, by person."""
    found = (
        select(
            recipients.c.contact,
            contacts.c.name,
            contacts.c.unit,
            outbox.c.channel,
            _fate(),
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
            fate=DeliveryState(fate),
            reason=reason
            or (
                error
                if DeliveryState(fate) in (DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.HELD)
                else ""
            ),
            sent_at=sent_at,
        )
        for contact, name, unit, channel, fate, reason, error, sent_at in connection.execute(found)
    ]


def unsubscribed(connection: Connection, people: Sequence[int]) -> list[int]:
    """Return which of these people want no broadcasts."""
    found = select(contacts.c.id).where(contacts.c.id.in_(people), ~contacts.c.is_subscribed)
    return list(connection.execute(found).scalars())


def subscribe(connection: Connection, contact: int, *, wants: bool) -> None:
    """Remember whether a person wants broadcasts."""
    connection.execute(update(contacts).where(contacts.c.id == contact).values(is_subscribed=wants))


def reachable_addresses(connection: Connection, people: Sequence[int]) -> dict[int, tuple[Address, datetime | None]]:
    """Return for each person who can be reached where, and when they last wrote there."""
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


def _fate() -> Any:
    """Say what became of a copy: what the vendor reports goes before what we know ourselves."""
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
    number, reply, audience, state, maker, created_at, due_at, started_at, finished_at, shown = row
    return Broadcast(
        id=number,
        reply=_REPLY.validate_json(reply),
        audience=_AUDIENCE.validate_json(audience),
        state=BroadcastState(state),
        maker=maker,
        created_at=created_at,
        due_at=due_at,
        started_at=started_at,
        finished_at=finished_at,
        shown=shown,
    )
