"""Roles and the permissions that each has."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What a contact is here; a contact may have several roles."""

    INOVATOR = "inovator"
    COACH = "coach"
    ADMIN = "admin"


class Permission(StrEnum):
    """An action that a role may allow."""

    WRITE = "write"
    """Write drafts of one's own."""
    REVIEW = "review"
    """Read what others handed in, and say what is good and what is not."""
    INVITE = "invite"
    """Invite coaches and admins, and take their role away again."""
    UNITS = "units"
    """Manage the list of units."""
    BROADCAST = "broadcast"
    """Plan workshops, and write to many at once."""
    BOARD = "board"
    """See how far every unit is."""


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INOVATOR: frozenset({Permission.WRITE}),
    Role.COACH: frozenset({Permission.WRITE, Permission.REVIEW, Permission.BOARD}),
    Role.ADMIN: frozenset(
        {Permission.WRITE, Permission.INVITE, Permission.UNITS, Permission.BROADCAST, Permission.BOARD}
    ),
}


def roles_of(given: Collection[str], *, is_admin: bool) -> frozenset[Role]:
    """Return the stored roles, always with INOVATOR, and with ADMIN if the settings say so."""
    named = frozenset(Role(role) for role in given)
    return named | {Role.INOVATOR} | ({Role.ADMIN} if is_admin else frozenset())


def may(roles: Collection[Role], permission: Permission) -> bool:
    """Tell whether any of the roles allows it."""
    return any(permission in PERMISSIONS[role] for role in roles)
