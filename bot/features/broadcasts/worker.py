"""The worker that moves copies of broadcasts into the outbox, few at a time: conversations go first."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.channel_profile import ChannelProfile
from bot.chat.context import AppContext
from bot.chat.notifier import Notifier
from bot.delivery.rate_limit import RateLimiter
from bot.features.broadcasts import status_message
from bot.scheduling.periodic_task import PeriodicTask, Sleep
from storage.db.database import Database
from storage.messages import outbox, timers
from storage.outreach import broadcasts
from storage.outreach.broadcasts import BroadcastState
from storage.records import Priority, QueuedReply

log = logging.getLogger(__name__)

AHEAD = 0.8
"""Seconds of copies that wait on a channel: enough that it never idles, few enough to stop at once."""
MOST = 24
"""Copies that a channel without a rate limit gets at once."""
BUSY_REST = 0.1
"""Seconds between two steps while a broadcast is being sent."""
STATUS_INTERVAL = timedelta(seconds=4)
"""The interval of updates to a status message: a vendor takes one a second to a chat."""
REST = 2.0
"""Seconds between two steps while none is being sent."""

Push = Callable[[Sequence[QueuedReply]], None]


class BroadcastWorker:
    """Queues copies of broadcasts as fast as the rate limits allow; each contact gets at most one."""

    def __init__(
        self,
        database: Database,
        app: AppContext,
        rate_limiters: Mapping[str, RateLimiter],
        *,
        push: Push,
        now: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._app = app
        self._rate_limiters = rate_limiters
        self._push = push
        self._now = now
        self._queues: dict[int, dict[str, deque[int]]] = {}
        """Broadcast -> channel -> the next recipients, as read last; the claim in the database decides."""
        self._updated_at: dict[int, datetime] = {}
        self._loop = PeriodicTask(self._run_step, rest=REST, sleep=sleep)

    def start(self) -> None:
        """Start, with the broadcasts that were being sent."""
        self._loop.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether the task runs."""
        return self._loop.is_alive

    async def stop(self) -> None:
        """Stop after the current step; what was queued is in the outbox."""
        await self._loop.stop()

    def wake(self) -> None:
        """Take a step at once: a broadcast is to be sent."""
        self._loop.wake()

    async def _run_step(self) -> float:
        return BUSY_REST if await self.step() else REST

    async def step(self) -> bool:
        """Queue as many copies as there is room for; tell whether a broadcast is being sent."""
        numbers = await self._database.read(broadcasts.sending)
        for number in numbers:
            people = await self._next(number)
            self._push(await self._database.write(self._queue, number, people, self._now()))
            await self._update_status(number)
        for over in self._queues.keys() - set(numbers):
            del self._queues[over]
        return bool(numbers)

    async def _next(self, number: int) -> list[int]:
        """Return the next recipients, per channel at most what its rate limit leaves room for."""
        if not any(self._queues.get(number, {}).values()):
            lines: dict[str, deque[int]] = defaultdict(deque)
            for person, channel in await self._database.read(broadcasts.waiting, number):
                lines[channel].append(person)
            self._queues[number] = lines
        people: list[int] = []
        for channel, line in self._queues[number].items():
            people += [line.popleft() for _ in range(min(len(line), self._room(channel)))]
        return people

    def _room(self, channel: str) -> int:
        """Return how many more copies a channel has room for."""
        rate_limiter, rate = (
            self._rate_limiters.get(channel),
            self._app.profiles.get(channel, ChannelProfile()).per_second,
        )
        if rate_limiter is None or math.isinf(rate):
            return MOST
        return max(0, math.ceil(AHEAD * rate) - rate_limiter.announced)

    def _queue(self, connection: Connection, number: int, people: Sequence[int], now: datetime) -> list[QueuedReply]:
        """Queue the copies of these contacts and mark them; finish the broadcast if none is left."""
        broadcast = broadcasts.get(connection, number)
        if broadcast is None or broadcast.state is not BroadcastState.SENDING:  # stopped or paused a moment ago
            return []
        mine = broadcasts.claim(connection, number, people)
        if not mine:
            if not broadcasts.is_left(connection, number):
                broadcasts.change_state(connection, number, [BroadcastState.SENDING], BroadcastState.DONE, now)
                timers.put(connection, status_message.KIND, str(number), now + status_message.SETTLES)
            return []
        post, nearest = Notifier(connection), broadcasts.reachable_addresses(connection, mine)
        reached = [person for person in mine if person in nearest]
        for person in reached:
            post.at(nearest[person][0], person, broadcast.reply, priority=Priority.BROADCAST)
        queued = outbox.add(connection, post.replies, now)
        rows: dict[int, int | None] = dict.fromkeys(mine)
        rows.update(zip(reached, (row.id for row in queued), strict=True))
        broadcasts.mark_queued(connection, number, rows)
        return queued

    async def _update_status(self, number: int) -> None:
        """Update the status message, at most every few seconds."""
        now = self._now()
        updated_at = self._updated_at.get(number)
        # An update in the future: the clock was set back.
        if updated_at is None or not timedelta() <= now - updated_at < STATUS_INTERVAL:
            self._updated_at[number] = now
            self._push(await self._database.write(self._queue_status, number, now))

    def _queue_status(self, connection: Connection, number: int, now: datetime) -> list[QueuedReply]:
        new = status_message.refreshed(connection, self._app, number, now)
        broadcast = broadcasts.get(connection, number)
        if new is None or broadcast is None:
            return []
        rows = outbox.add(connection, [new], now)
        if broadcasts.set_status_message(connection, number, rows[0].id, broadcast.shown):
            return rows
        outbox.remove(connection, rows[0].id)  # another process was quicker
        return []
