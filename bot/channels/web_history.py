"""The web chat's lines in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from storage.db.database import Database
from storage.messages import web_transcripts
from storage.records import WebLine


class StoredHistory:
    """The history that the web chat asks for."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def add(self, address: str, side: str, key: str, body: str) -> int:
        """Store a line and return its number."""
        return await self._database.write(web_transcripts.add, address, side, key, body, self._now())

    async def since(self, address: str, number: int) -> Sequence[WebLine]:
        """Return the lines after a number."""
        return await self._database.read(web_transcripts.since, address, number)

    async def begun(self, address: str) -> datetime | None:
        """Return when a chat's first line was stored, or None."""
        return await self._database.read(web_transcripts.begun, address)
