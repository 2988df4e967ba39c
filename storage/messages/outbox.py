"""The outbox: every reply until it is sent, and what each question message asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnClause,
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
    union,
    update,
)

from flows.conversation import Cursor, QuestionMessage
from flows.messages import Address, Reply
from storage.db.fast_statements import FastStatement
from storage.messages.held_replies import HELD
from storage.records import NewReply, OutboxState, Priority, QueuedReply, SeenQuestion, SentReply, bit
from storage.tables import IS_QUESTION, QUEUED, SENDING, Time, outbox

LEASE = timedelta(seconds=60)
"""The lease of a claim: how long a reply belongs to its process, unless that dies."""
SECOND = 1_000_000
"""The lease in microseconds, as times are stored."""

_REPLY = TypeAdapter(Reply)
_CURSOR = TypeAdapter(Cursor)

_COLUMNS = (
    outbox.c.id,
    outbox.c.state,
    outbox.c.channel,
    outbox.c.address,
    outbox.c.reply,
    outbox.c.contact,
    outbox.c.conversation,
    outbox.c.ask,
    outbox.c.cursor,
    outbox.c.edits,
    outbox.c.priority,
    outbox.c.attempts,
    outbox.c.parts_sent,
    outbox.c.origin,
    outbox.c.announced,
)

# Bound as parameters they would miss the index over just these rows.
_SENDING: ColumnClause[str] = literal_column("'sending'")
_QUEUED: ColumnClause[str] = literal_column("'queued'")
_CHANNEL: BindParameter[str] = bindparam("on_channel")
_ADDRESS: BindParameter[str] = bindparam("to_address")
_RANK: BindParameter[int] = bindparam("rank", type_=Integer)
_NOW = bindparam("now", type_=Time)
_LEASE = bindparam("lease", type_=Time)
_WORKER: BindParameter[int] = bindparam("its_worker", type_=Integer)
_ID: BindParameter[int] = bindparam("row")
_TIME = bindparam("its_time", type_=Time)

_before = outbox.alias("before")
_THERE = and_(_before.c.channel == _CHANNEL, _before.c.address == _ADDRESS)
_SENDING_THERE = select(_before.c.id).where(_THERE, _before.c.state == _SENDING)
_QUEUED_THERE = select(_before.c.id).where(_THERE, _before.c.state == _QUEUED)
# What waits for a person's word holds up nothing behind it: that may have a template, or waits there as well.
_GOING_THERE = _QUEUED_THERE.where(_before.c.next_at < HELD)
_ADD = FastStatement(
    insert(outbox)
    .values(
        channel=_CHANNEL,
        address=_ADDRESS,
        priority=_RANK,
        state=case(
            (_SENDING_THERE.exists(), _QUEUED),
            (_QUEUED_THERE.where(_before.c.priority <= _RANK).exists(), _QUEUED),
            else_=_SENDING,
        ),
    )
    .returning(outbox.c.id, outbox.c.state)
)
_HEAD = func.coalesce(
    _SENDING_THERE.limit(1).scalar_subquery(),
    _GOING_THERE.order_by(_before.c.priority, _before.c.id).limit(1).scalar_subquery(),
)
# A reply whose call was on its way when something broke may have been seen since: `sent_at` says so at once,
# to the second as vendors do, and no place in the chat is known for it.
_CALLED_AT = type_coerce(outbox.c.called_at, BigInteger)
DOUBTFUL = func.coalesce(outbox.c.sent_at, type_coerce(_CALLED_AT - _CALLED_AT % SECOND, Time))
"""When a reply that may have arrived was seen, if it was."""
_IS_COPY = outbox.c.priority == int(Priority.BROADCAST)
WAS_CALLED = and_(outbox.c.state == _SENDING, outbox.c.called_at.is_not(None))
"""Whether the vendor may have been asked to take a reply that nobody sends any more."""
_LOST = and_(outbox.c.state == _SENDING, outbox.c.lease_until <= _NOW)
_CLAIM = FastStatement(
    update(outbox)
    .where(outbox.c.id == _HEAD, or_(and_(outbox.c.state == _QUEUED, outbox.c.next_at <= _NOW), _LOST))
    .values(
        state=case((and_(WAS_CALLED, _IS_COPY), OutboxState.UNCERTAIN.value), else_=_SENDING),
        sent_at=case((WAS_CALLED, DOUBTFUL), else_=outbox.c.sent_at),
        lease_until=_LEASE,
        worker=_WORKER,
        called_at=case((_IS_COPY, None), else_=_NOW),
    )
    .returning(*_COLUMNS)
)
_IN_THE_WAY = (
    select(_before.c.id)
    .where(_before.c.channel == outbox.c.channel, _before.c.address == outbox.c.address)
    .where(
        or_(
            and_(_before.c.state == _SENDING, _before.c.lease_until > _NOW),
            and_(
                _before.c.state == _QUEUED,
                _before.c.next_at > _NOW,
                _before.c.next_at < HELD,
                tuple_(_before.c.priority, _before.c.id) < tuple_(outbox.c.priority, outbox.c.id),
            ),
        )
    )
)
_ADDRESSES = union(
    select(outbox.c.channel, outbox.c.address).where(QUEUED, outbox.c.next_at <= _NOW, ~_IN_THE_WAY.exists()),
    select(outbox.c.channel, outbox.c.address).where(SENDING, outbox.c.lease_until <= _NOW),
)
_PARTS = outbox.c.parts_sent
_BIT: BindParameter[int] = bindparam("bit", type_=Integer)
_ALL: BindParameter[int] = bindparam("all_bits", type_=Integer)
_WITH_IT: ColumnElement[int] = _PARTS.op("|")(_BIT)
_IS_LAST = _ALL == 2 * _BIT - 1
_SENT = FastStatement(
    update(outbox)
    # One that has failed meanwhile, by a report that was quicker than this mark, stays as it is.
    .where(outbox.c.id == _ID, or_(outbox.c.message.is_(None), outbox.c.message != bindparam("its_message")))
    .values(
        state=case((_WITH_IT.op("&")(_ALL) == _ALL, "sent"), else_=outbox.c.state),
        parts_sent=_WITH_IT,
        # The last of a long reply asks the question, and has the buttons.
        message=case((_IS_LAST, bindparam("its_message")), else_=outbox.c.message),
        position=case((and_(_IS_LAST, outbox.c.sent_at.is_(None)), bindparam("its_position", type_=BigInteger))),
        sent_at=case((_IS_LAST, func.coalesce(outbox.c.sent_at, _TIME)), else_=outbox.c.sent_at),
        lease_until=func.coalesce(bindparam("its_lease", type_=Time), outbox.c.lease_until),
        called_at=case((_IS_COPY, None), else_=_TIME),
    )
)
_RETRY = (
    update(outbox)
    .where(outbox.c.id == _ID)
    .values(
        state="queued",
        attempts=outbox.c.attempts + 1,
        error=bindparam("why"),
        next_at=bindparam("again"),
        sent_at=case((bindparam("doubtful", type_=Boolean), DOUBTFUL), else_=outbox.c.sent_at),
    )
)
_BURY = (
    update(outbox)
    .where(outbox.c.id == _ID)
    .values(state="dead", attempts=outbox.c.attempts + 1, error=bindparam("why"))
)
_DOUBT = (
    update(outbox)
    .where(outbox.c.id == _ID)
    .values(state=OutboxState.UNCERTAIN.value, attempts=outbox.c.attempts + 1, error=bindparam("why"))
)
_PUT_OFF = (
    update(outbox).where(outbox.c.id == _ID).values(state="queued", error=bindparam("why"), next_at=bindparam("again"))
)
_REMOVE = delete(outbox).where(outbox.c.id == _ID)
_ASKED = FastStatement(
    select(outbox.c.ask, outbox.c.cursor)
    .where(
        IS_QUESTION,
        outbox.c.conversation == bindparam("conversation"),
        outbox.c.ask == bindparam("number"),
        outbox.c.contact == bindparam("person"),
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_QUESTIONS = (
    select(outbox.c.conversation, outbox.c.ask, outbox.c.cursor)
    .where(IS_QUESTION, outbox.c.channel == _CHANNEL, outbox.c.address == _ADDRESS)
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_BY_MESSAGE = FastStatement(_QUESTIONS.where(outbox.c.message == bindparam("message")))
_POSITION = bindparam("position", type_=BigInteger)
_SEEN = FastStatement(
    _QUESTIONS.where(
        outbox.c.sent_at.is_not(None),
        case(
            (
                and_(outbox.c.position.is_not(None), _POSITION.is_not(None)),
                or_(outbox.c.position <= _POSITION, outbox.c.sent_at < _NOW),
            ),
            else_=outbox.c.sent_at <= _NOW,
        ),
    )
)


def add(connection: Connection, replies: Sequence[NewReply], now: datetime) -> list[QueuedReply]:
    """Put replies into the outbox, in order.

    One whose address has nothing before it is claimed at once: its state is `sending`, and the
    caller sends it. The others wait for `claim`.
    """
    added: list[QueuedReply] = []
    worker = worker_of(connection)
    for new in replies:
        ((number, state),) = _ADD.all(connection, {**_row(new, now), "worker": worker})
        added.append(
            QueuedReply(
                id=number,
                state=OutboxState(state),
                address=new.address,
                reply=new.reply,
                contact=new.contact,
                conversation=new.conversation,
                asked=new.asked,
                edits=new.edits,
                priority=new.priority,
                origin=new.origin,
            )
        )
    return added


def claim(connection: Connection, channel: str, address: str, now: datetime) -> QueuedReply | None:
    """Claim the next reply of an address; None if there is none, or one is in flight or postponed.

    A reply whose lease has ended is taken again, unless it belongs to a broadcast and its call had begun: that
    becomes `uncertain`.
    """
    values = {
        "on_channel": channel,
        "to_address": address,
        "now": now,
        "lease": now + LEASE,
        "its_worker": worker_of(connection),
    }
    while (row := _CLAIM.first(connection, values)) is not None:
        reply = _queued(row)
        if reply.state is OutboxState.SENDING:
            return reply
    return None


def addresses(connection: Connection, now: datetime) -> list[tuple[str, str]]:
    """Return each (channel, address) for which `claim` finds a reply now."""
    return [(channel, address) for channel, address in connection.execute(_ADDRESSES, {"now": now})]


def sent(connection: Connection, taken: Sequence[SentReply]) -> None:
    """Mark messages as taken by the vendor; of a reply's last one remember by what id, when and where in the chat."""
    if taken:
        _SENT.run_each(
            connection,
            [
                {
                    "row": sent_reply.id,
                    "its_message": sent_reply.message,
                    "its_position": sent_reply.position,
                    "its_time": sent_reply.at,
                    "its_lease": sent_reply.lease,
                    "bit": bit(sent_reply.part),
                    "all_bits": 2 * bit(sent_reply.parts - 1) - 1,
                }
                for sent_reply in taken
            ],
        )


