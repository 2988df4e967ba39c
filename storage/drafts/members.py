"""The team of a draft: its owner, and the members who joined by invitation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, literal, select, union_all, update

from storage.db.errors import Conflict
from storage.drafts import state_codec
from storage.drafts.conversations import listed, new_revision
from storage.drafts.state_codec import MemberState
from storage.records import DraftSummary, Member
from storage.tables import QUEUED, codes, contacts, conversations, members, outbox, takes

TEAM = "team"
"""The purpose of a code that makes its user a member."""

_DRAFT: BindParameter[int] = bindparam("draft")
_PERSON: BindParameter[int] = bindparam("person")
_SEAT = (members.c.conversation == _DRAFT, members.c.contact == _PERSON)
_JOIN = insert(members)
_LEAVE = delete(members).where(*_SEAT)
_PLACE = select(members.c.state).where(*_SEAT)
_OWNER = select(
    conversations.c.contact, contacts.c.name, literal(0).label("place"), conversations.c.created_at.label("since")
).join(contacts, contacts.c.id == conversations.c.contact)
_OTHERS = select(
    members.c.contact, contacts.c.name, literal(1).label("place"), members.c.joined_at.label("since")
).join(contacts, contacts.c.id == members.c.contact)
_EVERYBODY = union_all(
    _OWNER.where(conversations.c.id == _DRAFT), _OTHERS.where(members.c.conversation == _DRAFT)
).order_by("place", "since", "contact")
_NAMES = select(contacts.c.id, contacts.c.name).where(contacts.c.id.in_(bindparam("people", expanding=True)))
_SHARED = (
    select(
        conversations.c.id,
        conversations.c.flow,
        conversations.c.flow_version,
        conversations.c.status,
        conversations.c.name,
        conversations.c.events,
        conversations.c.created_at,
        conversations.c.updated_at,
    )
    .join(members, members.c.conversation == conversations.c.id)
    .where(members.c.contact == _PERSON)
    .order_by(conversations.c.updated_at.desc(), conversations.c.id.desc())
)
_DRAFTS: BindParameter[list[int]] = bindparam("drafts", expanding=True)
_COMPANIONS = union_all(
    select(conversations.c.id, contacts.c.name, literal(0).label("place"), contacts.c.id.label("contact"))
    .join(contacts, contacts.c.id == conversations.c.contact)
    .where(conversations.c.id.in_(_DRAFTS), conversations.c.contact != _PERSON),
    select(members.c.conversation, contacts.c.name, literal(1).label("place"), contacts.c.id.label("contact"))
    .join(contacts, contacts.c.id == members.c.contact)
    .where(members.c.conversation.in_(_DRAFTS), members.c.contact != _PERSON),
).order_by("id", "place", "contact")
_LAST_ASK = select(func.coalesce(func.max(outbox.c.ask), 0)).where(
    outbox.c.conversation == _DRAFT, outbox.c.contact == _PERSON
)
_STATE = select(conversations.c.state, conversations.c.contact).where(conversations.c.id == _DRAFT)
_PASS_ON = (
    update(conversations)
    .where(conversations.c.id == _DRAFT, conversations.c.contact == bindparam("giver"))
    .values(contact=bindparam("taker"), state=bindparam("new_state"), revision=bindparam("new_revision"))
)
_AWAY = update(contacts).where(contacts.c.id == _PERSON, contacts.c.conversation == _DRAFT).values(conversation=None)
_CLOSE = (
    update(codes)
    .where(codes.c.conversation == _DRAFT, codes.c.purpose == TEAM, codes.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)


def of_draft(connection: Connection, conversation: int) -> list[Member]:
    """Return the writers of a draft: its owner, then the members as they joined."""
    return [
        Member(contact=contact, name=name, is_owner=rank == 0, joined_at=since)
        for contact, name, rank, since in connection.execute(_EVERYBODY, {"draft": conversation})
    ]


def drafts(connection: Connection, contact: int) -> list[DraftSummary]:
    """Return others' drafts in which a contact is a member, the last used first."""
    return [listed(row) for row in connection.execute(_SHARED, {"person": contact})]


