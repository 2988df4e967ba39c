"""Who reviews what: the coaches of a unit, else all of them; and whom to tell when there is none."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select, tuple_

from flows.messages import Address
from storage.tables import addresses, coach_units, contacts, conversations, members

COACH, ADMIN = "coach", "admin"


def with_role(connection: Connection, role: str) -> list[int]:
    """Return the people who were given a role, oldest first."""
    found = select(contacts.c.id, contacts.c.roles).where(contacts.c.roles.contains(role)).order_by(contacts.c.id)
    return [contact for contact, roles in connection.execute(found) if role in roles.split()]


def in_charge(connection: Connection, conversation: int, unit: int | None) -> list[int]:
    """Return the coaches for a draft: those of its unit, else all; none of its writers."""
    coaches = [coach for coach in with_role(connection, COACH) if coach not in writers(connection, conversation)]
    assigned = set(connection.execute(select(coach_units.c.coach).where(coach_units.c.unit == unit)).scalars())
    return [coach for coach in coaches if coach in assigned] or coaches


def admins(connection: Connection, known: Collection[Address]) -> list[int]:
    """Return the admins, by role and by setting."""
    ids = [(address.channel, address.id) for address in known]
    at = select(addresses.c.contact).where(tuple_(addresses.c.channel, addresses.c.id).in_(ids))
    found = connection.execute(at).scalars().all() if ids else []
    return list(dict.fromkeys((*with_role(connection, ADMIN), *found)))


def writers(connection: Connection, conversation: int) -> set[int]:
    """Return the writers of a draft: its owner and its members."""
    owner = select(conversations.c.contact).where(conversations.c.id == conversation)
    others = select(members.c.contact).where(members.c.conversation == conversation)
    return {*connection.execute(owner).scalars(), *connection.execute(others).scalars()}
