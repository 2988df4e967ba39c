"""Updates are kept once, in order, until they are dealt with."""

from __future__ import annotations

from storage.db.database import Database
from storage.messages import inbox
from storage.records import NewUpdate
from tests.fakes.storage_values import ALICE, BOB, NOW, later, update

AT_ALICE = (ALICE.channel, ALICE.id)
AT_BOB = (BOB.channel, BOB.id)


async def keys(database: Database, seconds: float = 0) -> list[str]:
    waiting = await database.read(inbox.waiting, *AT_ALICE, later(seconds))
    return [update.key for update in waiting]


async def test_a_repeated_update_is_kept_once(database: Database) -> None:
    assert await database.write(inbox.add, [update("1")], NOW) == [AT_ALICE]
    assert await database.write(inbox.add, [update("1"), update("1")], NOW) == []
    assert await keys(database) == ["1"]


async def test_many_updates_are_stored_at_once_and_only_new_ones_are_named(database: Database) -> None:
    await database.write(inbox.add, [update("1")], NOW)
    added = await database.write(inbox.add, [update("1"), update("2"), update("3", BOB), update("4")], NOW)
    assert sorted(added) == [AT_ALICE, AT_BOB]
    assert await keys(database) == ["1", "2", "4"]


async def test_the_same_key_on_another_channel_is_another_update(database: Database) -> None:
    await database.write(inbox.add, [update("1")], NOW)
    added = await database.write(inbox.add, [NewUpdate(channel="web", key="1", address="a", body="")], NOW)
    assert added == [("web", "a")]


async def test_what_is_dealt_with_does_not_wait_and_is_still_known(database: Database) -> None:
    await database.write(inbox.add, [update("1", body="secret"), update("2")], NOW)
    first, _ = await database.read(inbox.waiting, *AT_ALICE, NOW)
    assert (first.body, first.received_at, first.attempts) == ("secret", NOW, 0)
    await database.write(inbox.done, [first.id])
    assert await keys(database) == ["2"]
    assert await database.write(inbox.add, [update("1")], NOW) == []


async def test_a_postponed_update_holds_back_those_behind_it(database: Database) -> None:
    await database.write(inbox.add, [update("1"), update("2")], NOW)
    first, _ = await database.read(inbox.waiting, *AT_ALICE, NOW)
    await database.write(inbox.postpone, first.id, "the disk is full", later(10))
    assert await keys(database) == []
    assert await database.read(inbox.addresses, NOW) == []
    assert await keys(database, 10) == ["1", "2"]
    assert await database.read(inbox.addresses, later(10)) == [AT_ALICE]


async def test_a_buried_update_lets_those_behind_it_go_on(database: Database) -> None:
    await database.write(inbox.add, [update("1"), update("2")], NOW)
    first, _ = await database.read(inbox.waiting, *AT_ALICE, NOW)
    await database.write(inbox.bury, first.id, "KeyError")
    assert await keys(database) == ["2"]


async def test_every_address_with_something_to_do_is_found_after_a_restart(database: Database) -> None:
    await database.write(inbox.add, [update("1"), update("2"), update("3", BOB)], NOW)
    assert sorted(await database.read(inbox.addresses, NOW)) == [AT_ALICE, AT_BOB]


async def test_tidying_removes_only_what_was_dealt_with_long_ago(database: Database) -> None:
    await database.write(inbox.add, [update("1"), update("2")], NOW)
    await database.write(inbox.add, [update("3")], later(100))
    first, _, third = await database.read(inbox.waiting, *AT_ALICE, later(100))
    await database.write(inbox.done, [first.id, third.id])
    assert await database.write(inbox.tidy, later(50)) == 1
    assert await keys(database) == ["2"]
    assert await database.write(inbox.add, [update("1"), update("3")], NOW) == [AT_ALICE]
