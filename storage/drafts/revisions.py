"""The numbered states of a draft that left the conversation: in a document, or as submitted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select

from flows.conversation import Status
from storage.records import Revision, RevisionKind
from storage.tables import revisions

_CONVERSATION: BindParameter[int] = bindparam("draft")
_NEXT = select(func.coalesce(func.max(revisions.c.number), 0) + 1).where(revisions.c.conversation == _CONVERSATION)
_ADD = (
    insert(revisions).values(conversation=_CONVERSATION, number=_NEXT.scalar_subquery()).returning(revisions.c.number)
)
_OF = (
    select(
        revisions.c.conversation,
        revisions.c.number,
        revisions.c.upto,
        revisions.c.kind,
        revisions.c.status,
        revisions.c.created_at,
    )
    .where(revisions.c.conversation == _CONVERSATION)
    .order_by(revisions.c.number)
)


def add(
    connection: Connection, conversation: int, upto: int, kind: RevisionKind, status: Status, now: datetime
) -> Revision:
    """Give the draft as it stands after event `upto` the next revision number."""
    values = {"draft": conversation, "upto": upto, "kind": str(kind), "status": str(status), "created_at": now}
    number = connection.execute(_ADD, values).scalar_one()
    return Revision(conversation=conversation, number=number, upto=upto, kind=kind, status=status, created_at=now)


def of_draft(connection: Connection, conversation: int) -> list[Revision]:
    """Return a draft's revisions, oldest first."""
    return [
        Revision(
            conversation=draft,
            number=number,
            upto=upto,
            kind=RevisionKind(kind),
            status=Status(status),
            created_at=created_at,
        )
        for draft, number, upto, kind, status, created_at in connection.execute(_OF, {"draft": conversation})
    ]