def retry(connection: Connection, reply: int, error: str, next_at: datetime, *, doubtful: bool = False) -> None:
    """Requeue a reply for later; those behind it wait; `doubtful`: it may have arrived all the same."""
    connection.execute(_RETRY, {"row": reply, "why": error, "again": next_at, "doubtful": doubtful})


def put_off(connection: Connection, reply: int, error: str, next_at: datetime) -> None:
    """Requeue a reply for later for a reason that is not its own: it counts as no attempt."""
    connection.execute(_PUT_OFF, {"row": reply, "why": error, "again": next_at})


def bury(connection: Connection, reply: int, error: str) -> None:
    """Give a reply up; those behind it go on. One to an unknown contact is removed."""
    connection.execute(_BURY, {"row": reply, "why": error})
    connection.execute(_REMOVE.where(outbox.c.contact.is_(None)), {"row": reply})


def doubt(connection: Connection, reply: int, error: str) -> None:
    """Mark a delivery of a broadcast as uncertain; it is not sent again."""
    connection.execute(_DOUBT, {"row": reply, "why": error})


def remove(connection: Connection, reply: int) -> None:
    """Remove a reply and its deliveries."""
    connection.execute(_REMOVE, {"row": reply})


def asked(connection: Connection, conversation: int, ask: int, contact: int) -> QuestionMessage | None:
    """Return what the question message with this number asked a contact; each writer has their own numbers."""
    row = _ASKED.first(connection, {"conversation": conversation, "number": ask, "person": contact})
    return None if row is None else QuestionMessage(ask=row[0], cursor=_CURSOR.validate_json(row[1]))


