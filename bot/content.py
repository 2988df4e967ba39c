"""Fetches the bytes of what is sent: stored files, and documents drawn off the event loop, once each."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.forms import Forms
from bot.sources import ContentError, Source, read_source
from flows.messages import Attachment
from flows.rendered import Read
from storage.database import Database
from storage.files import Shelf

__all__ = ["Content", "ContentError"]

log = logging.getLogger(__name__)

KEPT = 32
"""Documents to keep drawn, for a message that must be sent again."""
Beside = Mapping[str, Callable[[Connection, Attachment], Callable[[], bytes]]]
"""What belongs to no draft, by the document's name: reads what is needed, and returns what draws it in a thread."""


class Content:
    """Gives attachments their bytes."""

    def __init__(
        self, database: Database, shelf: Shelf, forms: Forms, zone: ZoneInfo, beside: Beside | None = None
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._forms = forms
        self._zone = zone
        self._beside = beside or {}
        self._drawn: OrderedDict[tuple[int, Attachment], bytes] = OrderedDict()

    async def of(self, attachment: Attachment, conversation: int | None) -> bytes:
        """Return an attachment's bytes; raise ContentError with the cause."""
        if attachment.key:
            return await self._shelf.get(attachment.key)
        if attachment.document in self._beside:
            return await self._made(attachment)
        if conversation is None:
            raise ContentError(f"{attachment.name} belongs to no draft")
        known = self._drawn.get((conversation, attachment))
        if known is not None:
            return known
        source = await self._database.read(read_source, self._forms, self._zone, conversation, attachment)
        content = await asyncio.to_thread(drawn, source, attachment, self._shelf.read)
        self._drawn[conversation, attachment] = content
        if len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        return content

    async def _made(self, attachment: Attachment) -> bytes:
        draw = await self._database.read(self._beside[attachment.document], attachment)
        try:
            return await asyncio.to_thread(draw)
        except Exception as error:
            raise ContentError(f"{attachment.document} was not made: {error!r}") from error


def drawn(source: Source, attachment: Attachment, read: Read) -> bytes:
    """Draw a draft's file; raise ContentError with the cause."""
    from flows.outputs import draw  # 20 MB and a tenth of a second, which a start can do without

    try:
        rendered = draw(
            attachment.document,
            source.flow,
            source.draft,
            made=source.made,
            revision=attachment.revision,
            read=read,
            approved_by=source.approved_by,
            since=source.since,
            threads=source.threads,
        )
    except Exception as error:
        raise ContentError(f"{attachment.document} was not drawn: {error!r}") from error
    if rendered.replaced:
        log.warning("%s: no font shows %s", attachment.document, " ".join(rendered.replaced))
    return rendered.content
