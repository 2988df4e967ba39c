"""The question at which each writer has stopped."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from flows.conversation import Status
from storage.drafts.state_codec import read_state
from storage.tables import conversations


@dataclass(frozen=True, slots=True)
class DropOff:
    """Where a writer stopped in the draft they wrote in last; question None: at the end."""

    contact: int
    flow: str
    version: int
    question: str | None


def drop_offs(connection: Connection, form: str, opening: str) -> list[DropOff]:
    """Return where the owners of unfinished drafts stopped; form "": in any but the opening."""
    found = (
        select(conversations.c.contact, conversations.c.flow, conversations.c.flow_version, conversations.c.state)
        .where(conversations.c.status == Status.DRAFT.value)
        .where(conversations.c.flow == form if form else conversations.c.flow != opening)
        .order_by(conversations.c.updated_at, conversations.c.id)
    )
    last = {
        contact: DropOff(contact, flow, version, read_state(state).cursor.question)
        for contact, flow, version, state in connection.execute(found)
    }
    return list(last.values())
