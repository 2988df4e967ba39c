"""A person is one person by each of the ids a channel has for them."""

from __future__ import annotations

from flows.messages import Address
from storage.db.database import Database
from storage.messages import held_replies, outbox
from storage.people import addresses, contacts
from storage.records import AddressInfo
from tests.fakes.storage_values import NOW, later, reply

USER = Address(channel="whatsapp", id="1/ID.77")
NUMBER = Address(channel="whatsapp", id="1/628111")
OTHER = Address(channel="whatsapp", id="1/ID.88")


async def person(database: Database, address: Address, also: str | None = None) -> int:
    """Hear from somebody as the service does; return which contact it is."""
    if also is not None:
        await database.write(addresses.link, address, also)
    found = await database.write(contacts.at, address, "Alice", NOW)
    if also is not None:
        await database.write(addresses.link, address, also)
    return found.id


async def test_who_was_known_by_number_is_found_by_the_lasting_id(database: Database) -> None:
    alice = await person(database, NUMBER)
    assert await person(database, USER, NUMBER.id) == alice
    assert await person(database, USER) == alice
    assert await person(database, NUMBER) == alice
    assert (await database.read(addresses.reach, USER)).alias_id == NUMBER.id


async def test_who_came_with_both_ids_is_found_by_each(database: Database) -> None:
    alice = await person(database, USER, NUMBER.id)
    assert await person(database, NUMBER) == alice
    assert await person(database, USER, NUMBER.id) == alice


async def test_who_has_a_number_that_was_another_persons_gets_none_of_their_drafts(database: Database) -> None:
    alice = await person(database, USER, NUMBER.id)
    stranger = await person(database, OTHER, NUMBER.id)
    assert stranger != alice
    assert await person(database, NUMBER) == stranger
    assert await person(database, USER) == alice
    assert await database.read(addresses.reach, USER) == AddressInfo()


async def test_a_number_passes_on_between_two_people_who_are_both_known(database: Database) -> None:
    alice = await person(database, USER, NUMBER.id)
    bob = await person(database, OTHER)
    assert await person(database, OTHER, NUMBER.id) == bob
    assert await person(database, NUMBER) == bob
    assert await person(database, USER) == alice


async def test_two_contacts_of_one_account_stay_two(database: Database) -> None:
    by_number = await person(database, NUMBER)
    by_id = await person(database, USER)
    assert await person(database, USER, NUMBER.id) == by_id != by_number
    assert await person(database, NUMBER) == by_number


async def test_a_new_number_keeps_the_person_and_what_waits_for_them(database: Database) -> None:
    alice = await person(database, USER, NUMBER.id)
    first, *_ = await database.write(outbox.add, [reply("1", USER), reply("2", USER)], NOW)
    await database.write(held_replies.hold, first.id, "waits")
    moved = Address(channel="whatsapp", id="1/ID.99")
    await database.write(addresses.move, NUMBER, moved, "1/628222")
    assert await person(database, moved) == alice
    assert await person(database, Address(channel="whatsapp", id="1/628222")) == alice
    assert (await database.read(addresses.reach, moved)).alias_id == "1/628222"
    assert await person(database, NUMBER) != alice
    assert await person(database, USER) != alice
    await database.write(held_replies.release, "whatsapp", moved.id, NOW)
    assert await database.read(outbox.addresses, NOW) == [("whatsapp", moved.id)]
    claimed = await database.write(outbox.claim, "whatsapp", moved.id, NOW)
    assert claimed is not None
    assert (claimed.id, claimed.attempts) == (first.id, 0)


async def test_the_same_change_of_number_told_twice_changes_nothing(database: Database) -> None:
    alice = await person(database, NUMBER)
    moved = Address(channel="whatsapp", id="1/628222")
    for _ in range(2):
        await database.write(addresses.move, NUMBER, moved)
    assert await person(database, moved) == alice


async def test_when_a_person_wrote_is_known_to_some_minutes_and_never_goes_back(database: Database) -> None:
    assert (await database.read(addresses.reach, USER)).heard_at is None
    await person(database, USER)
    for seconds in (0, 200, 299, -9000):
        await database.write(addresses.note_written, USER, later(seconds))
    assert (await database.read(addresses.reach, USER)).heard_at == NOW
    await database.write(addresses.note_written, USER, later(301))
    assert (await database.read(addresses.reach, USER)).heard_at == later(301)
