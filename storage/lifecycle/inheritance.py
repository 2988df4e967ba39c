"""The transfer of shared drafts from a person who is erased to the other members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic_core import from_json
from sqlalchemy import Connection, bindparam, select, update

from flows.conversation import EventKind
from storage.drafts import files, members
from storage.tables import conversations, events

_OWN = select(conversations.c.id, conversations.c.name).where(conversations.c.contact == bindparam("person"))
_PROOFS = (
    select(events.c.value, conversations.c.contact)
    .join(conversations, conversations.c.id == events.c.conversation)
    .where(events.c.contact == bindparam("writer"), events.c.kind == EventKind.ATTACHED.value)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipTransfer:
    """A draft of an erased person, and its next owner."""

    draft: int
    name: str
    heir: int | None
    """None: it has no other member, so it is erased too."""


def foreseen(connection: Connection, contact: int) -> list[OwnershipTransfer]:
    """Return what will become of a contact's drafts: the first member of each inherits it."""
    found = []
    for draft, name in connection.execute(_OWN, {"person": contact}).all():
        others = [member.contact for member in members.of_draft(connection, draft) if not member.is_owner]
        found.append(OwnershipTransfer(draft=draft, name=name, heir=others[0] if others else None))
    return found


def pass_on(connection: Connection, contact: int, now: datetime) -> Sequence[int]:
    """Transfer a contact's shared drafts to their heirs; return the drafts without other members.

    What the person wrote in drafts that stay, stays without their name; evidence becomes the owner's.
    """
    alone = [
        ownership_transfer.draft
        for ownership_transfer in foreseen(connection, contact)
        if members.inherit(connection, ownership_transfer.draft, contact) is None
    ]
    stays = events.c.conversation.not_in(alone)
    own = {file.key: file for file in files.of_contact(connection, contact)}
    for value, owner in connection.execute(_PROOFS.where(stays), {"writer": str(contact)}).all():
        stored = from_json(value)
        file = own.get(str((stored.get("file") or {}).get("key")))
        if file is not None and owner != contact:
            files.add(connection, file, owner, now)
    nameless = update(events).where(events.c.contact == str(contact), stays).values(contact="")
    connection.execute(nameless)
    return alone