def other_writers(connection: Connection, drafts: Collection[int], contact: int) -> dict[int, list[str]]:
    """Return the other writers of each of several drafts, owners first; drafts without any are left out."""
    found: dict[int, list[str]] = {}
    values = {"drafts": list(drafts), "person": contact}
    for draft, name, *_ in connection.execute(_COMPANIONS, values):
        found.setdefault(draft, []).append(name)
    return found


def names(connection: Connection, people: Collection[int]) -> dict[int, str]:
    """Return the names of contacts; erased ones are left out."""
    return {row[0]: row[1] for row in connection.execute(_NAMES, {"people": list(people)})}


def join(connection: Connection, conversation: int, contact: int, now: datetime) -> None:
    """Make a contact a member of a draft; the numbers of their questions continue where they left off before."""
    ask: int = connection.execute(_LAST_ASK, {"draft": conversation, "person": contact}).scalar_one()
    row = {"conversation": conversation, "contact": contact, "joined_at": now}
    connection.execute(_JOIN, {**row, "state": state_codec.write_member(MemberState(ask=ask))})


def leave(connection: Connection, conversation: int, contact: int) -> bool:
    """Remove a member; tell whether they were one."""
    person = {"draft": conversation, "person": contact}
    if connection.execute(_LEAVE, person).rowcount != 1:
        return False
    connection.execute(delete(takes).where(takes.c.conversation == conversation, takes.c.contact == contact))
    connection.execute(_AWAY, person)
    # What is still on its way may carry the draft's files.
    connection.execute(delete(outbox).where(QUEUED, outbox.c.conversation == conversation, outbox.c.contact == contact))
    return True


def revoke_codes(connection: Connection, conversation: int, now: datetime) -> None:
    """Revoke the codes made so far that let people join a draft."""
    connection.execute(_CLOSE, {"draft": conversation, "now": now})


def hand_over(connection: Connection, conversation: int, giver: int, taker: int, now: datetime) -> None:
    """Swap the roles of the owner and a member; both keep their cursor; raise Conflict if either changed."""
    written = _removed_state(connection, conversation, taker)
    state = pass_on(connection, conversation, giver, taker, written)
    row = {"conversation": conversation, "contact": giver, "joined_at": now}
    connection.execute(_JOIN, {**row, "state": state_codec.write_member(state_codec.read_member(state))})


def inherit(connection: Connection, conversation: int, giver: int) -> int | None:
    """Make the first member the owner of a draft whose owner is erased; return them, or None if there is none."""
    heirs = [member.contact for member in of_draft(connection, conversation) if not member.is_owner]
    if not heirs:
        return None
    pass_on(connection, conversation, giver, heirs[0], _removed_state(connection, conversation, heirs[0]))
    return heirs[0]


def pass_on(connection: Connection, conversation: int, giver: int, taker: int, written: str) -> str:
    """Store a draft's new owner and their state; return the state of the owner before."""
    state, _ = connection.execute(_STATE, {"draft": conversation}).one()
    values = {
        "draft": conversation,
        "giver": giver,
        "taker": taker,
        "new_state": state_codec.passed_on(state, state_codec.read_member(written)),
        "new_revision": new_revision(),
    }
    if connection.execute(_PASS_ON, values).rowcount != 1:
        raise Conflict(f"conversation {conversation} is not {giver}'s any more")
    return str(state)


def _removed_state(connection: Connection, conversation: int, contact: int) -> str:
    """Remove a member and return their state; raise Conflict if there is none."""
    person = {"draft": conversation, "person": contact}
    row = connection.execute(_PLACE, person).first()
    if row is None:
        raise Conflict(f"{contact} writes in conversation {conversation} no more")
    connection.execute(_LEAVE, person)
    return str(row[0])
