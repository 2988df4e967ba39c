"""Messages that the vendor took and then reported as lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, Connection, Integer, and_, bindparam, case, or_, update

from storage.messages.held_replies import HELD
from storage.records import OutboxState, bit
from storage.tables import QUEUED, SENDING, outbox

_ROW = outbox.c.id == bindparam("row")
_BIT: BindParameter[int] = bindparam("bit", type_=Integer)
_ITS_MESSAGE: BindParameter[str] = bindparam("its_message")
_HAS_IT = outbox.c.parts_sent.op("&")(_BIT) != 0
# Of the last message the number is known: what an earlier try left behind is told apart. Of those before it not.
_WAS_LAST = outbox.c.parts_sent < 2 * _BIT
_FAILED = (
    update(outbox)
    .where(_ROW)
    .where(
        or_(
            SENDING,
            and_(QUEUED, _HAS_IT),
            and_(outbox.c.state == "sent", or_(outbox.c.message == _ITS_MESSAGE, ~_WAS_LAST)),
        )
    )
    .values(
        message=case((or_(SENDING, _WAS_LAST), _ITS_MESSAGE), else_=outbox.c.message),
        state=bindparam("becomes"),
        error=bindparam("why"),
        next_at=bindparam("again"),
        attempts=outbox.c.attempts + 1,
        parts_sent=outbox.c.parts_sent - outbox.c.parts_sent.op("&")(_BIT),
        sent_at=case((_WAS_LAST, None), else_=outbox.c.sent_at),
    )
    .returning(outbox.c.origin)
)
_UNANNOUNCED = (
    update(outbox)
    .where(_ROW, QUEUED, outbox.c.next_at == HELD, outbox.c.announced == _ITS_MESSAGE)
    .values(announced=None, state=bindparam("becomes"), error=bindparam("why"), next_at=bindparam("again"))
    .returning(outbox.c.origin)
)


def mark_failed(
    connection: Connection, reply: int, message: str, error: str, next_at: datetime | None, part: int = 0
) -> int | None:
    """Mark one sent part as failed and requeue only that part at `next_at`; None gives the reply up.

    Return who had it sent, if that is known. A report may be quicker than our own mark that the message was sent:
    the mark does nothing then.
    """
    state = OutboxState.DEAD if next_at is None else OutboxState.QUEUED
    values = {"row": reply, "its_message": message, "why": error, "again": next_at or HELD, "becomes": state.value}
    return connection.execute(_FAILED, {**values, "bit": bit(part)}).scalar()


def mark_notice_failed(
    connection: Connection, reply: int, message: str, error: str, next_at: datetime | None
) -> int | None:
    """Mark the notice of a held reply as failed; it is sent again at `next_at`, or the reply is given up.

    Return who had it sent, if that is known and the reply did wait.
    """
    state = OutboxState.DEAD if next_at is None else OutboxState.QUEUED
    values = {"row": reply, "its_message": message, "why": error, "again": next_at or HELD, "becomes": state.value}
    return connection.execute(_UNANNOUNCED, values).scalar()
