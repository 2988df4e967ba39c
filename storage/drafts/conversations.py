"""Conversations: where each writer stands, and the log of events."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, bindparam, insert, select, update

from flows.conversation import AnswerSource, Conversation, Event, EventKind, InputSource, Status
from flows.drafts.event_log import fold
from storage.db.conversation_cache import ConversationCache
from storage.db.errors import Conflict
from storage.db.fast_statements import FastStatement
from storage.drafts import state_codec
from storage.records import DraftSummary, MemberKey, StoredConversation
from storage.tables import conversations as table
from storage.tables import events as log
from storage.tables import members

_CREATE = insert(table).returning(table.c.id)
_LOAD = FastStatement(
    select(
        table.c.revision,
        table.c.contact,
        table.c.name,
        table.c.created_at,
        table.c.updated_at,
        table.c.events,
        table.c.flow,
        table.c.flow_version,
        table.c.status,
        table.c.state,
        select(members.c.contact).where(members.c.conversation == table.c.id).exists(),
    ).where(table.c.id == bindparam("conversation"))
)
_SEAT = (members.c.conversation == bindparam("its_conversation"), members.c.contact == bindparam("its_contact"))
_PLACE = FastStatement(select(members.c.state).where(*_SEAT))
_SAVE_PLACE = FastStatement(update(members).where(*_SEAT).values(state=bindparam("new_state")))
_OF = (
    select(
        table.c.id,
        table.c.flow,
        table.c.flow_version,
        table.c.status,
        table.c.name,
        table.c.events,
        table.c.created_at,
        table.c.updated_at,
    )
    .where(table.c.contact == bindparam("contact"))
    .order_by(table.c.updated_at.desc(), table.c.id.desc())
)
_SAVE = FastStatement(
    update(table)
    .where(table.c.id == bindparam("conversation"), table.c.revision == bindparam("read"))
    .values(
        flow_version=bindparam("new_version"),
        status=bindparam("new_status"),
        state=bindparam("new_state"),
        events=bindparam("new_events"),
        revision=bindparam("new_revision"),
        updated_at=bindparam("now"),
    )
)
_RENAME = update(table).where(table.c.id == bindparam("conversation")).values(name=bindparam("new_name"))
_APPEND = FastStatement(insert(log))
_EVENTS = (
    select(
        log.c.number,
        log.c.at,
        log.c.kind,
        log.c.question,
        log.c.value,
        log.c.raw,
        log.c.how,
        log.c.contact,
        log.c.channel,
    )
    .where(
        log.c.conversation == bindparam("conversation"),
        log.c.number > bindparam("after"),
        log.c.number <= bindparam("upto"),
    )
    .order_by(log.c.number)
)
_ALL = 2**31 - 1


def create(
    connection: Connection,
    contact: int,
    flow: str,
    version: int,
    name: str,
    now: datetime,
) -> StoredConversation:
    """Create a conversation of a contact in one version of a form."""
    revision = new_revision()
    row = {
        "contact": contact,
        "flow": flow,
        "flow_version": version,
        "status": str(Status.DRAFT),
        "name": name,
        "state": "{}",
        "events": 0,
        "revision": revision,
        "created_at": now,
        "updated_at": now,
    }
    number = connection.execute(_CREATE, row).scalar_one()
    conversation = Conversation(id=number, flow=flow, version=version)
    _recent(connection).put(conversation, revision)
    return StoredConversation(
        conversation=conversation, revision=revision, contact=contact, name=name, created_at=now, updated_at=now
    )


def load(connection: Connection, conversation: int, contact: int | None = None) -> StoredConversation | None:
    """Return a conversation; None if there is none with this id.

    With a contact: as that person has it, or None if they neither own it nor write in it.
    """
    row = _LOAD.first(connection, {"conversation": conversation})
    if row is None:
        return None
    revision, owner, name, created_at, updated_at, _, _, _, _, state, is_shared = row
    member_key, written = None, state
    if contact is not None and contact != owner:
        seated = _PLACE.first(connection, {"its_conversation": conversation, "its_contact": contact})
        if seated is None:
            return None
        member_key, written = MemberKey(contact=contact, owners=state), seated[0]
    return StoredConversation(
        conversation=_placed(connection, conversation, row, None if member_key is None else contact, written),
        revision=revision,
        contact=owner,
        name=name,
        created_at=created_at,
        updated_at=updated_at,
        is_shared=is_shared,
        member=member_key,
    )


def _placed(connection: Connection, number: int, row: Sequence[Any], member: int | None, written: str) -> Conversation:
    """Return a row as a conversation, as one person sees it: from the cache where nothing was saved since."""
    revision, _, _, _, _, count, flow, version, status, state, _ = row
    recent = _recent(connection)
    known = recent.get(number, revision)
    if known is not None and known.member == member:
        return known.conversation
    if known is not None:
        return state_codec.with_member(known.conversation, state_codec.read_member(written))
    past = tuple(events(connection, number, upto=count))
    shared = state_codec.read_state(state)
    bare = Conversation(
        id=number,
        flow=flow,
        version=version,
        status=Status(status),
        points=shared.points,
        settled=shared.settled,
        events=past,
        draft=fold(past),
    )
    found = state_codec.with_member(bare, state_codec.read_member(written))
    recent.put(found, revision, member)
    return found


def of_contact(connection: Connection, contact: int) -> list[DraftSummary]:
    """Return a contact's conversations, the last used first."""
    return [listed(row) for row in connection.execute(_OF, {"contact": contact})]