def asked_by_message(connection: Connection, channel: str, address: str, message: str) -> SeenQuestion | None:
    """Return what the question message with this vendor id asked."""
    return _seen(_BY_MESSAGE.first(connection, {"on_channel": channel, "to_address": address, "message": message}))


def seen(connection: Connection, channel: str, address: str, at: datetime, position: int | None) -> SeenQuestion | None:
    """Return the newest question that a contact can have seen when writing at this time and position.

    The place decides where both are known, unless the question was sent before the time all the same (vendors
    give their numbers in the order they see things); else the time decides.
    """
    values = {"on_channel": channel, "to_address": address, "now": at, "position": position}
    return _seen(_SEEN.first(connection, values))


def worker_of(connection: Connection) -> int:
    """Return the id of the process whose connection this is."""
    return int(connection.get_execution_options().get("worker", 0))


def _seen(row: Sequence[Any] | None) -> SeenQuestion | None:
    if row is None:
        return None
    conversation, ask, cursor = row
    return SeenQuestion(conversation=conversation, asked=QuestionMessage(ask=ask, cursor=_CURSOR.validate_json(cursor)))


def _row(new: NewReply, now: datetime) -> dict[str, object]:
    asked = new.asked
    return {
        "on_channel": new.address.channel,
        "to_address": new.address.id,
        "contact": new.contact,
        "conversation": new.conversation,
        "ask": None if asked is None else asked.ask,
        "cursor": None if asked is None else _CURSOR.dump_json(asked.cursor, exclude_defaults=True).decode(),
        "reply": _REPLY.dump_json(new.reply, exclude_defaults=True).decode(),
        "edits": new.edits,
        "tried": "" if new.follows else None,
        "rank": int(new.priority),
        "lease_until": now + LEASE,
        "called_at": None if new.priority is Priority.BROADCAST else now,
        "attempts": 0,
        "next_at": now,
        "parts_sent": 0,
        "created_at": now,
        "origin": new.origin,
    }


def _queued(row: Sequence[Any]) -> QueuedReply:
    number, state, channel, address, reply, contact, conversation, ask, cursor, edits, priority, *more = row
    attempts, parts, origin, announced_as = more
    return QueuedReply(
        id=number,
        state=OutboxState(state),
        address=Address(channel=channel, id=address),
        reply=_REPLY.validate_json(reply),
        contact=contact,
        conversation=conversation,
        asked=None if ask is None else QuestionMessage(ask=ask, cursor=_CURSOR.validate_json(cursor)),
        edits=edits,
        priority=Priority(priority),
        attempts=attempts,
        parts_sent=parts,
        origin=origin,
        announced=announced_as,
    )
