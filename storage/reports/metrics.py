"""The counts that an operator watches."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from storage.tables import contacts, conversations, events, inbox, outbox


def measure(connection: Connection) -> dict[str, int]:
    """Return the figures of /metrics, by name."""
    counts = {
        "contacts": select(func.count()).select_from(contacts),
        "conversations": select(func.count()).select_from(conversations),
        "events": select(func.count()).select_from(events),
        "inbox_waiting": select(func.count()).where(inbox.c.state == "waiting"),
        "inbox_dead": select(func.count()).where(inbox.c.state == "dead"),
        "outbox_waiting": select(func.count()).where(outbox.c.state.in_(["queued", "sending"])),
        "outbox_dead": select(func.count()).where(outbox.c.state == "dead"),
    }
    return {name: connection.execute(statement).scalar_one() for name, statement in counts.items()}
