"""Does in the database what the web chat needs done with keys."""

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
    """Joins browsers by codes, and moves what lies at an address."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def code_for(self, address: str) -> str | None:
        """Return a new code of whoever is at an address; None if nobody is."""
        return await self._database.write(self._code_for, Address(channel=WEB, id=address))

    async def replace(self, old: str, new: str) -> None:
        """Move all there is at an address to a new one."""
        await self._database.write(addresses.rename, Address(channel=WEB, id=old), new)

    def _code_for(self, connection: Connection, place: Address) -> str | None:
        person = addresses.owner(connection, place)
        return None if person is None else new_code(connection, person, place, self._now()).code
