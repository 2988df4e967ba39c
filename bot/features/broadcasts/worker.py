"""Carries broadcasts: a few copies at a time, so that conversations always overtake them."""

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
"""Seconds for which copies wait on a channel: enough that its line never stands still, few enough to stop at once."""
MOST = 24
"""Copies given out at one look to a channel that no vendor paces."""
LOOK = 0.1
"""Seconds between two looks whether there is room for more copies."""
TELL = timedelta(seconds=4)
"""How often the message that shows how far it is changes; a vendor takes one a second to a chat."""
REST = 2.0
"""Seconds between two looks whether there is anything to announce."""

Push = Callable[[Sequence[QueuedReply]], None]


class BroadcastWorker:
    """Gives copies of broadcasts to the sender as fast as the vendors allow, each person at most one."""

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
        self._house = app
        self._pacers = rate_limiters
        self._push = push
        self._now = now
        self._lines: dict[int, dict[str, deque[int]]] = {}
        """Who is next on each channel, as it was read last; what counts is the database."""
        self._told: dict[int, datetime] = {}
        self._loop = PeriodicTask(self._carry, rest=REST, sleep=sleep)

    def start(self) -> None:
        """Go on with what is on its way."""
        self._loop.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether it looks."""
        return self._loop.is_alive

    async def stop(self) -> None:
        """End; nobody has a copy that is not in the outbox."""
        await self._loop.stop()

    def wake(self) -> None:
        """Look at once: a broadcast is to go."""
        self._loop.wake()

    async def _carry(self) -> float:
        return LOOK if await self.step() else REST

    async def step(self) -> bool:
        """Give out as many copies as there is room for; tell whether a broadcast is on its way."""
        numbers = await self._database.read(broadcasts.sending)
        for number in numbers:
            people = await self._next(number)
            self._push(await self._database.write(self._give, number, people, self._now()))
            await self._tell(number)
        for over in self._lines.keys() - set(numbers):
            del self._lines[over]
        return bool(numbers)

    async def _next(self, number: int) -> list[int]:
        """Return the next people of a broadcast for whose channels there is room; each channel has its own line."""
        if not any(self._lines.get(number, {}).values()):
            lines: dict[str, deque[int]] = defaultdict(deque)
            for person, channel in await self._database.read(broadcasts.waiting, number):
                lines[channel].append(person)
            self._lines[number] = lines
        people: list[int] = []
        for channel, line in self._lines[number].items():
            people += [line.popleft() for _ in range(min(len(line), self._room(channel)))]
        return people

    def _room(self, channel: str) -> int:
        """Return how many more copies may wait on a channel."""
        rate_limiter, rate = self._pacers.get(channel), self._house.profiles.get(channel, ChannelProfile()).per_second
        if rate_limiter is None or math.isinf(rate):
            return MOST
        return max(0, math.ceil(AHEAD * rate) - rate_limiter.announced)

    def _give(self, connection: Connection, number: int, people: Sequence[int], now: datetime) -> list[QueuedReply]:
        """Put people's copies into the outbox, and note it in the same transaction."""
        broadcast = broadcasts.get(connection, number)
        if broadcast is None or broadcast.state is not BroadcastState.SENDING:  # stopped or paused a moment ago
            return []
        mine = broadcasts.claim(connection, number, people)
        if not mine:
            if not broadcasts.is_left(connection, number):
                broadcasts.change_state(connection, number, [BroadcastState.SENDING], BroadcastState.DONE, now)
                timers.put(connection, status_message.KIND, str(number), now + status_message.SETTLES)
            return []
        post, doors = Notifier(connection), broadcasts.reachable_addresses(connection, mine)
        reached = [person for person in mine if person in doors]
        for person in reached:
            post.at(doors[person][0], person, broadcast.reply, priority=Priority.BROADCAST)
        queued = outbox.add(connection, post.replies, now)
        rows: dict[int, int | None] = dict.fromkeys(mine)
        rows.update(zip(reached, (row.id for row in queued), strict=True))
        broadcasts.mark_queued(connection, number, rows)
        return queued

    async def _tell(self, number: int) -> None:
        """Bring the message up to date that shows how far it is, every few seconds."""
        now = self._now()
        told = self._told.get(number)
        if told is None or not timedelta() <= now - told < TELL:  # a moment to come: the clock was set back
            self._told[number] = now
            self._push(await self._database.write(self._shown, number, now))

    def _shown(self, connection: Connection, number: int, now: datetime) -> list[QueuedReply]:
        new = status_message.refreshed(connection, self._house, number, now)
        broadcast = broadcasts.get(connection, number)
        if new is None or broadcast is None:
            return []
        rows = outbox.add(connection, [new], now)
        if broadcasts.set_status_message(connection, number, rows[0].id, broadcast.shown):
            return rows
        outbox.remove(connection, rows[0].id)  # another process was quicker
        return []
