"""The reminders that contacts got of their drafts, and the query for contacts who fell silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, func, insert, or_, select, union_all, update

from flows.conversation import Status
from storage.tables import WAITING, addresses, contacts, conversations, events, members, nudges, timers

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The moment from which reminders are allowed again for a contact who wants none."""
OPEN = (Status.DRAFT.value, Status.REVISE.value)
"""Drafts that their writers can go on with."""
ANSWERS = 200
"""Newest answers that are looked at for the usual hour of writing: older ones cost more than they tell."""


@dataclass(frozen=True, slots=True)
class SentReminder:
    """A reminder that was sent; `step` counts those since the contact last wrote, from 1."""

    conversation: int | None
    step: int
    at: datetime


def note(connection: Connection, contact: int, conversation: int, step: int, now: datetime) -> None:
    """Store that a contact was reminded."""
    connection.execute(insert(nudges).values(contact=contact, conversation=conversation, step=step, at=now))


def since(connection: Connection, contact: int, moment: datetime) -> list[SentReminder]:
    """Return a person's reminders from a moment on, the newest first."""
    found = (
        select(nudges.c.conversation, nudges.c.step, nudges.c.at)
        .where(nudges.c.contact == contact, nudges.c.at >= moment)
        .order_by(nudges.c.at.desc(), nudges.c.id.desc())
    )
    return [SentReminder(*row) for row in connection.execute(found)]


def allowed_from(connection: Connection, contact: int) -> datetime | None:
    """Return the moment before which a contact wants no reminders; None: they may come."""
    return connection.execute(select(contacts.c.nudges_from).where(contacts.c.id == contact)).scalar()


def allow_from(connection: Connection, contact: int, moment: datetime | None) -> None:
    """Store the moment from which a contact wants reminders again."""
    connection.execute(update(contacts).where(contacts.c.id == contact).values(nudges_from=moment))


def last_word(connection: Connection, contact: int) -> datetime | None:
    """Return when a person last wrote, wherever it was; None: never."""
    return connection.execute(select(func.max(addresses.c.heard_at)).where(addresses.c.contact == contact)).scalar()


def writing_times(connection: Connection, contact: int) -> list[datetime]:
    """Return when a person's newest answers came, whatever draft they are in."""
    seats = select(members.c.conversation).where(members.c.contact == contact)
    own = select(conversations.c.id).where(or_(conversations.c.contact == contact, conversations.c.id.in_(seats)))
    found = select(events.c.at).where(events.c.conversation.in_(own), events.c.contact == str(contact))
    return list(connection.execute(found.order_by(events.c.at.desc()).limit(ANSWERS)).scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The bounds of a silence: the contact last wrote before `quiet`, and they or their draft moved after `since`."""

    quiet: datetime
    since: datetime


def unplanned(connection: Connection, kind: str, opening: str, silence: Silence, now: datetime, most: int) -> list[int]:
    """Return people with an open draft who have fallen silent and for whom no timer of this kind has rung since.

    `opening` is the flow that is no draft.
    """
    draft = (conversations.c.status.in_(OPEN), conversations.c.flow != opening)
    written = union_all(
        select(conversations.c.contact, conversations.c.updated_at).where(*draft),
        select(members.c.contact, conversations.c.updated_at)
        .join(conversations, conversations.c.id == members.c.conversation)
        .where(*draft),
    ).subquery()
    looked_at = select(timers.c.id).where(
        timers.c.contact == contacts.c.id,
        timers.c.kind == kind,
        or_(WAITING, and_(timers.c.done_at > contacts.c.seen_at, timers.c.done_at >= written.c.updated_at)),
    )
    found = (
        select(contacts.c.id)
        .distinct()
        .join(written, written.c.contact == contacts.c.id)
        .where(
            contacts.c.seen_at <= silence.quiet,
            or_(contacts.c.seen_at >= silence.since, written.c.updated_at >= silence.since),
            or_(contacts.c.nudges_from.is_(None), contacts.c.nudges_from <= now),
            ~looked_at.exists(),
        )
        .order_by(contacts.c.id)
        .limit(most)
    )
    return list(connection.execute(found).scalars())
