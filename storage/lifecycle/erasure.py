"""The removal of all that is known of a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Connection, and_, delete, false, or_, select, tuple_, update

from flows.engine.turn.turn_builder import NAME_LENGTH, shortened
from flows.messages import Address
from storage.drafts import files
from storage.lifecycle import inheritance, mentions
from storage.lifecycle.archive import KEY
from storage.lifecycle.mentions import NEUTRAL, Neutral, Trace, batches
from storage.people import audit as acts
from storage.people import units
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
from storage.tables import files as stored

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
"""Columns with a person's id in rows that belong to others too."""


def forget(
    connection: Connection,
    contact: int,
    now: datetime,
    neutral: Neutral = NEUTRAL,
    admins: Collection[Address] = (),
) -> list[str]:
    """Erase a contact: drafts, messages, files, addresses; return the keys of files that nobody owns now.

    Their drafts go with all that others said to them, in chats too; one that is written together goes to whoever
    joined first. What they wrote or said as a coach in the drafts of others stays, without a name; where others were
    told of them or of a draft that is gone, neutral words stand. Updates that still wait stay, for they came after the
    wish to be forgotten: mark the one that holds the wish as done before. A line in the audit log says that, and when,
    somebody was forgotten. `admins` are who may have been told of everybody, though no role of theirs is kept.
    """
    own_addresses = [
        tuple(row)
        for row in connection.execute(select(addresses.c.channel, addresses.c.id).where(addresses.c.contact == contact))
    ]
    written = _written(connection, contact)
    drafts = inheritance.pass_on(connection, contact, now)
    trace = _trace(connection, contact, written, drafts, admins)
    _leave_others(connection, contact)
    shown = [key for some in batches(drafts) for key in _clear_drafts(connection, some)]
    shown += _clear_boxes(connection, contact, own_addresses)
    connection.execute(delete(conversations).where(conversations.c.contact == contact))
    mentions.remove_mentions(connection, trace, neutral)
    orphans = [*files.disown(connection, contact), *_unseen(connection, shown)]
    connection.execute(update(audit).where(audit.c.contact == contact).values(contact=None, detail=""))
    connection.execute(delete(addresses).where(addresses.c.contact == contact))
    connection.execute(delete(contacts).where(contacts.c.id == contact))
    units.clear(connection)
    acts.add(connection, None, "forgotten", "", now)
    return list(dict.fromkeys(orphans))


def _written(connection: Connection, contact: int) -> set[int]:
    """Return the drafts that a contact owns, writes in or has written in."""
    queries = (
        select(conversations.c.id).where(conversations.c.contact == contact),
        select(members.c.conversation).where(members.c.contact == contact),
        select(events.c.conversation).where(events.c.contact == str(contact)),
    )
    return {number for query in queries for number in connection.execute(query).scalars()}


def _trace(
    connection: Connection, contact: int, written: Collection[int], gone: Collection[int], admins: Collection[Address]
) -> Trace:
    """Return what identifies the contact in rows of others; call it before anything is removed."""
    name = connection.execute(select(contacts.c.name).where(contacts.c.id == contact)).scalar()
    query = select(addresses.c.channel, addresses.c.id, addresses.c.contact)
    told = {row[2] for row in connection.execute(query) if Address(channel=row[0], id=row[1]) in admins}
    return Trace(
        contact=contact,
        name=name or "",
        gone=sorted(_titles(connection, gone) - _titles(connection, _others(connection, gone))),
        known=sorted(_titles(connection, set(written) - set(gone))),
        drafts=frozenset(written),
        near=mentions.informed_contacts(connection, contact, written, told),
    )


def _others(connection: Connection, gone: Collection[int]) -> set[int]:
    """Return the remaining drafts with the same title as an erased one."""
    found: set[int] = set()
    called = conversations.alias("called")
    for some in batches(gone):
        names = select(called.c.name).where(called.c.id.in_(some))
        found.update(connection.execute(select(conversations.c.id).where(conversations.c.name.in_(names))).scalars())
    return found - set(gone)


def _titles(connection: Connection, drafts: Collection[int]) -> set[str]:
    """Return the titles that people gave these drafts, now and before; a form's own name is no title."""
    titles: set[str] = set()
    said = select(conversations.c.id, conversations.c.name, events.c.question, events.c.value).join(events)
    for some in batches(drafts):
        answers = [
            (number, name, question, shortened(value, NAME_LENGTH))
            for number, name, question, stored in connection.execute(said.where(conversations.c.id.in_(some)))
            if isinstance(value := from_json(stored), str) and value
        ]
        asked = {(number, question) for number, name, question, value in answers if value == name}
        titles.update(value for number, _, question, value in answers if (number, question) in asked)
    return titles


def _clear_drafts(connection: Connection, drafts: Sequence[int]) -> list[str]:
    """Remove drafts with everything about them; return the keys of files named in that."""
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
    """Remove a contact from others' drafts: sent remarks stay without a name, unsent ones go."""
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


def _clear_boxes(connection: Connection, contact: int, own_addresses: list[tuple[str, str]]) -> list[str]:
    """Remove a contact's inbox, outbox and deliveries; return the keys of files named in them."""
    at_address = tuple_(outbox.c.channel, outbox.c.address).in_(own_addresses)
    by_them = and_(outbox.c.origin == contact, outbox.c.state == "sent")  # what they had others told bears their name
    connection.execute(delete(outbox).where(or_(outbox.c.contact == contact, at_address, by_them)))
    connection.execute(update(outbox).where(outbox.c.origin == contact).values(origin=None))
    connection.execute(delete(guesses).where(tuple_(guesses.c.channel, guesses.c.address).in_(own_addresses)))
    connection.execute(delete(logins).where(tuple_(logins.c.channel, logins.c.address).in_(own_addresses)))
    # What a message cost stays, without whom it went to.
    connection.execute(
        update(deliveries)
        .where(tuple_(deliveries.c.channel, deliveries.c.address).in_(own_addresses))
        .values(address="", reason=None)
    )
    # The keys stay: an update that the vendor repeats must still be known as dealt with.
    connection.execute(
        update(inbox)
        .where(tuple_(inbox.c.channel, inbox.c.address).in_(own_addresses), inbox.c.state != "waiting")
        .values(address="", body="", error=None)
    )
    return _keys_of(connection, transcripts.c.address.in_([address for _, address in own_addresses]))


def _keys_of(connection: Connection, lines: ColumnElement[bool]) -> list[str]:
    """Remove lines of web chats; return the keys of files named in them."""
    bodies = connection.execute(delete(transcripts).where(lines).returning(transcripts.c.body)).scalars().all()
    return [key for body in bodies for key in KEY.findall(body)]


def _unseen(connection: Connection, keys: Collection[str]) -> Iterator[str]:
    """Yield those of these files that no one has any more, as sender or recipient."""
    for some in batches(dict.fromkeys(keys)):
        seen = set(connection.execute(select(stored.c.key).where(stored.c.key.in_(some))).scalars())
        lines = select(transcripts.c.body).where(or_(*(transcripts.c.body.contains(key) for key in some)))
        seen.update(key for body in connection.execute(lines).scalars() for key in KEY.findall(body))
        yield from (key for key in some if key not in seen)
