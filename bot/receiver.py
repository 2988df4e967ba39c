"""Takes updates in: durable first, then handled in order for each address, concurrently for different ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.ports import RawUpdate
from bot.service import Fetched, Handled, Service, Settling, Unfetched
from flows.messages import Address, File
from storage import inbox
from storage.conversations import Conflict
from storage.database import Database
from storage.errors import StorageError
from storage.records import NewUpdate, QueuedReply

log = logging.getLogger(__name__)

SWEEP = 15.0
"""Seconds between looks for what was postponed, or left behind by another process."""
MOST_ATTEMPTS = 4
PAUSES = (1.0, 3.0, 10.0)
"""Seconds to wait before an update that failed is tried again."""

Fetch = Callable[[Address, File], Awaitable[File | str]]
Push = Callable[[Sequence[QueuedReply]], None]


class Receiver:
    """Stores what comes in and works it off."""

    def __init__(
        self,
        database: Database,
        service: Service,
        *,
        fetch: Fetch,
        push: Push,
        apologise: Callable[[Address, str], Awaitable[None]],
        remove: Callable[[Collection[str]], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._service = service
        self._fetch = fetch
        self._push = push
        self._apologise = apologise
        self._remove = remove
        self._now = now
        self._working: dict[Address, asyncio.Task[None]] = {}
        self._again: set[Address] = set()
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Work off what an earlier run left, and keep looking."""
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """End at the next point where nothing is lost."""
        tasks = [*self._working.values(), *([self._sweeper] if self._sweeper else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        """Store updates; return when they are durable; raise StorageError when they are not."""
        new = [NewUpdate(channel=one.channel, key=one.key, address=one.address, body=one.body) for one in updates]
        for channel, address in await self._database.write(inbox.add, new, self._now()):
            self._wake(Address(channel=channel, id=address))

    async def idle(self) -> None:
        """Return when nothing is being worked on."""
        while self._working:
            await asyncio.gather(*self._working.values(), return_exceptions=True)

    def _wake(self, address: Address) -> None:
        if address in self._working:
            self._again.add(address)
            return
        self._working[address] = asyncio.create_task(self._work(address))

    async def _work(self, address: Address) -> None:
        try:
            more = True
            while more:
                self._again.discard(address)
                while await self._step(address):
                    pass
                more = address in self._again
        finally:
            del self._working[address]

    async def _step(self, address: Address) -> bool:
        """Deal with what waits for an address; tell whether to look again."""
        fetched: Fetched = {}
        try:
            while True:
                outcome = await self._handle(address, fetched)
                match outcome:
                    case None:
                        return False
                    case Handled(replies=replies, files=files):
                        self._push(replies)
                        if files:
                            await self._remove(files)
                        return True
                    case Settling(until=until):
                        await asyncio.sleep(max(0.05, (until - self._now()).total_seconds()))
                    case Unfetched(files=wanted):
                        fetched = {**fetched, **await self._fetch_all(address, wanted)}
        except StorageError as error:
            log.error("storage is in trouble (%s): %s; what came in waits", error.kind, error)
            await asyncio.sleep(1.0)
            return False
        except Exception as error:
            log.exception("handling a message of %s failed", address.channel)
            return await self._postpone(address, error)

    async def _handle(self, address: Address, fetched: Fetched) -> Handled | Settling | Unfetched | None:
        try:
            return await self._database.write(self._service.handle, address, fetched, self._now())
        except Conflict:  # another process or device was quicker: decide again on what it saved
            return await self._database.write(self._service.handle, address, fetched, self._now())

    async def _fetch_all(self, address: Address, wanted: Mapping[int, File]) -> Fetched:
        return {update: await self._fetch(address, file) for update, file in wanted.items()}

    async def _postpone(self, address: Address, error: Exception) -> bool:
        """Set the oldest update aside for a while, or give it up and say so."""
        now = self._now()
        waiting = await self._database.write(inbox.waiting, address.channel, address.id, now)
        if not waiting:
            return False
        first = waiting[0]
        if first.attempts + 1 < MOST_ATTEMPTS:
            pause = timedelta(seconds=PAUSES[min(first.attempts, len(PAUSES) - 1)])
            await self._database.write(inbox.postpone, first.id, repr(error), now + pause)
            asyncio.get_running_loop().call_later(pause.total_seconds(), self._wake, address)
            return False
        await self._database.write(inbox.bury, first.id, repr(error))
        await self._apologise(address, "fault.ours")
        return True

    async def _sweep(self) -> None:
        while True:
            try:
                for channel, address in await self._database.read(inbox.addresses, self._now()):
                    self._wake(Address(channel=channel, id=address))
            except StorageError as error:
                log.error("storage is in trouble (%s): %s", error.kind, error)
            await asyncio.sleep(SWEEP)
