"""The co-writers of a draft: the team as the engine takes it, and the section locks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from flows.conversation import Event, Team
from flows.engine.turn.team import is_written
from flows.forms.model import Flow
from storage.drafts import members, section_locks
from storage.records import StoredConversation

HELD = timedelta(minutes=30)
"""How long a section stays locked after an answer: long enough to be called away to a patient."""


def team_of(connection: Connection, stored: StoredConversation, me: int, now: datetime) -> Team:
    """Return the team of a shared draft as seen by `me`."""
    people = members.of_draft(connection, stored.conversation.id)
    known = {str(member.contact): member.name for member in people}
    authors = {event.source.contact for event in stored.conversation.events} - {*known, ""}
    former = members.names(connection, [int(author) for author in authors]) if authors else {}
    return Team(
        me=str(me),
        is_owner=stored.contact == me,
        members=tuple(known),
        names={**{str(contact): name for contact, name in former.items()}, **known},
        takes={
            section: str(holder)
            for section, holder in section_locks.live(connection, stored.conversation.id, now).items()
        },
    )


def others(connection: Connection, draft: int, me: int) -> list[int]:
    """Return the contacts who write in a draft, without `me`."""
    return [member.contact for member in members.of_draft(connection, draft) if member.contact != me]


def take(connection: Connection, draft: int, section: str, contact: int, now: datetime) -> None:
    """Lock a section for a person, unless somebody else holds it."""
    section_locks.take(connection, draft, section, contact, now, now + HELD)


def renew(connection: Connection, flow: Flow, draft: int, contact: int, events: Sequence[Event], now: datetime) -> None:
    """Lock the sections that the person has just answered in, where nobody else holds them."""
    ids = {section.id for section in flow.sections}
    for event in filter(is_written, events):
        section = flow.section_of(event.question).id if flow.has(event.question) else event.question
        if section in ids:
            take(connection, draft, section, contact, now)
