"""The merge of two contacts into one; nothing of either is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, Table, and_, delete, func, select, update

from storage.drafts.conversations import new_revision
from storage.messages import timers as clock
from storage.people import audit as acts
from storage.people import contacts as people
from storage.tables import (
    WAITING,
    addresses,
    attendances,
    audit,
    broadcasts,
    coach_units,
    codes,
    contacts,
    conversations,
    events,
    files,
    members,
    nudges,
    outbox,
    recipients,
    remarks,
    reviews,
    submissions,
    takes,
    timers,
    workshops,
)

RENAMED = (
    addresses.c.contact,
    conversations.c.contact,
    takes.c.contact,
    submissions.c.contact,
    remarks.c.contact,
    codes.c.maker,
    outbox.c.contact,
    outbox.c.origin,
    timers.c.contact,
    nudges.c.contact,
    workshops.c.maker,
    broadcasts.c.maker,
    audit.c.contact,
)
"""Columns with a person's id that may repeat."""
KEYED: tuple[tuple[Column[int], Column[int] | Column[str]], ...] = (
    (members.c.contact, members.c.conversation),
    (coach_units.c.coach, coach_units.c.unit),
    (files.c.contact, files.c.key),
    (attendances.c.contact, attendances.c.workshop),
    (recipients.c.contact, recipients.c.broadcast),
    (reviews.c.coach, reviews.c.submission),
)
"""Tables with one row per person and subject: who has both keeps one."""


def merge(connection: Connection, into: int, gone: int, now: datetime, *, with_roles: bool = False) -> None:
    """Move all that one contact has to another and remove it; a save in its name raises Conflict.

    What the other was invited to be goes along only when that is said. Nothing it asked others for is open any more.

    Both may write in the same draft: there they have one place from now on, the owner's or that of `into`.
    """
    connection.execute(update(codes).where(codes.c.asker == gone).values(asker=None))
    if not with_roles:
        connection.execute(delete(coach_units).where(coach_units.c.coach == gone))
    _refresh(connection, gone)
    _leave_seats(connection, into, gone)
    _join_attendances(connection, into, gone)
    _join_reviews(connection, into, gone)
    for column, key in KEYED:
        _give(connection, column, key, into, gone)
    _join_timers(connection, into, gone)
    for renamed in RENAMED:
        connection.execute(update(renamed.table).where(renamed == gone).values({renamed.name: into}))
    connection.execute(update(events).where(events.c.contact == str(gone)).values(contact=str(into)))
    _join_contacts(connection, into, gone, with_roles=with_roles)
    acts.add(connection, into, "contacts merged", f"{gone} into {into}", now)


def _refresh(connection: Connection, gone: int) -> None:
    """Invalidate every cached draft that names the contact, in this process and others."""
    theirs = select(events.c.conversation).where(events.c.contact == str(gone))
    seated = select(members.c.conversation).where(members.c.contact == gone)
    found = select(conversations.c.id).where(
        (conversations.c.contact == gone) | conversations.c.id.in_(theirs) | conversations.c.id.in_(seated)
    )
    for number in connection.execute(found).scalars().all():
        named = update(conversations).where(conversations.c.id == number)
        connection.execute(named.values(revision=new_revision()))


def _leave_seats(connection: Connection, into: int, gone: int) -> None:
    """Keep one membership in drafts where both write; buttons of the other become void."""
    both = (into, gone)
    seat = select(members.c.conversation, members.c.contact, conversations.c.contact).join(
        conversations, conversations.c.id == members.c.conversation
    )
    seats = connection.execute(seat.where(members.c.contact.in_(both))).all()
    into_seats = {draft for draft, person, _ in seats if person == into}
    for draft, person, owner in seats:
        if owner in both or (person == gone and draft in into_seats):
            there = and_(members.c.conversation == draft, members.c.contact == person)
            connection.execute(delete(members).where(there))
            asked = (outbox.c.conversation == draft, outbox.c.contact == person)
            connection.execute(update(outbox).where(*asked).values(ask=None, cursor=None))


