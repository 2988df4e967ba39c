"""What cannot arrive at one place goes to the person's next, in order, once to each, and nothing else moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select, update

from flows.messages import Address
from storage.db.database import Database
from storage.messages import outbox, rerouting
from storage.messages.held_replies import HELD
from storage.people import addresses as reach
from storage.people import contacts
from storage.records import SentReply
from storage.tables import addresses
from storage.tables import outbox as sent
from tests.fakes.storage_values import ALICE, BOB, NOW, later, reply

PHONE = Address(channel="whatsapp", id="1/ID.77")
NUMBER = Address(channel="whatsapp", id="1/62877")
PAGE = Address(channel="web", id="a-browser")


def alice_everywhere(connection: Connection) -> int:
    """Let Alice be on Telegram, where she wrote last, before that on WhatsApp by two ids, and first on the web."""
    alice = contacts.at(connection, ALICE, "Alice", NOW).id
    for place in (PHONE, PAGE, BOB):
        contacts.at(connection, place, "", NOW)
    reach.link(connection, PHONE, NUMBER.id)
    for place in (PHONE, NUMBER, PAGE):
        there = (addresses.c.channel == place.channel, addresses.c.id == place.id)
        connection.execute(update(addresses).where(*there).values(contact=alice))
    for place, seconds in ((PAGE, 0), (PHONE, 400), (ALICE, 800)):
        reach.note_written(connection, place, later(seconds))
    return alice


def queue(connection: Connection, alice: int, follows: Sequence[bool]) -> list[int]:
    """Put replies for Alice into her outbox on Telegram, numbered."""
    new = [replace(reply(f"{number}", ALICE, contact=alice), follows=item) for number, item in enumerate(follows, 1)]
    return [queued_reply.id for queued_reply in outbox.add(connection, new, NOW)]


def where(connection: Connection) -> list[tuple[str, str, str]]:
    columns = (sent.c.channel, sent.c.address, sent.c.state)
    return [tuple(row) for row in connection.execute(select(*columns).order_by(sent.c.id))]


def lost(connection: Connection, number: int, place: Address) -> Address | None:
    """Find that nothing arrives at a place any more."""
    contacts.set_reachable(connection, place, False)
    return rerouting.send_on(connection, number, NOW)


async def test_what_follows_a_person_goes_to_each_place_once_the_nearest_first(database: Database) -> None:
    alice = await database.write(alice_everywhere)
    (number,) = await database.write(queue, alice, [True])
    assert await database.write(lost, number, ALICE) == PHONE
    assert await database.write(outbox.claim, PHONE.channel, PHONE.id, NOW) is not None
    await database.write(contacts.set_reachable, ALICE, True)  # she writes there again meanwhile
    assert await database.write(lost, number, PHONE) == PAGE, "her number on WhatsApp is the same account"
    assert await database.write(outbox.claim, PAGE.channel, PAGE.id, NOW) is not None
    assert await database.write(lost, number, PAGE) is None
    assert await database.read(where) == [("web", PAGE.id, "sending")]


async def test_what_was_said_to_something_typed_stays_where_it_was_typed(database: Database) -> None:
    alice = await database.write(alice_everywhere)
    (number,) = await database.write(queue, alice, [False])
    assert await database.write(lost, number, ALICE) is None
    assert await database.read(where) == [("telegram", ALICE.id, "sending")]


async def test_what_waits_behind_goes_along_in_order(database: Database) -> None:
    alice = await database.write(alice_everywhere)
    first, second, third, fourth = await database.write(queue, alice, [True, True, False, True])
    await database.write(outbox.put_off, fourth, "waits", HELD)
    assert await database.write(lost, first, ALICE) == PHONE
    assert await database.write(rerouting.requeue_all, ALICE, NOW) == [PHONE]
    order = []
    while (queued_reply := await database.write(outbox.claim, PHONE.channel, PHONE.id, NOW)) is not None:
        order.append(queued_reply.id)
        await database.write(outbox.bury, queued_reply.id, "seen")
    assert order == [first, second, fourth]
    assert (await database.read(where))[2] == ("telegram", ALICE.id, "queued")
    assert third not in order


async def test_nothing_moves_that_has_arrived(database: Database) -> None:
    alice = await database.write(alice_everywhere)
    (number,) = await database.write(queue, alice, [True])
    await database.write(outbox.sent, [SentReply(id=number, message="m", at=NOW)])
    assert await database.write(lost, number, ALICE) is None
    assert await database.read(where) == [("telegram", ALICE.id, "sent")]


async def test_where_a_person_is_is_known_by_account(database: Database) -> None:
    alice = await database.write(alice_everywhere)
    found = await database.read(reach.accounts, alice)
    assert [(channel_account.channel, channel_account.addresses) for channel_account in found] == [
        ("telegram", (ALICE,)),
        ("whatsapp", (PHONE, NUMBER)),
        ("web", (PAGE,)),
    ]
    await database.write(contacts.set_reachable, PHONE, False)
    assert (await database.read(reach.accounts, alice))[1].reachable == (NUMBER,)


@pytest.mark.parametrize("seconds", [10, 299])
async def test_who_comes_back_from_another_place_is_near_at_once(database: Database, seconds: int) -> None:
    alice = await database.write(alice_everywhere)
    await database.write(reach.note_written, PHONE, later(800 + seconds), came_back=True)
    assert await database.read(reach.nearest, alice) == PHONE
    here = await database.write(contacts.at, PHONE, "", NOW)
    there = await database.write(contacts.at, ALICE, "", NOW)
    assert (here.is_elsewhere, there.is_elsewhere) == (False, True)
