"""The keys of browsers in the database, for the web chat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.features.accounts.linking import new_code
from flows.messages import Address
from storage.db.database import Database
from storage.people import addresses

WEB = "web"


class StoredKeys:
    """Link codes of browsers, and moves of their addresses to new keys."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def code_for(self, address: str) -> str | None:
        """Return a new link code for the contact at an address; None without one."""
        return await self._database.write(self._code_for, Address(channel=WEB, id=address))

    async def replace(self, old: str, new: str) -> None:
        """Move everything at an address to a new one."""
        await self._database.write(addresses.rename, Address(channel=WEB, id=old), new)

    def _code_for(self, connection: Connection, address: Address) -> str | None:
        person = addresses.owner(connection, address)
        return None if person is None else new_code(connection, person, address, self._now()).code
