"""The bytes of attachments: stored files, and documents, each drawn once in a worker process."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from bot.files.draft_source import ContentError, DraftSource, read_source
from bot.files.report_context import ReportContext
from bot.files.reports import Reports, upgraded
from bot.render.worker_processes import WorkError, Workers
from flows.documents.rendered import Read, Rendered
from flows.messages import Attachment
from storage.db.database import Database
from storage.drafts.blob_store import BlobStore
from storage.messages.work_journal import Journal, Work

T = TypeVar("T")
__all__ = ["ContentError", "FileContent"]

log = logging.getLogger(__name__)

DOCUMENT = "document"
"""The kind of work in the journal."""
KEPT_BYTES = 32_000_000
"""Bytes of drawn documents that are cached, for a message that must be sent again."""


class FileContent:
    """The source of attachments' bytes."""

    def __init__(
        self,
        database: Database,
        blob_store: BlobStore,
        workers: Workers,
        journal: Journal,
        report_context: ReportContext,
        reports: Reports,
    ) -> None:
        self._database = database
        self._blob_store = blob_store
        self._workers = workers
        self._journal = journal
        self._report_context = report_context
        self._reports = reports
        self._drawn: OrderedDict[tuple[int, Attachment], bytes] = OrderedDict()

    def is_lasting(self, attachment: Attachment) -> bool:
        """Tell whether a draft's document can be drawn at any later time as it is now.

        A report shows how things are, and to whom; a page of changes, what was said since.
        """
        return attachment.document not in self._reports and not attachment.document.startswith("changes.")

    async def read(self, attachment: Attachment, conversation: int | None) -> bytes:
        """Return an attachment's bytes; raise ContentError with the cause."""
        if attachment.key:
            return await self._blob_store.get(attachment.key)
        if attachment.document in self._reports:
            return await self._report(upgraded(attachment))
        if conversation is None:
            raise ContentError(f"{attachment.name} belongs to no draft")
        known = self._drawn.get((conversation, attachment))
        if known is not None:
            return known
        source = await self._database.read(
            read_source, self._report_context.forms, self._report_context.zone, conversation, attachment
        )
        content = await self.drawn(source, conversation, attachment)
        self._drawn[conversation, attachment] = content
        while sum(map(len, self._drawn.values())) > KEPT_BYTES:
            self._drawn.popitem(last=False)
        return content

    async def drawn(self, source: DraftSource, conversation: int, attachment: Attachment) -> bytes:
        """Draw a draft's file in a worker process; raise ContentError with the cause."""
        draw = partial(draw_file, source, attachment, self._blob_store.read)
        rendered = await self._run(draw, attachment, f"{conversation} {attachment.upto} {attachment.revision}")
        if rendered.replaced:
            log.warning("%s: no font shows %s", attachment.document, " ".join(rendered.replaced))
        return rendered.content

    async def _report(self, attachment: Attachment) -> bytes:
        draw = await self._database.read(self._reports[attachment.document], self._report_context, attachment)
        return await self._run(draw, attachment, f"{attachment.about} {attachment.variant}")

    async def _run(self, draw: Callable[[], T], attachment: Attachment, which: str) -> T:
        work = Work(DOCUMENT, f"{attachment.document} {which}")
        if self._journal.has_given_up(work):
            raise ContentError(f"{attachment.document} ended the program too often", is_too_heavy=True)
        try:
            return await self._workers.run(draw, noted=self._journal.entry(work))
        except WorkError as error:
            reason = f"{attachment.document} was not made: {error}"
            is_too_heavy = error.is_too_much and attachment.document not in self._reports
            raise ContentError(reason, is_too_heavy=is_too_heavy) from error


def draw_file(source: DraftSource, attachment: Attachment, read: Read) -> Rendered:
    """Draw a draft's file, in this process."""
    from flows.documents.outputs import (  # 20 MB and a tenth of a second, which a start can do without
        RevisionSource,
        draw,
    )

    shown = RevisionSource(
        flow=source.flow,
        draft=source.draft,
        made=source.made,
        revision=attachment.revision,
        approved_by=source.approved_by,
        since=source.since,
        threads=source.threads,
    )
    return draw(attachment.document, shown, read)
