"""The receiver: updates are stored first, then handled in order for each address, side by side for different ones."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import Connection

from bot.delivery.sender import Sender
from bot.delivery.vendor_calls import Calls
from bot.ports import Alarm, FetchError, Raise, RawUpdate
from bot.routing.dispatcher import Dispatcher, Handled, Outcome
from bot.routing.menus import Menus
from bot.routing.readiness import Fetched, NeedsFiles, WaitForMore
from bot.scheduling.background_tasks import BackgroundTasks
from bot.scheduling.clock import Clock
from bot.scheduling.keyed_workers import KeyedWorkers
from flows.messages import Address, File
from storage.db.database import Database
from storage.db.errors import Conflict, StorageError
from storage.messages import failed_updates, inbox
from storage.records import NewUpdate

log = logging.getLogger(__name__)

SWEEP = 15.0
"""Seconds between looks for postponed updates, and for those of dead processes."""
MOST_ATTEMPTS = 4
PAUSES = (1.0, 3.0, 10.0)
"""Seconds before the retries of a failed update."""
TROUBLE = 2.0
"""Seconds between two attempts while the database is in trouble."""
RIVALS = 10
"""Attempts to handle a message again when other processes are quicker."""
TIDY_EVERY = 240
"""Looks between two clean-ups: about an hour."""
KEPT = timedelta(days=30)
"""How long keys of updates, and failed updates, are stored; no vendor repeats one after a day or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverHooks:
    """What the receiver asks of the program around it, outside the transaction that handles a message."""

    fetch: Callable[[Address, File], Awaitable[File | str]]
    """Download a sent file; a str says why that can not be done."""
    remove: Callable[[Collection[str]], Awaitable[None]]
    """Remove files by their keys."""
    erase: Callable[[Address], Coroutine[object, object, None]]
    """Finish the erasure of a contact."""
    show: Callable[[Menus], Coroutine[object, object, None]]
    """Set the command menus of contacts."""
    alarm: Raise


