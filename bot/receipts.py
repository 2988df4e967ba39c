"""Keeps what vendors report of messages they had taken, and draws the consequences of a failure."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.ports import Receipt
from flows.messages import Address
from storage import contacts, deliveries, outbox
from storage.database import Database

log = logging.getLogger(__name__)

AGAIN = timedelta(seconds=60)
"""How long after a failure that may pass a message goes again, unless the vendor says otherwise."""


class Receipts:
    """Takes what became of messages; nothing here meets a conversation."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def note(self, receipts: Sequence[Receipt]) -> None:
        """Keep receipts; raise StorageError when they are not durable."""
        await self._database.write(keep, receipts, self._now())


def keep(connection: Connection, receipts: Sequence[Receipt], now: datetime) -> None:
    """Note each receipt, and once for each failure what follows from it: wait, go again, or give up."""
    for receipt in receipts:
        if deliveries.note(connection, receipt.delivery) and receipt.error is not None:
            _fail(connection, receipt, now)


def _fail(connection: Connection, receipt: Receipt, now: datetime) -> None:
    delivery, error = receipt.delivery, receipt.error
    assert error is not None, "only called for a failure"
    log.info("a message on %s failed after it was taken: %s", delivery.channel, error)
    if error.unreachable:
        contacts.set_reachable(connection, Address(channel=delivery.channel, id=delivery.address), False)
    if delivery.reply is None:
        return
    if error.waits:
        again: datetime | None = outbox.HELD
    elif error.permanent:
        again = None
    else:
        again = now + (AGAIN if error.retry_after is None else timedelta(seconds=error.retry_after))
    outbox.failed(connection, delivery.reply, delivery.message, str(error), again)
