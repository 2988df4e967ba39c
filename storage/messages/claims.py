"""The claims on replies, and whether the vendor call has begun, so that a crash costs only the call under way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, Integer, and_, bindparam, case, func, select, update

from storage.db.fast_statements import FastStatement
from storage.messages.outbox import DOUBTFUL, LEASE, WAS_CALLED, worker_of
from storage.tables import SENDING, Time, outbox

_ID: BindParameter[int] = bindparam("row")
_NOW = bindparam("now", type_=Time)
_LEASE = bindparam("lease", type_=Time)
_WORKER: BindParameter[int] = bindparam("its_worker", type_=Integer)
_MINE = and_(SENDING, outbox.c.worker == _WORKER)
_CALL = FastStatement(update(outbox).where(outbox.c.id == _ID, _MINE).values(called_at=_NOW, lease_until=_LEASE))
_WAIT = FastStatement(update(outbox).where(outbox.c.id == _ID, _MINE).values(called_at=None))
_GIVE_BACK = update(outbox).where(SENDING, outbox.c.id.in_(bindparam("rows", expanding=True))).values(state="queued")
_HOLDERS = select(func.coalesce(outbox.c.worker, 0)).where(SENDING, outbox.c.lease_until > _NOW).distinct()
_RELEASE = update(outbox).values(lease_until=_NOW, sent_at=case((WAS_CALLED, DOUBTFUL), else_=outbox.c.sent_at))
_RELEASE_DEAD = _RELEASE.where(SENDING, func.coalesce(outbox.c.worker, 0).in_(bindparam("dead", expanding=True)))
_RELEASE_LOST = _RELEASE.where(
    SENDING,
    outbox.c.worker == _WORKER,
    outbox.c.lease_until < _LEASE,
    outbox.c.id.not_in(bindparam("known", expanding=True)),
)


def call(connection: Connection, reply: int, now: datetime) -> bool:
    """Mark that the vendor call for a reply begins; tell whether this process still holds the claim.

    A reply is put in and claimed as if that came at once, a copy of a broadcast as if it had to wait.
    """
    values = {"row": reply, "now": now, "lease": now + LEASE, "its_worker": worker_of(connection)}
    return _CALL.run(connection, values) == 1


def wait(connection: Connection, reply: int) -> None:
    """Mark that a claimed reply only waits for its turn: after a crash it was not sent."""
    _WAIT.run(connection, {"row": reply, "its_worker": worker_of(connection)})


def holders(connection: Connection, now: datetime) -> frozenset[int]:
    """Return the ids of the processes with claims whose lease has not ended."""
    return frozenset(connection.execute(_HOLDERS, {"now": now}).scalars())


def release(connection: Connection, dead: Collection[int], now: datetime) -> None:
    """End the claims of dead processes."""
    connection.execute(_RELEASE_DEAD, {"dead": list(dead), "now": now})


def release_lost(connection: Connection, known: Collection[int], now: datetime, untold: timedelta) -> None:
    """End this process's own claims that it does not know of: the write succeeded, the answer was lost.

    Of those that were made within `untold` it may be told yet.
    """
    values = {"known": list(known), "now": now, "lease": now + LEASE - untold, "its_worker": worker_of(connection)}
    connection.execute(_RELEASE_LOST, values)


def give_back(connection: Connection, replies: Sequence[int]) -> None:
    """Return claimed but unsent replies to the queue."""
    connection.execute(_GIVE_BACK, {"rows": replies})
