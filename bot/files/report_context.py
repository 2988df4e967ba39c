"""What reports are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.chat.effective_roles import roles_at
from bot.chat.forms import Forms
from bot.chat.links import Links
from bot.chat.roles import Permission, Role, may
from flows.messages import Address
from storage.people import contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What drawing a report needs: forms, links, time zone, clock, admins by setting, and the folder of ZIP files."""

    forms: Forms
    links: Links
    zone: ZoneInfo
    admins: Collection[Address]
    now: Callable[[], datetime]
    bundles: Path

    def local(self, moment: datetime | None) -> datetime | None:
        """Return a moment in the local time zone."""
        return None if moment is None else moment.astimezone(self.zone)

    def roles(self, connection: Connection, contact: int, address: Address) -> frozenset[Role]:
        """Return a contact's roles at an address; none, if they may not see the dashboard from there."""
        found = contacts.get(connection, contact)
        if found is None:
            return frozenset()
        roles = roles_at(connection, found, address, self.admins)
        return roles if may(roles, Permission.BOARD) else frozenset()
