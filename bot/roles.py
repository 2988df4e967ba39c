"""Says who may do what."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """Is what a person is here; one person may be several."""

    INOVATOR = "inovator"
    COACH = "coach"
    ADMIN = "admin"


class Permission(StrEnum):
    """Is one thing that may be allowed."""

    WRITE = "write"
    """Write drafts of one's own."""


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INOVATOR: frozenset({Permission.WRITE}),
    Role.COACH: frozenset({Permission.WRITE}),
    Role.ADMIN: frozenset({Permission.WRITE}),
}


def may(roles: Collection[Role], permission: Permission) -> bool:
    """Tell whether any of the roles allows it."""
    return any(permission in PERMISSIONS[role] for role in roles)
