"""Failed updates, stored for a while for an operator."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from storage.db.database import Database
from storage.messages import failed_updates, inbox
from tests.fakes.storage_values import ALICE, NOW, later, update


def give_up(connection: Connection, key: str, body: str) -> None:
    inbox.add(connection, [update(key, body=body)], NOW)
    (found,) = inbox.waiting(connection, ALICE.channel, ALICE.id, NOW)
    inbox.bury(connection, found.id, f"ValueError({body!r})")


async def test_what_was_given_up_is_listed_the_newest_first(database: Database) -> None:
    await database.write(give_up, "1", "satu")
    await database.write(give_up, "2", "dua")
    newest, oldest = await database.read(failed_updates.listed)
    assert [
        (failed_update.body, failed_update.error, failed_update.attempts, failed_update.received_at)
        for failed_update in (newest, oldest)
    ] == [
        ("dua", "ValueError('dua')", 1, NOW),
        ("satu", "ValueError('satu')", 1, NOW),
    ]
    assert await database.read(failed_updates.get, newest.id) == newest
    assert await database.read(failed_updates.get, 99) is None


async def test_one_that_is_tried_again_waits_with_all_its_tries(database: Database) -> None:
    await database.write(give_up, "1", "satu")
    (failed_update,) = await database.read(failed_updates.listed)
    assert await database.write(failed_updates.retry, failed_update.id, later(60))
    assert not await database.write(failed_updates.retry, failed_update.id, later(60))
    assert await database.read(failed_updates.listed) == []
    (waiting,) = await database.read(inbox.waiting, ALICE.channel, ALICE.id, later(60))
    assert (waiting.body, waiting.attempts) == ("satu", 0)


async def test_what_people_wrote_is_dropped_in_time_and_can_not_be_tried_again(database: Database) -> None:
    await database.write(give_up, "1", "satu")
    assert await database.write(failed_updates.drop_bodies, NOW) == 0
    assert await database.write(failed_updates.drop_bodies, NOW + timedelta(days=30)) == 1
    assert await database.write(failed_updates.drop_bodies, NOW + timedelta(days=30)) == 0
    (failed_update,) = await database.read(failed_updates.listed)
    assert (failed_update.body, failed_update.error) == ("", "")
    assert not await database.write(failed_updates.retry, failed_update.id, NOW)
