"""Fetches the files people send, looks into them, and puts them on the shelf: photos as they are printed."""

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
    """Turns a vendor's reference into a stored file."""

    def __init__(self, channels: Mapping[str, Channel], blob_store: BlobStore, quota: Quota, workers: Workers) -> None:
        self._channels = channels
        self._shelf = blob_store
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
        return await self._kept(address, checked, content)

    async def _kept(self, address: Address, file: File, content: bytes) -> File | str:
        """Keep a file, unless there is no room or the person sent too much; what is kept already takes none."""
        sender = f"{address.channel}:{address.id}"
        size = 0 if await self._shelf.has(content) else len(content)
        if size and self._quota.rate.seconds_to_wait(sender, sender, size):
            return "much_today"
        try:
            with self._quota.reserved(size):
                return replace(file, key=await self._shelf.put(content))
        except NoRoomError as error:
            log.warning("a file that came over %s is not kept: %s", address.channel, error)
            return "no_room"
