"""Alarms to the admins about what stops messages: each cause at most once an hour."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.ports import Alarm
from bot.texts import say
from flows.messages import Address, Reply
from storage.db.database import Database
from storage.db.errors import StorageError
from storage.messages import alarms, outbox
from storage.people import addresses
from storage.records import NewReply, QueuedReply

log = logging.getLogger(__name__)

QUIET = timedelta(hours=1)
"""The time between two messages about the same cause."""


class Alarms:
    """The sender of alarms to admins, over a channel that still works."""

    def __init__(
        self,
        database: Database,
        admins: Collection[Address],
        *,
        push: Callable[[Sequence[QueuedReply]], None],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._admins = admins
        self._push = push
        self._now = now

    async def tell(self, alarm: Alarm) -> None:
        """Send an alarm to every reachable admin; never raises."""
        log.error("%s: %s %s", alarm.channel, alarm.cause, alarm.detail)
        try:
            self._push(await self._database.write(self._add, alarm))
        except StorageError as error:
            log.error("storage is in trouble (%s): %s; the admins are not told", error.kind, error)

    def _add(self, connection: Connection, alarm: Alarm) -> Sequence[QueuedReply]:
        now = self._now()
        if not self._admins or not alarms.claim(connection, f"{alarm.channel} {alarm.cause}", now, QUIET):
            return ()
        reply = Reply(text=say(f"alarm.{alarm.cause}", detail=alarm.detail))
        found = {nearest for admin in self._admins if (nearest := _nearest(connection, admin, alarm)) is not None}
        if not found:
            log.error("no admin can be told: TUNTUN_ADMINS names nobody who has written here over another channel")
        replies = [
            NewReply(address=address, reply=reply, contact=contact) for address, contact in sorted(found, key=str)
        ]
        return outbox.add(connection, replies, now)


def _nearest(connection: Connection, admin: Address, alarm: Alarm) -> tuple[Address, int] | None:
    """Return an address and contact of an admin, not over the broken channel; None if there is none."""
    contact = addresses.owner(connection, admin)
    if contact is None:
        return None
    without = alarm.channel if alarm.stops else ""
    address = addresses.nearest(connection, contact, without=without)
    return None if address is None else (address, contact)