def listed(row: Sequence[Any]) -> DraftSummary:
    """Return a row of the list of drafts as a DraftSummary."""
    number, flow, version, status, name, count, created_at, updated_at = row
    return DraftSummary(
        id=number,
        flow=flow,
        version=version,
        status=Status(status),
        name=name,
        events=count,
        created_at=created_at,
        updated_at=updated_at,
    )


def numbers(connection: Connection) -> list[int]:
    """Return the id of every conversation, oldest first."""
    return list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())


def save(
    connection: Connection,
    conversation: Conversation,
    new: Sequence[Event],
    revision: int,
    now: datetime,
    member: MemberKey | None = None,
) -> int:
    """Save a conversation and what is new in its log; return its new revision; raise Conflict if it moved on.

    `member` is as whom it was read, if not as its owner; whoever is none any more gets a Conflict too.
    """
    saved = new_revision()
    state = (
        state_codec.write_state(conversation)
        if member is None
        else state_codec.with_shared(member.owners, conversation)
    )
    values = {
        "conversation": conversation.id,
        "read": revision,
        "new_version": conversation.version,
        "new_status": str(conversation.status),
        "new_state": state,
        "new_events": len(conversation.events),
        "new_revision": saved,
        "now": now,
    }
    if _SAVE.run(connection, values) != 1:
        raise Conflict(f"conversation {conversation.id} was saved by somebody else")
    if member is not None:
        _sit(connection, conversation, member.contact)
    if new:
        _APPEND.run_each(connection, [_row(conversation.id, event) for event in new])
    _recent(connection).put(conversation, saved, None if member is None else member.contact)
    return saved


def _sit(connection: Connection, conversation: Conversation, contact: int) -> None:
    member_key = {"its_conversation": conversation.id, "its_contact": contact}
    if _SAVE_PLACE.run(connection, {**member_key, "new_state": state_codec.write_member(conversation)}) != 1:
        raise Conflict(f"{contact} writes in conversation {conversation.id} no more")


def rename(connection: Connection, conversation: int, name: str) -> None:
    """Set the name by which its writers tell a draft from others."""
    connection.execute(_RENAME, {"conversation": conversation, "new_name": name})


def events(connection: Connection, conversation: int, after: int = 0, upto: int = _ALL) -> list[Event]:
    """Return the log of a conversation, or the part of it between two numbers."""
    rows = connection.execute(_EVENTS, {"conversation": conversation, "after": after, "upto": upto})
    return [
        Event(
            number=number,
            at=at,
            kind=EventKind(kind),
            question=question,
            value=from_json(value),
            raw=raw,
            how=AnswerSource(how),
            source=InputSource(contact=contact, channel=channel),
        )
        for number, at, kind, question, value, raw, how, contact, channel in rows
    ]


def _row(conversation: int, event: Event) -> dict[str, object]:
    return {
        "conversation": conversation,
        "number": event.number,
        "at": event.at,
        "kind": str(event.kind),
        "question": event.question,
        "value": to_json(event.value).decode(),
        "raw": event.raw,
        "how": str(event.how),
        "contact": event.source.contact,
        "channel": event.source.channel,
    }


def new_revision() -> int:
    """Return a number that no other save has or will have: equal revisions mean that nothing changed."""
    return secrets.randbits(62)


def _recent(connection: Connection) -> ConversationCache:
    return cast(ConversationCache, connection.get_execution_options()["recent"])
