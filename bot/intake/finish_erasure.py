"""Takes what is left of somebody who was forgotten off the disk."""

from __future__ import annotations

from bot.delivery.sender import Sender
from bot.features.progress.zip_worker import ZipWorker
from flows.messages import Address
from storage.db.database import Database


async def erase(database: Database, zip_worker: ZipWorker, sender: Sender, address: Address) -> None:
    """Remove bundles with their documents and every copy in the database file; once more after their last message."""
    database.shred()
    await zip_worker.tidy(at_once=True)
    await sender.finished(address)
    database.shred()
