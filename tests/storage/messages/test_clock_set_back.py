"""The clock set back: what is due waits no longer than it was meant to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from flows.messages import Address, Reply
from flows.texts import bold
from storage.db.database import Database
from storage.messages import alarms, clock_set_back, inbox, outbox, timers
from storage.messages.held_replies import hold
from storage.records import NewReply, NewUpdate
from tests.fakes.storage_values import NOW

HOURS = timedelta(hours=8)
MINUTE = timedelta(minutes=1)
LATER = NOW - HOURS
"""What the clock says after it was set back, at the same moment."""


def put(connection: Connection, person: str, now: datetime) -> int:
    """Put a reply to somebody into the outbox; it is claimed until a minute later."""
    new = NewReply(address=Address(channel="paper", id=person), reply=Reply(text=bold("Halo")))
    (reply,) = outbox.add(connection, [new], now)
    return reply.id


def claims(connection: Connection, person: str, now: datetime) -> bool:
    """Tell whether a reply to somebody can be sent at a moment."""
    return outbox.claim(connection, "paper", person, now) is not None


async def test_what_is_tried_again_is_tried_after_as_long_as_was_meant(database: Database) -> None:
    def before(connection: Connection) -> None:
        outbox.retry(connection, put(connection, "Alice", NOW), "busy", NOW + 10 * MINUTE)
        hold(connection, put(connection, "Bob", NOW), "waits for a word")
        inbox.add(connection, [NewUpdate(channel="paper", key="1", address="Alice", body="{}")], NOW)
        (update,) = inbox.waiting(connection, "paper", "Alice", NOW)
        inbox.postpone(connection, update.id, "busy", NOW + 10 * MINUTE)

    def after(connection: Connection, now: datetime) -> tuple[bool, bool, int]:
        waiting = inbox.waiting(connection, "paper", "Alice", now)
        return claims(connection, "Alice", now), claims(connection, "Bob", now), len(waiting)

    await database.write(before)
    await database.write(clock_set_back.move, LATER, HOURS, [])
    assert await database.write(after, LATER + 9 * MINUTE) == (False, False, 0)
    assert await database.write(after, LATER + 10 * MINUTE) == (True, False, 1)


async def test_what_a_dead_process_held_is_free_after_a_minute_and_what_a_live_one_took_since_is_not(
    database: Database,
) -> None:
    def before(connection: Connection) -> None:
        put(connection, "Alice", NOW)
        put(connection, "Bob", LATER + MINUTE / 2)

    await database.write(before)
    await database.write(clock_set_back.move, LATER + MINUTE / 2, HOURS, [])
    assert not await database.write(claims, "Alice", LATER + MINUTE / 2)
    assert await database.write(claims, "Alice", LATER + MINUTE)
    assert not await database.write(claims, "Bob", LATER + MINUTE)


async def test_a_moment_that_people_set_stays_and_a_claim_does_not(database: Database) -> None:
    def before(connection: Connection) -> None:
        timers.put(connection, "workshop", "1", NOW + MINUTE)
        timers.put(connection, "bundle", "1", NOW)
        timers.claim(connection, "bundle", NOW, NOW + 2 * MINUTE)

    await database.write(before)
    await database.write(clock_set_back.move, LATER, HOURS, ["bundle"])
    assert await database.read(timers.due, LATER + 2 * MINUTE, 9, ["workshop"]) == []
    assert len(await database.read(timers.due, NOW + MINUTE, 9, ["workshop"])) == 1
    assert len(await database.read(timers.due, LATER + 2 * MINUTE, 9, ["bundle"])) == 1


async def test_admins_hear_of_a_cause_again_after_an_hour(database: Database) -> None:
    hour = timedelta(hours=1)
    assert await database.write(alarms.claim, "full", NOW, hour)
    await database.write(clock_set_back.move, LATER, HOURS, [])
    assert not await database.write(alarms.claim, "full", LATER + hour / 2, hour)
    assert await database.write(alarms.claim, "full", LATER + hour, hour)


async def test_the_newest_row_tells_that_the_clock_was_set_back_while_no_program_ran(database: Database) -> None:
    assert await database.read(clock_set_back.newest) is None
    await database.write(put, "Alice", NOW)
    await database.write(put, "Bob", NOW - MINUTE)
    assert await database.read(clock_set_back.newest) == NOW
