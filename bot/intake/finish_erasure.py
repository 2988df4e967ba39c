"""The end of an erasure: removing the remaining copies from the disk."""

from __future__ import annotations

from bot.delivery.sender import Sender
from bot.features.progress.zip_worker import ZipWorker
from flows.messages import Address
from storage.db.database import Database


async def erase(database: Database, zip_worker: ZipWorker, sender: Sender, address: Address) -> None:
    """Remove ZIP bundles and shred free pages of the database; shred again after the last message is sent."""
    database.shred()
    await zip_worker.tidy(at_once=True)
    await sender.finished(address)
    database.shred()
