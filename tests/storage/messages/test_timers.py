"""What is to happen happens once, at the moment it was moved to."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import Connection

from storage.db.database import Database
from storage.messages import timers
from tests.fakes.storage_values import NOW

HOUR = timedelta(hours=1)
KINDS = ("nudge", "workshop")


async def test_a_timer_is_due_when_its_moment_has_come_and_only_once(database: Database) -> None:
    def story(connection: Connection) -> None:
        timers.put(connection, "nudge", "7", NOW)
        assert timers.due(connection, NOW - HOUR, 10, KINDS) == []
        (item,) = timers.due(connection, NOW, 10, KINDS)
        taken = timers.take(connection, item, NOW)
        assert taken is not None
        assert (taken.kind, taken.subject, taken.due_at) == ("nudge", "7", NOW)
        assert timers.take(connection, item, NOW) is None
        assert timers.due(connection, NOW, 10, KINDS) == []

    await database.write(story)


async def test_setting_it_again_moves_it_and_dropping_it_takes_it_away(database: Database) -> None:
    def story(connection: Connection) -> None:
        timers.put(connection, "workshop", "1", NOW)
        timers.put(connection, "workshop", "1", NOW + HOUR)
        assert timers.due(connection, NOW, 10, KINDS) == []
        (item,) = timers.due(connection, NOW + HOUR, 10, KINDS)
        assert timers.take(connection, item, NOW) is None
        timers.drop(connection, "workshop", "1")
        assert timers.waiting(connection, "workshop", "1") is None
        assert timers.due(connection, NOW + HOUR, 10, KINDS) == []

    await database.write(story)


async def test_of_many_who_take_it_at_once_one_gets_it(database: Database) -> None:
    await database.write(timers.put, "nudge", "7", NOW)
    (item,) = await database.read(timers.due, NOW, 10, KINDS)
    taken = await asyncio.gather(*(database.write(timers.take, item, NOW) for _ in range(8)))
    assert sum(timer is not None for timer in taken) == 1


async def test_what_failed_is_due_later(database: Database) -> None:
    def story(connection: Connection) -> None:
        timers.put(connection, "nudge", "7", NOW)
        (item,) = timers.due(connection, NOW, 10, KINDS)
        timers.put_off(connection, item, NOW + HOUR)
        assert timers.due(connection, NOW, 10, KINDS) == []
        assert timers.due(connection, NOW + HOUR, 10, KINDS) == [item]

    await database.write(story)


async def test_who_looks_for_some_kinds_leaves_the_others(database: Database) -> None:
    def story(connection: Connection) -> None:
        timers.put(connection, "bundle", "7", NOW)
        assert timers.due(connection, NOW, 10, KINDS) == []
        assert len(timers.due(connection, NOW, 10, ["bundle"])) == 1

    await database.write(story)


async def test_who_claims_has_it_alone_for_a_while_and_whoever_crashes_lets_it_come_again(database: Database) -> None:
    await database.write(timers.put, "bundle", "7", NOW)
    claims = await asyncio.gather(*(database.write(timers.claim, "bundle", NOW, NOW + HOUR) for _ in range(4)))
    assert [timer.subject for timer in claims if timer is not None] == ["7"]
    again = await database.write(timers.claim, "bundle", NOW + HOUR, NOW + 2 * HOUR)
    assert again is not None
    await database.write(timers.drop, "bundle", "7")
    assert await database.write(timers.claim, "bundle", NOW + 9 * HOUR, NOW + 10 * HOUR) is None
