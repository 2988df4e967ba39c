"""Fetches the bytes of what is sent: stored files, and documents drawn off the event loop, once each."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.forms import Forms
from flows.conversation import Draft
from flows.log import fold
from flows.messages import Attachment
from flows.model import Flow
from storage import conversations, revisions
from storage.database import Database
from storage.files import Shelf

log = logging.getLogger(__name__)

KEPT = 32
"""Documents to keep drawn, for a message that must be sent again."""


class ContentError(Exception):
    """Says that a file could not be made or found."""


class Content:
    """Gives attachments their bytes."""

    def __init__(self, database: Database, shelf: Shelf, forms: Forms, zone: ZoneInfo) -> None:
        self._database = database
        self._shelf = shelf
        self._forms = forms
        self._zone = zone
        self._drawn: OrderedDict[tuple[int, Attachment], bytes] = OrderedDict()

    async def of(self, attachment: Attachment, conversation: int | None) -> bytes:
        """Return an attachment's bytes; raise ContentError with the cause."""
        if attachment.key:
            return await self._shelf.get(attachment.key)
        if conversation is None:
            raise ContentError(f"{attachment.name} belongs to no draft")
        known = self._drawn.get((conversation, attachment))
        if known is not None:
            return known
        flow, draft, made = await self._database.read(self._draft, conversation, attachment)
        content = await asyncio.to_thread(self._draw, flow, draft, made, attachment)
        self._drawn[conversation, attachment] = content
        if len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        return content

    def _draft(self, connection: Connection, conversation: int, attachment: Attachment) -> tuple[Flow, Draft, date]:
        stored = conversations.load(connection, conversation)
        if stored is None:
            raise ContentError(f"draft {conversation} is gone")
        flow = self._forms.flow(connection, stored.conversation.flow, stored.conversation.version)
        draft = fold(stored.conversation.events[: attachment.upto])
        found = [one for one in revisions.of(connection, conversation) if one.number == attachment.revision]
        if not found:
            raise ContentError(f"draft {conversation} has no version {attachment.revision}")
        return flow, draft, found[0].created_at.astimezone(self._zone).date()

    def _draw(self, flow: Flow, draft: Draft, made: date, attachment: Attachment) -> bytes:
        from flows.outputs import draw  # 20 MB and a tenth of a second, which a start can do without

        try:
            rendered = draw(
                attachment.document, flow, draft, made=made, revision=attachment.revision, read=self._shelf.read
            )
        except Exception as error:
            raise ContentError(f"{attachment.document} was not drawn: {error!r}") from error
        if rendered.replaced:
            log.warning("%s: no font shows %s", attachment.document, " ".join(rendered.replaced))
        return rendered.content
