"""The sweep over unclaimed files: owned ones get their place, refused and left-over ones are removed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.scheduling.periodic_task import PeriodicTask, Sleep
from storage.db.database import Database
from storage.drafts import files
from storage.drafts.blob_store import BlobStore
from storage.people import audit

REST = 60.0
"""Seconds between two looks."""
GRACE = timedelta(hours=1)
"""How long an unclaimed file waits for an update that claims it."""
WRITING = timedelta(minutes=5)
"""How long a file may take to be written."""
SHOWN = timedelta(days=30)
"""How long a page can show a report again that was drawn for one moment."""
AT_ONCE = 500
"""Keys in one query."""


class FileSweeper:
    """The periodic sweep; several processes may run it at the same time."""

    def __init__(
        self,
        database: Database,
        blob_store: BlobStore,
        sent: BlobStore,
        *,
        now: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._blob_store = blob_store
        self._sent = sent
        self._now = now
        self._loop = PeriodicTask(self._look, rest=REST, sleep=sleep)

    async def start(self) -> None:
        """Remove what an earlier run left unfinished, and start the sweep."""
        if await self._database.living() == {self._database.worker}:  # else another process may be writing it
            await self._drop_unfinished(timedelta())
        self._loop.start()

    async def stop(self) -> None:
        """End."""
        await self._loop.stop()

    async def step(self) -> None:
        """Sweep once."""
        await self._drop_unfinished(WRITING)
        now = self._now()
        waiting = await asyncio.to_thread(self._blob_store.unclaimed)
        keys = list(waiting)
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            claimed, awaited = await self._database.read(_known, some)
            await asyncio.to_thread(self._blob_store.claim, claimed)
            await asyncio.to_thread(self._blob_store.drop, set(some) - claimed - awaited, now - GRACE)
        await self._drop_sent(now)

    async def _drop_sent(self, now: datetime) -> None:
        """Drop reports that have expired, and all that were drawn before the last erasure."""
        forgotten = await self._database.read(audit.moment_of, "forgotten")
        shown = await asyncio.to_thread(self._sent.unclaimed)
        await asyncio.to_thread(self._sent.drop, set(shown), max(now - SHOWN, forgotten or now - SHOWN))

    async def _drop_unfinished(self, age: timedelta) -> None:
        for blob_store in (self._blob_store, self._sent):
            await asyncio.to_thread(blob_store.drop_unfinished, self._now() - age)

    async def _look(self) -> float:
        await self.step()
        return REST


def _known(connection: Connection, keys: list[str]) -> tuple[set[str], set[str]]:
    return files.claimed(connection, keys), files.awaited(connection, keys)
