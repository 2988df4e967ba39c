"""Removes all that is known of a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, false, or_, select, tuple_, update

from storage import audit as acts
from storage import bequests, files, units
from storage.tables import (
    addresses,
    attendances,
    audit,
    broadcasts,
    coach_units,
    codes,
    contacts,
    conversations,
    deliveries,
    events,
    guesses,
    inbox,
    logins,
    members,
    nudges,
    outbox,
    recipients,
    remarks,
    reviews,
    revisions,
    submissions,
    takes,
    timers,
    transcripts,
    workshops,
)

KEY = re.compile(r"\b[0-9a-f]{64}\b")
"""A stored file's key, as it stands in a web chat's line."""

# In this order: what points at another goes first.
OF_A_DRAFT = (remarks, codes, takes, members, events, revisions)
OF_A_PERSON = (
    (takes, takes.c.contact),
    (members, members.c.contact),
    (codes, codes.c.maker),
    (coach_units, coach_units.c.coach),
    (attendances, attendances.c.contact),
    (recipients, recipients.c.contact),
    (timers, timers.c.contact),
    (nudges, nudges.c.contact),
)
NAMELESS = (reviews.c.coach, submissions.c.contact, workshops.c.maker, broadcasts.c.maker)
"""Where a person's number stands in what is also others'."""


def forget(connection: Connection, contact: int, now: datetime) -> list[str]:
    """Remove a person's drafts, messages, files and addresses; return the keys of files that are nobody's now.

    Their drafts go with all that others said to them, in chats too; one that is written together goes to whoever
    joined first. What they wrote or said as a coach in the drafts of others stays, without a name. Updates that still
    wait stay, for they came after the wish to be forgotten: mark the one that holds the wish as done before. A line
    in the audit log says that, and when, somebody was forgotten.
    """
    places = [
        tuple(row)
        for row in connection.execute(select(addresses.c.channel, addresses.c.id).where(addresses.c.contact == contact))
    ]
    drafts = bequests.pass_on(connection, contact, now)
    _leave_others(connection, contact)
    shown = [*_clear_drafts(connection, drafts), *_clear_boxes(connection, contact, places)]
    connection.execute(delete(conversations).where(conversations.c.contact == contact))
    orphans = [*files.disown(connection, contact), *(key for key in shown if not _is_shown(connection, key))]
    connection.execute(update(audit).where(audit.c.contact == contact).values(contact=None, detail=""))
    connection.execute(delete(addresses).where(addresses.c.contact == contact))
    connection.execute(delete(contacts).where(contacts.c.id == contact))
    units.clear(connection)
    acts.add(connection, None, "forgotten", "", now)
    return list(dict.fromkeys(orphans))


def _clear_drafts(connection: Connection, drafts: Sequence[int]) -> list[str]:
    """Remove drafts with all that was ever said about them; return the keys of files that stood in that."""
    for table in OF_A_DRAFT:
        connection.execute(delete(table).where(table.c.conversation.in_(drafts)))
    handed_in = select(submissions.c.id).where(submissions.c.conversation.in_(drafts))
    connection.execute(delete(reviews).where(reviews.c.submission.in_(handed_in)))
    connection.execute(delete(submissions).where(submissions.c.conversation.in_(drafts)))
    connection.execute(delete(outbox).where(outbox.c.conversation.in_(drafts)))
    # A web chat's line holds its draft's number as JSON; in what people typed the quotation marks stand behind a \.
    about = or_(false(), *(transcripts.c.body.contains(f'"conversation": {number},') for number in drafts))
    return _keys_of(connection, and_(transcripts.c.side == "bot", about))


def _leave_others(connection: Connection, contact: int) -> None:
    """Take a person out of the drafts of others: what was said stays without a name, what was never sent goes."""
    unsent = select(reviews.c.id).where(reviews.c.coach == contact, reviews.c.sent_at.is_(None))
    said = select(remarks.c.id).where(remarks.c.review.in_(unsent))
    connection.execute(delete(remarks).where(or_(remarks.c.review.in_(unsent), remarks.c.answers.in_(said))))
    connection.execute(delete(reviews).where(reviews.c.id.in_(unsent)))
    for person in NAMELESS:
        connection.execute(update(person.table).where(person == contact).values({person: None}))
    connection.execute(update(codes).where(codes.c.asker == contact).values(asker=None))
    # A voice is as good as a name.
    connection.execute(update(remarks).where(remarks.c.contact == contact).values(contact=None, file=""))
    for table, person in OF_A_PERSON:
        connection.execute(delete(table).where(person == contact))


def _clear_boxes(connection: Connection, contact: int, places: list[tuple[str, str]]) -> list[str]:
    """Remove what was said to and fro; return the keys of files that stood in it."""
    at_place = tuple_(outbox.c.channel, outbox.c.address).in_(places)
    by_them = and_(outbox.c.origin == contact, outbox.c.state == "sent")  # what they had others told bears their name
    connection.execute(delete(outbox).where(or_(outbox.c.contact == contact, at_place, by_them)))
    connection.execute(update(outbox).where(outbox.c.origin == contact).values(origin=None))
    connection.execute(delete(guesses).where(tuple_(guesses.c.channel, guesses.c.address).in_(places)))
    connection.execute(delete(logins).where(tuple_(logins.c.channel, logins.c.address).in_(places)))
    # What a message cost stays, without whom it went to.
    connection.execute(
        update(deliveries)
        .where(tuple_(deliveries.c.channel, deliveries.c.address).in_(places))
        .values(address="", reason=None)
    )
    # The keys stay: an update that the vendor repeats must still be known as dealt with.
    connection.execute(
        update(inbox)
        .where(tuple_(inbox.c.channel, inbox.c.address).in_(places), inbox.c.state != "waiting")
        .values(address="", body="", error=None)
    )
    return _keys_of(connection, transcripts.c.address.in_([address for _, address in places]))


def _keys_of(connection: Connection, lines: ColumnElement[bool]) -> list[str]:
    """Remove lines of web chats; return the keys of files that stood in them."""
    bodies = connection.execute(delete(transcripts).where(lines).returning(transcripts.c.body)).scalars().all()
    return [key for body in bodies for key in KEY.findall(body)]


def _is_shown(connection: Connection, key: str) -> bool:
    """Tell whether anybody has this file, sent by them or to them."""
    others = select(transcripts.c.key).where(transcripts.c.body.contains(key)).limit(1)
    return files.get(connection, key) is not None or connection.execute(others).first() is not None