class Receiver:
    """The worker over the inbox: stores updates, then handles one address's in order, different ones side by side."""

    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        sender: Sender,
        calls: Calls,
        hooks: ReceiverHooks,
        clock: Clock,
    ) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._sender = sender
        self._calls = calls
        self._hooks = hooks
        self._clock = clock
        self._one_by_one: set[Address] = set()
        """Addresses where one of several updates failed: they are handled one by one to find it."""
        self._workers = KeyedWorkers(
            self._step, look=self._look, every=SWEEP, ended=self._one_by_one.discard, sleep=clock.sleep
        )
        self._looks = count()
        self._tasks = BackgroundTasks()

    async def start(self, suspects: Collection[Address] = ()) -> None:
        """Start the workers; the updates of suspects are handled one by one."""
        self._one_by_one.update(suspects)
        self._workers.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether the workers run."""
        return self._workers.is_alive

    async def stop(self) -> None:
        """Stop at the next point where nothing is lost."""
        await self._workers.stop()
        await self._tasks.end()

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        """Store updates and handle them at once; raise StorageError when they are not durable.

        Both are one transaction, so that a message and its answer wait for the disk once. What comes while a
        message to the same person is on its way waits for that: only then is it known who was first.
        """
        new = [
            NewUpdate(channel=raw_update.channel, key=raw_update.key, address=raw_update.address, body=raw_update.body)
            for raw_update in updates
        ]
        try:
            outcomes = await self._stored(new)
        except StorageError as error:
            log.error("storage is in trouble (%s): %s; %d updates are not taken yet", error.kind, error, len(new))
            for other_address in {Address(channel=update.channel, id=update.address) for update in updates}:
                self._tasks.begin(self._sender.excuse(other_address, "fault.storage"))
            raise
        for address, outcome in outcomes:
            if isinstance(outcome, Handled):
                await self._take_care(address, outcome)
            else:
                self._workers.wake(address)

    async def _stored(self, new: Sequence[NewUpdate]) -> list[tuple[Address, Outcome | None]]:
        """Store updates and handle them; when that fails only store them, so that each is tried by itself."""
        try:
            places = {Address(channel=update.channel, id=update.address) for update in new}
            late = {place.id for place in places if self._calls.is_calling(place) or place in self._one_by_one}
            return await self._database.write(self._store, new, late, self._clock.now())
        except StorageError:
            raise
        except Exception as error:
            log.info("%d updates are dealt with one address after the other: %s", len(new), type(error).__name__)
            added = await self._added(new)
            return [(Address(channel=channel, id=address), None) for channel, address in added]

    async def _added(self, new: Sequence[NewUpdate]) -> list[tuple[str, str]]:
        """Store updates; one that no database takes is left out, else a vendor would repeat its batch for ever."""
        try:
            return await self._database.write(inbox.add, new, self._clock.now())
        except StorageError:
            raise
        except Exception as error:
            if len(new) == 1:
                log.error("an update of %s can not be stored and is left out: %s", new[0].channel, type(error).__name__)
                return []
        return [pair for new_update in new for pair in await self._added([new_update])]

    def _store(
        self, connection: Connection, new: Sequence[NewUpdate], late: Collection[str], now: datetime
    ) -> list[tuple[Address, Outcome | None]]:
        added = [Address(channel=channel, id=address) for channel, address in inbox.add(connection, new, now)]
        return [
            (
                other_address,
                None if other_address.id in late else self._dispatcher.handle(connection, other_address, {}, now),
            )
            for other_address in added
        ]

    async def _take_care(self, address: Address, handled: Handled) -> None:
        """Send the replies, and remove what nobody needs any more."""
        self._sender.push(handled.replies)
        if handled.files is not None:
            await self._hooks.remove(handled.files)
            self._tasks.begin(self._hooks.erase(address))
        if handled.menus:
            self.show(handled.menus)

    def show(self, menus: Menus) -> None:
        """Set the command menus of contacts in the background."""
        self._tasks.begin(self._hooks.show(menus))

    async def idle(self) -> None:
        """Return when no update is being handled."""
        await self._workers.idle()

    async def _step(self, address: Address) -> bool:
        """Handle the pending updates of an address; tell whether to look again."""
        await self._calls.settled(address)
        try:
            return await self._dealt_with(address)
        except StorageError as error:
            log.error("storage is in trouble (%s): %s; what came in waits", error.kind, error)
            await self._sender.excuse(address, "fault.storage")
            await self._clock.sleep(TROUBLE)
            return True
        except Exception as error:
            if isinstance(error, FetchError):
                log.warning("a file was not fetched from %s: %s", address.channel, error)
            else:
                log.exception("handling a message of %s failed", address.channel)
            if address not in self._one_by_one:
                self._one_by_one.add(address)
                return True
            return await self._postpone(address, error)

    async def _dealt_with(self, address: Address) -> bool:
        fetched: Fetched = {}
        while True:
            outcome = await self._handle(address, fetched)
            match outcome:
                case None:
                    return False
                case Handled():
                    await self._take_care(address, outcome)
                    return True
                case WaitForMore(until=until):
                    await self._clock.sleep(max(0.05, (until - self._clock.now()).total_seconds()))
                case NeedsFiles(files=wanted):
                    fetched = {**fetched, **await self._fetch_all(address, wanted)}

    async def _handle(self, address: Address, fetched: Fetched) -> Outcome | None:
        most = 1 if address in self._one_by_one else None
        for _ in range(RIVALS):
            try:
                return await self._database.write(self._dispatcher.handle, address, fetched, self._clock.now(), most)
            except Conflict:  # another process was quicker: decide again on what it saved
                continue
        return await self._database.write(self._dispatcher.handle, address, fetched, self._clock.now(), most)

    async def _fetch_all(self, address: Address, wanted: Mapping[int, File]) -> Fetched:
        return {update: await self._hooks.fetch(address, file) for update, file in wanted.items()}

    async def _postpone(self, address: Address, error: Exception) -> bool:
        """Postpone the oldest update, or give it up and say so."""
        now = self._clock.now()
        waiting = await self._database.write(inbox.waiting, address.channel, address.id, now)
        if not waiting:
            return False
        first = waiting[0]
        if first.attempts + 1 < MOST_ATTEMPTS:
            pause = PAUSES[min(first.attempts, len(PAUSES) - 1)]
            await self._database.write(inbox.postpone, first.id, repr(error), now + timedelta(seconds=pause))
            self._workers.wake_later(address, pause)
            return False
        log.error(
            "update %d of %s is given up after %d tries (%s); `tuntun failed list` has it",
            first.id,
            address.channel,
            MOST_ATTEMPTS,
            type(error).__name__,
        )
        await self._database.write(inbox.bury, first.id, repr(error))
        await self._hooks.alarm(Alarm(channel=address.channel, cause="failed", detail=str(first.id)))
        await self._sender.apologise(address, "fault.ours")
        return True

    def look(self) -> None:
        """Look at once for pending updates: another process has left some behind."""
        self._workers.look()

    async def _look(self) -> list[Address]:
        """Return the addresses with pending updates, and clean up now and then."""
        now = self._clock.now()
        found = await self._database.read(inbox.addresses, now)
        if next(self._looks) % TIDY_EVERY == 0:
            await self._database.note(inbox.tidy, now - KEPT)
            await self._database.note(failed_updates.drop_bodies, now - KEPT)
        return [Address(channel=channel, id=address) for channel, address in found]