def _join_attendances(connection: Connection, into: int, gone: int) -> None:
    """Merge the answers to invitations and the attendances at workshops."""
    columns = (attendances.c.answer, attendances.c.answered_at, attendances.c.present_at)
    found = select(attendances.c.workshop, *columns)
    own = {row[0]: row for row in connection.execute(found.where(attendances.c.contact == into))}
    for workshop, answer, answered_at, present_at in connection.execute(found.where(attendances.c.contact == gone)):
        if workshop in own:
            _, mine, mine_at, was_there = own[workshop]
            values = (mine, mine_at) if mine else (answer, answered_at)
            there = (attendances.c.workshop == workshop, attendances.c.contact == into)
            joined = {"answer": values[0], "answered_at": values[1], "present_at": was_there or present_at}
            connection.execute(update(attendances).where(*there).values(joined))


def _join_reviews(connection: Connection, into: int, gone: int) -> None:
    """Merge two reviews of the same submission: all remarks, and the sent verdict."""
    columns = (reviews.c.submission, reviews.c.id, reviews.c.verdict, reviews.c.sent_at)
    found = select(*columns)
    own = {row[0]: row for row in connection.execute(found.where(reviews.c.coach == into)).all()}
    for submission, number, verdict, sent_at in connection.execute(found.where(reviews.c.coach == gone)).all():
        if submission in own:
            _, kept, mine, _ = own[submission]
            connection.execute(update(remarks).where(remarks.c.review == number).values(review=kept))
            if mine is None and verdict is not None:
                said = update(reviews).where(reviews.c.id == kept)
                connection.execute(said.values(verdict=verdict, sent_at=sent_at))


def _join_timers(connection: Connection, into: int, gone: int) -> None:
    """Rename timers that have the removed contact's id as their subject."""
    waiting = select(timers.c.kind, timers.c.due_at).where(
        WAITING, timers.c.contact == gone, timers.c.subject == str(gone)
    )
    for kind, due_at in connection.execute(waiting).all():
        clock.drop(connection, kind, str(gone))
        if clock.waiting(connection, kind, str(into)) is None:
            clock.put(connection, kind, str(into), due_at, contact=into)


def _give(connection: Connection, column: Column[int], key: Column[int] | Column[str], into: int, gone: int) -> None:
    table = column.table
    assert isinstance(table, Table), "columns of tables only"
    own = select(key).where(column == into).scalar_subquery()
    connection.execute(delete(table).where(column == gone, key.in_(own)))
    connection.execute(update(table).where(column == gone).values({column.name: into}))


def _join_contacts(connection: Connection, into: int, gone: int, *, with_roles: bool) -> None:
    kept, other = people.get(connection, into), people.get(connection, gone)
    assert kept is not None, "both are there"
    assert other is not None, "both are there"
    both = contacts.c.id.in_((into, gone))
    unsubscribed = select(func.count()).where(both, ~contacts.c.is_subscribed)
    nudges_from = connection.execute(select(func.max(contacts.c.nudges_from)).where(both)).scalar()
    values = {
        "name": kept.name or other.name,
        "unit": kept.unit if kept.unit is not None else other.unit,
        "conversation": kept.conversation if kept.conversation is not None else other.conversation,
        "is_subscribed": connection.execute(unsubscribed).scalar_one() == 0,
        "nudges_from": nudges_from,
        "created_at": min(kept.created_at, other.created_at),
        "seen_at": max(kept.seen_at, other.seen_at),
    }
    if with_roles:
        values["roles"] = " ".join(sorted({*kept.roles, *other.roles}))
    connection.execute(delete(contacts).where(contacts.c.id == gone))
    connection.execute(update(contacts).where(contacts.c.id == into).values(values))
