"""The worker that makes ordered ZIP files, one order at a time."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import Connection

from bot.chat.forms import OPENING
from bot.chat.notifier import Notifier
from bot.features.progress.reports import versions_for
from bot.features.progress.zip_files import BUNDLE, MOST_BYTES, ZIP, ZipWriter, files_of
from bot.features.progress.zip_order import KIND, address_of
from bot.files.draft_source import DraftSource
from bot.files.file_content import FileContent
from bot.files.report_context import ReportContext
from bot.scheduling.periodic_task import PeriodicTask, Sleep
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Address, Attachment, Button, Reply
from flows.text_format import listed
from flows.texts import lines
from storage.db.database import Database
from storage.messages import outbox, timers
from storage.people import audit
from storage.records import QueuedReply, Timer
from storage.reports import draft_list
from storage.reports.draft_list import LatestSubmission

log = logging.getLogger(__name__)

REST = 2.0
"""Seconds between two polls for an order."""
LONGEST = timedelta(minutes=2)
"""The lease of an order, renewed after each draft: then another process may claim it."""
SWEEP = timedelta(hours=1)
"""How often ZIP files that are due are removed from the disk."""
KEPT = timedelta(days=3)
"""How long a ZIP is kept on the disk: the sender tries for two days."""
MOST_NAMED = 5
"""Drafts named that are left out: more fill a message."""


class ZipWorker:
    """A worker that claims orders and fulfils them: at least once drawn, exactly once queued for sending."""

    def __init__(
        self,
        database: Database,
        content: FileContent,
        report: ReportContext,
        *,
        push: Callable[[Sequence[QueuedReply]], None],
        sleep: Sleep = asyncio.sleep,
        most: int = MOST_BYTES,
    ) -> None:
        self._database = database
        self._content = content
        self._report = report
        self._push = push
        self._most = most
        self._loop = PeriodicTask(self._poll, rest=REST, sleep=sleep)
        self._swept: datetime | None = None

    def start(self) -> None:
        """Start polling for orders."""
        self._loop.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether the polling goes on."""
        return self._loop.is_alive

    async def stop(self) -> None:
        """Stop; an unfinished order is claimed again after its lease."""
        await self._loop.stop()

    async def _poll(self) -> float:
        await self.tidy()
        while await self.step():
            pass
        return REST

    async def step(self) -> bool:
        """Fulfil the oldest order; tell whether there was one."""
        now = self._report.now()
        order = await self._database.write(timers.claim, KIND, now, now + LONGEST)
        if order is None:
            return False
        await asyncio.to_thread(self._report.bundles.mkdir, parents=True, exist_ok=True)
        folder = Path(await asyncio.to_thread(mkdtemp, dir=self._report.bundles))
        try:
            await self._make(order, folder)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return True

    async def tidy(self, *, at_once: bool = False) -> None:
        """Remove ZIP files that are older than KEPT, or than the last erasure of a person."""
        now = self._report.now()
        # Without a sweep yet, or after the clock was set back, it is time.
        is_due = self._swept is None or not timedelta() <= now - self._swept < SWEEP
        if at_once or is_due:
            forgotten = await self._database.read(audit.moment_of, "forgotten")
            await asyncio.to_thread(sweep, self._report.bundles, max(now - KEPT, forgotten or now - KEPT))
            self._swept = now

    async def _make(self, order: Timer, folder: Path) -> None:
        wanted = await self._database.read(self._wanted, order)
        bundle = ZipWriter(folder, self._report.now().astimezone(self._report.zone), self._most)
        left_out = []
        for submission in wanted:
            if not await self._add(bundle, submission):
                left_out.append(submission.name)
            await self._database.write(timers.put_off, order.id, self._report.now() + LONGEST)
        await asyncio.to_thread(bundle.close)
        await asyncio.to_thread(_keep, folder, self._report.bundles / str(order.id))
        reply = self._reply(order, bundle, len(wanted) - len(left_out), left_out)
        self._push(await self._database.write(self._finish, order, reply, self._report.now()))

    def _wanted(self, connection: Connection, order: Timer) -> list[LatestSubmission]:
        """Return the submissions for an order; none if its contact may not see the progress any more."""
        return (
            orderable(connection, self._report, order.contact, address_of(order)) if order.contact is not None else []
        )

    async def _add(self, bundle: ZipWriter, submission: LatestSubmission) -> bool:
        """Draw the files of one draft into the ZIP; tell whether all of them are in it."""
        try:
            files, source = await self._database.read(files_of, self._report.forms, self._report.zone, submission)
            added = [await self._put(bundle, submission, source, file) for file in files]
        except Exception:
            log.exception("draft %d can not be put into a bundle", submission.draft)
            return False
        return all(added)

    async def _put(
        self, bundle: ZipWriter, submission: LatestSubmission, source: DraftSource, file: Attachment
    ) -> bool:
        content = await self._content.drawn(source, submission.draft, file)
        return await asyncio.to_thread(bundle.add, submission, source.flow.short, file.name, content)

    def _reply(self, order: Timer, bundle: ZipWriter, drafts: int, left_out: Sequence[str]) -> Reply:
        day = long_date(self._report.now().astimezone(self._report.zone).date())
        parts = bundle.parts
        files = tuple(
            Attachment(
                name=word("bundle.name" if parts == 1 else "bundle.part_name", day=day, part=part, parts=parts),
                mime=ZIP,
                document=BUNDLE,
                about=order.id,
                variant=part,
            )
            for part in range(1, parts + 1)
        )
        phrase = "bundle.none" if not parts else "bundle.ready" if parts == 1 else "bundle.ready_parts"
        text = lines(
            say(phrase, drafts=drafts, files=bundle.files, parts=parts),
            say("bundle.left_out", names=listed(list(left_out[:MOST_NAMED]))) if left_out else (),
        )
        return Reply(text=text, attachments=files, actions=(Button(word("board.back"), "rekap"),))

    def _finish(self, connection: Connection, order: Timer, reply: Reply, now: datetime) -> list[QueuedReply]:
        """Queue the reply and remove the order; nothing where another process did, or the contact is erased."""
        if order.contact is None or not timers.drop(connection, KIND, order.subject):
            return []
        notifier = Notifier(connection)
        notifier.at(address_of(order), order.contact, reply)
        audit.add(connection, order.contact, "documents bundled", str(len(reply.attachments)), now)
        return outbox.add(connection, notifier.replies, now)


def orderable(connection: Connection, report: ReportContext, contact: int, address: Address) -> list[LatestSubmission]:
    """Return the submissions that a contact may get at an address: all for an admin, for a coach those they review."""
    roles = report.roles(connection, contact, address)
    return draft_list.handed_in(connection, OPENING, versions_for(connection, contact, roles)) if roles else []


def sweep(folder: Path, before: datetime) -> None:
    """Remove ZIP files, also half-finished ones, that are older than a moment; idempotent."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.stat().st_mtime < before.timestamp():
            shutil.rmtree(path, ignore_errors=True)


def _keep(made: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
