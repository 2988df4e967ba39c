"""Carries announcements: a few copies at a time, so that conversations always overtake them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.loop import Loop, Sleep
from bot.pacing import Pacer
from bot.post import Post
from bot.service import LEASE
from storage import broadcasts, outbox
from storage.broadcasts import BroadcastState
from storage.database import Database
from storage.records import Priority, QueuedReply

log = logging.getLogger(__name__)

AHEAD = 24
"""Copies that wait for their turn on a channel: enough that the line never stands still, few enough to stop at once."""
LOOK = 0.1
"""Seconds between two looks whether there is room for more copies."""
REST = 2.0
"""Seconds between two looks whether there is anything to announce."""

Push = Callable[[Sequence[QueuedReply]], None]


class Crier:
    """Gives copies of announcements to the sender as fast as the vendors allow, each person at most one."""

    def __init__(
        self,
        database: Database,
        pacers: Mapping[str, Pacer],
        *,
        push: Push,
        now: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._pacers = pacers
        self._push = push
        self._now = now
        self._loop = Loop(self._carry, rest=REST, sleep=sleep)

    def start(self) -> None:
        """Go on with what is on its way."""
        self._loop.start()

    async def stop(self) -> None:
        """End; nobody has a copy that is not in the outbox."""
        await self._loop.stop()

    def wake(self) -> None:
        """Look at once: an announcement is to go."""
        self._loop.wake()

    async def _carry(self) -> float:
        return LOOK if await self.step() else REST

    async def step(self) -> bool:
        """Give out as many copies as there is room for; tell whether an announcement is on its way."""
        numbers = await self._database.read(broadcasts.sending)
        room = AHEAD - max((pacer.announced for pacer in self._pacers.values()), default=0)
        for number in numbers:
            if room > 0:
                copies = await self._database.write(self._give, number, room, self._now())
                self._push(copies)
                room -= len(copies)
        return bool(numbers)

    def _give(self, connection: Connection, number: int, most: int, now: datetime) -> list[QueuedReply]:
        """Put the next people's copies into the outbox, and note it in the same transaction."""
        one = broadcasts.get(connection, number)
        if one is None or one.state is not BroadcastState.SENDING:  # stopped or paused a moment ago
            return []
        people = broadcasts.next_of(connection, number, most)
        if not people:
            if not broadcasts.is_left(connection, number):
                broadcasts.turn(connection, number, [BroadcastState.SENDING], BroadcastState.DONE, now)
            return []
        post = Post(connection)
        reached = [person for person in people if post.to(person, one.reply, priority=Priority.BROADCAST)]
        queued = outbox.add(connection, post.replies, now, now + LEASE)
        rows: dict[int, int | None] = dict.fromkeys(people)
        rows.update(zip(reached, (row.id for row in queued), strict=True))
        broadcasts.given(connection, number, rows)
        return queued
