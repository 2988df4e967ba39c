"""What is to happen happens once, at the moment it was moved to."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import Connection

from storage import timers
from storage.database import Database
from tests.fakes.stories import NOW

HOUR = timedelta(hours=1)


async def test_a_timer_is_due_when_its_moment_has_come_and_only_once(database: Database) -> None:
    def story(connection: Connection) -> None:
        timers.put(connection, "nudge", "7", NOW)
        assert timers.due(connection, NOW - HOUR, 10) == []
        (one,) = timers.due(connection, NOW, 10)
        taken = timers.take(connection, one, NOW)
        assert taken is not None
        assert (taken.kind, taken.subject, taken.due_at) == ("nudge", "7", NOW)
        assert timers.take(connection, one, NOW) is None
        assert timers.due(connection, NOW, 10) == []

    await database.write(story)


async def test_setting_it_again_moves_it_and_dropping_it_takes_it_away(database: Database) -> None:
    def story(connection: Connection) -> None:
        timers.put(connection, "workshop", "1", NOW)
        timers.put(connection, "workshop", "1", NOW + HOUR)
        assert timers.due(connection, NOW, 10) == []
        (one,) = timers.due(connection, NOW + HOUR, 10)
        assert timers.take(connection, one, NOW) is None
        timers.drop(connection, "workshop", "1")
        assert timers.waiting(connection, "workshop", "1") is None
        assert timers.due(connection, NOW + HOUR, 10) == []

    await database.write(story)


async def test_of_many_who_take_it_at_once_one_gets_it(database: Database) -> None:
    await database.write(timers.put, "nudge", "7", NOW)
    (one,) = await database.read(timers.due, NOW, 10)
    taken = await asyncio.gather(*(database.write(timers.take, one, NOW) for _ in range(8)))
    assert sum(timer is not None for timer in taken) == 1


async def test_what_failed_is_due_later(database: Database) -> None:
    def story(connection: Connection) -> None:
        timers.put(connection, "nudge", "7", NOW)
        (one,) = timers.due(connection, NOW, 10)
        timers.put_off(connection, one, NOW + HOUR)
        assert timers.due(connection, NOW, 10) == []
        assert timers.due(connection, NOW + HOUR, 10) == [one]

    await database.write(story)
