"""Keeps who was reminded of their draft when, and who wants none of it for now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.tables import contacts, nudges


@dataclass(frozen=True, slots=True)
class Nudge:
    """Is one reminder that was sent; `step` counts those since the person last wrote, from 1."""

    conversation: int | None
    step: int
    at: datetime


def note(connection: Connection, contact: int, conversation: int, step: int, now: datetime) -> None:
    """Write down that a person was reminded."""
    connection.execute(insert(nudges).values(contact=contact, conversation=conversation, step=step, at=now))


def since(connection: Connection, contact: int, moment: datetime) -> list[Nudge]:
    """Return a person's reminders from a moment on, the newest first."""
    found = (
        select(nudges.c.conversation, nudges.c.step, nudges.c.at)
        .where(nudges.c.contact == contact, nudges.c.at >= moment)
        .order_by(nudges.c.at.desc(), nudges.c.id.desc())
    )
    return [Nudge(*row) for row in connection.execute(found)]


def allowed_from(connection: Connection, contact: int) -> datetime | None:
    """Return the moment before which a person wants no reminders; None: they may come."""
    return connection.execute(select(contacts.c.nudges_from).where(contacts.c.id == contact)).scalar()


def allow_from(connection: Connection, contact: int, moment: datetime | None) -> None:
    """Remember from when on a person wants reminders again."""
    connection.execute(update(contacts).where(contacts.c.id == contact).values(nudges_from=moment))
