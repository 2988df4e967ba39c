"""People are known by their addresses."""

from __future__ import annotations

import asyncio

from storage.db.database import Database
from storage.people import contacts
from tests.fakes.storage_values import ALICE, BOB, NOW, later


async def test_somebody_new_is_made_and_found_again(database: Database) -> None:
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    bob = await database.write(contacts.at, BOB, "Bob", NOW)
    assert (alice.name, alice.roles, alice.conversation, alice.reachable) == ("Alice", frozenset(), None, True)
    assert alice.id != bob.id
    assert await database.write(contacts.at, ALICE, "Alice", later(10)) == alice
    assert await database.read(contacts.get, bob.id) == bob
    assert await database.read(contacts.get, 99) is None


async def test_changing_one_thing_leaves_the_others(database: Database) -> None:
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(contacts.update, alice.id, roles=["coach", "admin"], unit=7)
    await database.write(contacts.update, alice.id, conversation=4)
    found = await database.read(contacts.get, alice.id)
    assert found is not None
    assert (found.roles, found.unit, found.conversation, found.name) == ({"coach", "admin"}, 7, 4, "Alice")


async def test_when_a_person_last_wrote_is_known_to_the_hour(database: Database) -> None:
    await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(contacts.at, ALICE, "Alice", later(3599))
    assert (await database.write(contacts.at, ALICE, "Alice", later(3600))).seen_at == NOW
    assert (await database.write(contacts.at, ALICE, "Alice", later(3601))).seen_at == later(3600)


async def test_a_blocked_address_is_known_as_such_until_the_person_returns(database: Database) -> None:
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(contacts.set_reachable, ALICE, False)
    assert (await database.write(contacts.at, ALICE, "Alice", NOW)).reachable is False
    assert await database.read(contacts.addresses_of, alice.id, reachable=True) == []
    assert await database.read(contacts.addresses_of, alice.id) == [ALICE]
    await database.write(contacts.set_reachable, ALICE, True)
    assert await database.read(contacts.addresses_of, alice.id, reachable=True) == [ALICE]


async def test_one_new_person_who_writes_to_two_processes_at_once_is_one_contact(
    database: Database, other: Database
) -> None:
    found = await asyncio.gather(
        *(own.write(contacts.at, ALICE, "Alice", NOW) for own in (database, other, database, other))
    )
    assert len({contact.id for contact in found}) == 1


async def test_what_postgresql_can_not_store_is_shown_as_unreadable(database: Database) -> None:
    alice = await database.write(contacts.at, ALICE, "Ali\0ce", NOW)
    found = await database.read(contacts.get, alice.id)
    assert found is not None
    assert found.name == "Ali\ufffdce"
