"""Removes all that is known of a person."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, tuple_, update

from storage import audit as acts
from storage import files
from storage.tables import (
    addresses,
    audit,
    contacts,
    conversations,
    deliveries,
    events,
    inbox,
    outbox,
    revisions,
    transcripts,
)

KEY = re.compile(r"\b[0-9a-f]{64}\b")
"""A stored file's key, as it stands in a web chat's line."""


def forget(connection: Connection, contact: int, now: datetime) -> list[str]:
    """Remove a person's drafts, messages, files and addresses; return the keys of files that are nobody's now.

    Updates that still wait stay, for they came after the wish to be forgotten: mark the one that holds the wish
    as done before. What remains is a line in the audit log that says that, and when, somebody was forgotten.
    """
    places = [
        tuple(row)
        for row in connection.execute(select(addresses.c.channel, addresses.c.id).where(addresses.c.contact == contact))
    ]
    drafts = select(conversations.c.id).where(conversations.c.contact == contact)
    for log in (events, revisions):
        connection.execute(delete(log).where(log.c.conversation.in_(drafts)))
    connection.execute(delete(conversations).where(conversations.c.contact == contact))
    shown = _clear_boxes(connection, contact, places) if places else []
    orphans = [*files.disown(connection, contact), *shown]
    connection.execute(update(audit).where(audit.c.contact == contact).values(contact=None, detail=""))
    connection.execute(delete(addresses).where(addresses.c.contact == contact))
    connection.execute(delete(contacts).where(contacts.c.id == contact))
    acts.add(connection, None, "forgotten", "", now)
    return orphans


def _clear_boxes(connection: Connection, contact: int, places: list[tuple[str, str]]) -> list[str]:
    """Remove what was said to and fro; return the keys of files that stood in it and in nobody else's."""
    at_place = tuple_(outbox.c.channel, outbox.c.address).in_(places)
    connection.execute(delete(outbox).where(or_(outbox.c.contact == contact, at_place)))
    # What a message cost stays, without whom it went to.
    connection.execute(
        update(deliveries)
        .where(tuple_(deliveries.c.channel, deliveries.c.address).in_(places))
        .values(address="", reason=None)
    )
    theirs = transcripts.c.address.in_([address for _, address in places])
    bodies = connection.execute(delete(transcripts).where(theirs).returning(transcripts.c.body)).scalars().all()
    keys = dict.fromkeys(key for body in bodies for key in KEY.findall(body))
    # The keys stay: an update that the vendor repeats must still be known as dealt with.
    connection.execute(
        update(inbox)
        .where(tuple_(inbox.c.channel, inbox.c.address).in_(places), inbox.c.state != "waiting")
        .values(address="", body="", error=None)
    )
    return [key for key in keys if not _is_shown(connection, key)]


def _is_shown(connection: Connection, key: str) -> bool:
    """Tell whether anybody has this file, sent by them or to them."""
    others = select(transcripts.c.key).where(transcripts.c.body.contains(key)).limit(1)
    return files.get(connection, key) is not None or connection.execute(others).first() is not None
