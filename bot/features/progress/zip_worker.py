"""Makes the ZIP files people ordered, one order after the other, while everything else goes on."""

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
from bot.features.progress.zip_order import KIND, place_of
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
"""Seconds between two looks for an order."""
LONGEST = timedelta(minutes=2)
"""How long one draft may take before another process takes the order over."""
SWEEP = timedelta(hours=1)
"""How often the disk is looked over for bundles that should be gone."""
KEPT = timedelta(days=3)
"""How long a ZIP lies on the disk: the sender tries for two days."""
MOST_NAMED = 5
"""Drafts named that could not be put in."""


class ZipWorker:
    """Looks for orders and makes them; a crash loses none, and a finished one is sent once."""

    def __init__(
        self,
        database: Database,
        content: FileContent,
        desk: ReportContext,
        *,
        push: Callable[[Sequence[QueuedReply]], None],
        sleep: Sleep = asyncio.sleep,
        most: int = MOST_BYTES,
    ) -> None:
        self._database = database
        self._content = content
        self._desk = desk
        self._push = push
        self._most = most
        self._loop = PeriodicTask(self._look, rest=REST, sleep=sleep)
        self._swept: datetime | None = None

    def start(self) -> None:
        """Go on with what was ordered."""
        self._loop.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether it looks."""
        return self._loop.is_alive

    async def stop(self) -> None:
        """End; what is not finished is begun again by whoever runs next."""
        await self._loop.stop()

    async def _look(self) -> float:
        await self.tidy()
        while await self.step():
            pass
        return REST

    async def step(self) -> bool:
        """Make the oldest order; tell whether there was one."""
        now = self._desk.now()
        order = await self._database.write(timers.claim, KIND, now, now + LONGEST)
        if order is None:
            return False
        await asyncio.to_thread(self._desk.bundles.mkdir, parents=True, exist_ok=True)
        folder = Path(await asyncio.to_thread(mkdtemp, dir=self._desk.bundles))
        try:
            await self._make(order, folder)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return True

    async def tidy(self, *, at_once: bool = False) -> None:
        """Let go of what was kept long enough, and of all that was made before somebody asked to be forgotten."""
        now = self._desk.now()
        # Without a sweep yet, or after the clock was set back, it is time.
        is_due = self._swept is None or not timedelta() <= now - self._swept < SWEEP
        if at_once or is_due:
            forgotten = await self._database.read(audit.moment_of, "forgotten")
            await asyncio.to_thread(sweep, self._desk.bundles, max(now - KEPT, forgotten or now - KEPT))
            self._swept = now

    async def _make(self, order: Timer, folder: Path) -> None:
        wanted = await self._database.read(self._wanted, order)
        bundle = ZipWriter(folder, self._desk.now().astimezone(self._desk.zone), self._most)
        left_out = []
        for latest_submission in wanted:
            if not await self._add(bundle, latest_submission):
                left_out.append(latest_submission.name)
            await self._database.write(timers.put_off, order.id, self._desk.now() + LONGEST)
        await asyncio.to_thread(bundle.close)
        await asyncio.to_thread(_keep, folder, self._desk.bundles / str(order.id))
        reply = self._reply(order, bundle, len(wanted) - len(left_out), left_out)
        self._push(await self._database.write(self._finish, order, reply, self._desk.now()))

    def _wanted(self, connection: Connection, order: Timer) -> list[LatestSubmission]:
        """Return what whoever ordered may read now; nothing, if they may not see the board any more."""
        return orderable(connection, self._desk, order.contact, place_of(order)) if order.contact is not None else []

    async def _add(self, bundle: ZipWriter, latest_submission: LatestSubmission) -> bool:
        """Draw the files of one draft and put them in; tell whether all of it went well."""
        try:
            files, source = await self._database.read(files_of, self._desk.forms, self._desk.zone, latest_submission)
            added = [await self._put(bundle, latest_submission, source, file) for file in files]
        except Exception:
            log.exception("draft %d can not be put into a bundle", latest_submission.draft)
            return False
        return all(added)

    async def _put(
        self, bundle: ZipWriter, latest_submission: LatestSubmission, source: DraftSource, file: Attachment
    ) -> bool:
        content = await self._content.drawn(source, latest_submission.draft, file)
        return await asyncio.to_thread(bundle.add, latest_submission, source.flow.short, file.name, content)

    def _reply(self, order: Timer, bundle: ZipWriter, drafts: int, left_out: Sequence[str]) -> Reply:
        day = long_date(self._desk.now().astimezone(self._desk.zone).date())
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
        """Send what was made, and note that it was handed out, unless another process did or the person is gone."""
        if order.contact is None or not timers.drop(connection, KIND, order.subject):
            return []
        post = Notifier(connection)
        post.at(place_of(order), order.contact, reply)
        audit.add(connection, order.contact, "documents bundled", str(len(reply.attachments)), now)
        return outbox.add(connection, post.replies, now)


def orderable(connection: Connection, desk: ReportContext, contact: int, place: Address) -> list[LatestSubmission]:
    """Return what somebody's bundle would hold that goes to a place: all for an admin there, a coach's reviews."""
    roles = desk.roles(connection, contact, place)
    return draft_list.handed_in(connection, OPENING, versions_for(connection, contact, roles)) if roles else []


def sweep(folder: Path, before: datetime) -> None:
    """Remove bundles that were made before a moment, and what a crash left behind then."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.stat().st_mtime < before.timestamp():
            shutil.rmtree(path, ignore_errors=True)


def _keep(made: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
