"""Fetches the files people send, looks into them, and puts them on the shelf: photos as they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.ports import Channel, FetchError
from bot.uploads import as_photo, inspect, open_picture
from bot.workers import Workers
from flows.messages import Address, File, FileKind
from storage.files import Shelf


class Fetching:
    """Turns a vendor's reference into a stored file."""

    def __init__(self, channels: Mapping[str, Channel], shelf: Shelf, workers: Workers) -> None:
        self._channels = channels
        self._shelf = shelf
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
        return replace(checked, key=await self._shelf.put(content))
