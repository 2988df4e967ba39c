"""Fetching of received files: download, check, and storage; photos are scaled to print size."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from bot.files.file_check import as_photo, inspect, open_picture
from bot.files.quota import NoRoomError, Quota
from bot.ports import Channel, FetchError
from bot.render.worker_processes import Workers
from flows.messages import Address, File, FileKind
from storage.drafts.blob_store import BlobStore

log = logging.getLogger(__name__)


class FileFetcher:
    """A downloader that turns a vendor's file reference into a stored file."""

    def __init__(self, channels: Mapping[str, Channel], blob_store: BlobStore, quota: Quota, workers: Workers) -> None:
        self._channels = channels
        self._blob_store = blob_store
        self._quota = quota
        self._workers = workers

    async def fetch(self, address: Address, file: File) -> File | str:
        """Return the stored file, or the problem with it; raise FetchError when trying again may help."""
        channel = self._channels[address.channel]
        try:
            content = await channel.fetch(file)
        except FetchError as error:
            if not error.problem:
                raise
            return error.problem
        checked = inspect(file, content, channel.limits.file_in)
        if isinstance(checked, str):
            return checked
        if checked.kind is FileKind.PHOTO:
            photo = await open_picture(self._workers, content)
            if isinstance(photo, str):
                return photo
            checked, content = as_photo(checked, photo), photo.content
        return await self._store(address, checked, content)

    async def _store(self, address: Address, file: File, content: bytes) -> File | str:
        """Store a file within the quota, or return the problem; a file stored already uses no quota."""
        sender = f"{address.channel}:{address.id}"
        size = 0 if await self._blob_store.has(content) else len(content)
        if size and self._quota.rate.seconds_to_wait(sender, sender, size):
            return "much_today"
        try:
            with self._quota.reserved(size):
                return replace(file, key=await self._blob_store.put(content))
        except NoRoomError as error:
            log.warning("a file that came over %s is not kept: %s", address.channel, error)
            return "no_room"
