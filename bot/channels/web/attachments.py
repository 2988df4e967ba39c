"""The bytes of a line's file: stored, or drawn again when they are asked for."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import IO, Protocol

from bot.channels.web.history import FileStore
from bot.channels.web.schema import Drawn, Upload
from bot.channels.web.uploads import kind_of, safe_name
from bot.files.draft_source import ContentError
from flows.messages import Attachment, OutgoingMessage

log = logging.getLogger(__name__)


class Documents(Protocol):
    """A source of documents, drawn when they are asked for."""

    def is_lasting(self, attachment: Attachment) -> bool:
        """Tell whether a draft's document can be drawn at any later time as it is now."""

    async def read(self, attachment: Attachment, conversation: int | None) -> bytes:
        """Return an attachment's bytes; raise ContentError when it can not be drawn (any more)."""


class Attachments:
    """The files of lines; only what can not be drawn again is stored."""

    def __init__(self, files: FileStore, sent: FileStore, documents: Callable[[], Documents] | None) -> None:
        self._files = files
        """Files that visitors sent."""
        self._sent = sent
        """Files that show a past state; they are stored for a while."""
        self._documents = documents

    async def keep(self, message: OutgoingMessage) -> Upload | None:
        """Return the stored form of a line's file, or None; OSError when there is no room for it."""
        attachment, content = message.attachment, message.content
        if attachment is None or content is None:
            return None
        key, drawn = attachment.key, None
        if not key and self._is_lasting(message):
            drawn = Drawn(
                document=attachment.document,
                upto=attachment.upto,
                revision=attachment.revision,
                conversation=message.conversation or 0,
            )
        elif not key:
            key = await self._sent.put(content)
        name = safe_name(attachment.name)
        mime = attachment.mime
        return Upload(key=key, kind=kind_of(mime), name=name, mime=mime, size=len(content), drawn=drawn)

    async def open(self, upload: Upload) -> IO[bytes]:
        """Open a file's bytes, to be closed by the caller; LookupError when they are gone."""
        if upload.drawn is not None and self._documents is not None:
            return await self._redrawn(upload, upload.drawn, self._documents())
        try:
            return await self._files.open(upload.key)
        except LookupError:
            return await self._sent.open(upload.key)

    def _is_lasting(self, message: OutgoingMessage) -> bool:
        return (
            self._documents is not None
            and message.attachment is not None
            and message.conversation is not None
            and self._documents().is_lasting(message.attachment)
        )

    async def _redrawn(self, upload: Upload, drawn: Drawn, documents: Documents) -> IO[bytes]:
        attachment = Attachment(
            name=upload.name, mime=upload.mime, document=drawn.document, upto=drawn.upto, revision=drawn.revision
        )
        try:
            return io.BytesIO(await documents.read(attachment, drawn.conversation))
        except ContentError as error:
            log.info("%s of draft %d is not drawn again: %s", drawn.document, drawn.conversation, error)
            raise LookupError(f"{drawn.document} can not be drawn any more") from error
