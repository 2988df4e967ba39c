"""Delivery reports from vendors, stored, and what follows from a failure."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import held_notice
from bot.ports import Consequence, Raise, Receipt, SendError
from flows.messages import Address
from storage.db.database import Database
from storage.messages import deliveries, failed_sends, rerouting
from storage.messages.held_replies import HELD
from storage.people import contacts
from storage.records import DeliveryReport

log = logging.getLogger(__name__)

AGAIN = timedelta(seconds=60)
"""The time until a retry after a passing failure, unless the vendor names one."""


class Receipts:
    """The store of delivery reports; nothing here touches a conversation."""

    def __init__(
        self, database: Database, alarm: Raise, now: Callable[[], datetime], silent: Collection[str] = ()
    ) -> None:
        self._silent = silent
        """Channels without notifications: held replies are not rerouted there."""
        self._database = database
        self._alarm = alarm
        self._now = now

    async def note(self, receipts: Sequence[Receipt]) -> None:
        """Store receipts; raise StorageError when they are not durable."""
        await self._database.write(keep, receipts, self._now(), self._silent)
        for receipt in receipts:
            if receipt.error is not None and receipt.error.alarm is not None:
                await self._alarm(receipt.error.alarm)


def keep(connection: Connection, receipts: Sequence[Receipt], now: datetime, silent: Collection[str] = ()) -> None:
    """Store each receipt and, once for each failure, what follows from it: hold, retry or give up."""
    for receipt in receipts:
        if deliveries.note(connection, receipt.delivery) and receipt.error is not None:
            _fail(connection, receipt.delivery, receipt.error, now, silent)


def _fail(
    connection: Connection, delivery: DeliveryReport, error: SendError, now: datetime, silent: Collection[str]
) -> None:
    log.info("a message on %s failed after it was taken: %s", delivery.channel, error)
    if error.consequence is Consequence.UNREACHABLE:
        contacts.set_reachable(connection, Address(channel=delivery.channel, id=delivery.address), False)
    _take_back(connection, delivery, error, now, silent)
    if error.consequence is Consequence.UNREACHABLE:
        rerouting.requeue_all(connection, Address(channel=delivery.channel, id=delivery.address), now)


def _take_back(
    connection: Connection, delivery: DeliveryReport, error: SendError, now: datetime, silent: Collection[str]
) -> None:
    """Hold, retry, reroute or give up a message that did not arrive."""
    if delivery.reply is None or not rerouting.is_on(connection, delivery.reply, delivery.channel):
        return
    again = _again(error, now, announced=delivery.part is None)
    if delivery.part is None:
        origin = failed_sends.mark_notice_failed(connection, delivery.reply, delivery.message, str(error), again)
    else:
        origin = failed_sends.mark_failed(
            connection, delivery.reply, delivery.message, str(error), again, delivery.part
        )
    if again is not None and again != HELD:
        return
    address = rerouting.send_on(connection, delivery.reply, now, without=() if again is None else silent)
    if origin is not None and again == HELD and address is None:
        held_notice.tell_soon(connection, origin, now)


def _again(error: SendError, now: datetime, *, announced: bool) -> datetime | None:
    """Return when the message is retried; HELD, or None: never. A reply that was only announced stays held."""
    if error.consequence is Consequence.HOLD or (announced and error.consequence is Consequence.NEVER):
        return HELD
    if error.consequence in (Consequence.NEVER, Consequence.UNREACHABLE):
        return None
    return now + (AGAIN if error.retry_after is None else timedelta(seconds=error.retry_after))
