"""The worker over timers: each due timer runs once, whatever crashes and however many processes run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.chat.notifier import Notifier
from bot.scheduling.clock import Clock
from bot.scheduling.periodic_task import PeriodicTask
from storage.db.database import Database
from storage.db.errors import StorageError
from storage.messages import outbox, timers
from storage.messages.work_journal import Journal, Work
from storage.records import QueuedReply, Timer

log = logging.getLogger(__name__)

EVERY = 15.0
"""Seconds between two looks; no reminder is meant to the second."""
MOST = 200
"""Timers taken at one look: each is a transaction of its own."""
TIMER = "timer"
"""The kind of work in the journal."""
TROUBLE = timedelta(minutes=10)
"""The time until a failed timer is retried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTimer:
    """What a timer's handler works with: the due timer and the transaction that takes it."""

    connection: Connection
    app: AppContext
    timer: Timer
    now: datetime
    notifier: Notifier


TimerHandler = Callable[[DueTimer], None]


class Scheduler:
    """The worker that takes due timers and runs their handlers."""

    def __init__(
        self,
        database: Database,
        app: AppContext,
        acts: Mapping[str, TimerHandler],
        journal: Journal,
        push: Callable[[Sequence[QueuedReply]], None],
        clock: Clock,
    ) -> None:
        self._database = database
        self._app = app
        self._handlers = acts
        self._journal = journal
        self._push = push
        self._clock = clock
        self._loop = PeriodicTask(self._look, rest=EVERY, sleep=clock.sleep)

    def start(self) -> None:
        """Start to look."""
        self._loop.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self._loop.is_alive

    async def stop(self) -> None:
        """Stop; due timers stay due."""
        await self._loop.stop()

    async def tick(self) -> int:
        """Run every due timer; return how many."""
        now, count = self._clock.now(), 0
        while found := await self._database.read(timers.due, now, MOST, list(self._handlers)):
            for timer in found:
                await self._strike(timer, now)
            count += len(found)
        return count

    async def _strike(self, timer: int, now: datetime) -> None:
        try:
            self._push(await self._database.write(self._act, timer, now))
        except StorageError:
            raise
        except Exception:
            log.exception("timer %d failed; it is tried again later", timer)
            await self._database.write(timers.put_off, timer, now + TROUBLE)

    def _act(self, connection: Connection, number: int, now: datetime) -> list[QueuedReply]:
        timer = timers.take(connection, number, now)
        if timer is None:
            return []
        work = Work(TIMER, str(number))
        if self._journal.has_given_up(work):
            log.error("timer %d (%s) is given up: the program ended over it too often", number, timer.kind)
            return []
        post = Notifier(connection)
        with self._journal.entry(work):
            self._handlers[timer.kind](
                DueTimer(connection=connection, app=self._app, timer=timer, now=now, notifier=post)
            )
        return outbox.add(connection, post.replies, now)

    async def _look(self) -> float:
        await self.tick()
        return EVERY
