"""Several people share a draft's log, and each has a place of their own in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, select, update

from flows.conversation import Conversation, Cursor, Point, SettledPoint
from flows.messages import Address
from storage.db.database import Database
from storage.db.errors import Conflict
from storage.drafts import conversations, members, section_locks
from storage.messages import outbox
from storage.people import codes, contacts
from storage.records import StoredConversation
from storage.tables import conversations as table
from storage.tables import outbox as sent
from tests.fakes.storage_values import BOB, NOW, answered, begin, later, reply

ERNA = Address(channel="telegram", id="1003")
POINT = Point(id=1, section="latar", who="Carol", text="Tambahkan angka.")


def team(connection: Connection) -> tuple[int, int, int, int]:
    """Make a draft of Alice's in which Erna and then Bob write; return its number and the three."""
    alice, stored = begin(connection)
    others = [contacts.at(connection, address, name, NOW).id for address, name in ((ERNA, "Erna"), (BOB, "Bob"))]
    for second, contact in enumerate(others):
        members.join(connection, stored.conversation.id, contact, later(second))
    return stored.conversation.id, alice.id, others[0], others[1]


def seen(connection: Connection, draft: int, contact: int) -> StoredConversation:
    """Return the draft as somebody who may write in it has it."""
    stored = conversations.load(connection, draft, contact)
    assert stored is not None
    return stored


def goes_to(connection: Connection, draft: int, contact: int, question: str, value: str = "") -> Conversation:
    """Let somebody stand at another question, and perhaps answer one; return the draft as they have it."""
    stored = seen(connection, draft, contact)
    conversation = replace(stored.conversation, cursor=Cursor(question=question), ask=stored.conversation.ask + 1)
    grown = answered(conversation, value) if value else conversation
    new = grown.events[len(conversation.events) :]
    conversations.save(connection, grown, new, stored.revision, NOW, stored.member)
    return grown


async def test_everybody_has_a_place_of_their_own_in_one_log(database: Database, other: Database) -> None:
    draft, *people = await database.write(team)
    for number, contact in enumerate(people):
        await (database, other)[number % 2].write(goes_to, draft, contact, f"q{number}", f"kata {number}")
    for read in (database, other):
        for number, contact in enumerate(people):
            stored = await read.read(seen, draft, contact)
            assert stored.conversation.cursor == Cursor(question=f"q{number}")
            assert stored.conversation.ask == 1
            assert [event.value for event in stored.conversation.events] == ["kata 0", "kata 1", "kata 2"]
            assert (stored.contact, stored.is_shared) == (people[0], True)


async def test_nobody_else_has_a_place(database: Database) -> None:
    draft, *_ = await database.write(team)
    carol = await database.write(contacts.at, Address(channel="telegram", id="9"), "Carol", NOW)
    assert await database.read(conversations.load, draft, carol.id) is None
    assert await database.read(conversations.load, draft, 0) is None


async def test_a_draft_of_one_person_is_shared_with_nobody(database: Database) -> None:
    alice, stored = await database.write(begin)
    found = await database.read(seen, stored.conversation.id, alice.id)
    assert (found.is_shared, found.member) == (False, None)


async def test_what_all_share_is_the_same_for_all_whoever_changes_it(database: Database, other: Database) -> None:
    draft, alice, erna, bob = await database.write(team)
    await database.write(goes_to, draft, alice, "q9")

    def point(
        connection: Connection, contact: int, points: tuple[Point, ...], settled: tuple[SettledPoint, ...]
    ) -> None:
        stored = seen(connection, draft, contact)
        changed = replace(stored.conversation, points=points, settled=settled, focus=contact)
        conversations.save(connection, changed, (), stored.revision, NOW, stored.member)

    await database.write(point, erna, (POINT,), ())
    for read in (database, other):
        assert [(await read.read(seen, draft, item)).conversation.points for item in (alice, erna, bob)] == [
            (POINT,)
        ] * 3
        assert (await read.read(seen, draft, alice)).conversation.cursor == Cursor(question="q9")
    await other.write(point, bob, (), (SettledPoint(point=POINT, event=1),))
    found = (await database.read(seen, draft, alice)).conversation
    assert (found.points, found.settled) == ((), (SettledPoint(point=POINT, event=1),))
    assert [(await database.read(seen, draft, item)).conversation.focus for item in (alice, erna, bob)] == [
        None,
        erna,
        bob,
    ]


async def test_a_save_on_what_another_member_has_overtaken_is_a_conflict(database: Database, other: Database) -> None:
    draft, alice, erna, _ = await database.write(team)
    mine = await database.read(seen, draft, erna)
    await other.write(goes_to, draft, alice, "q1", "lebih cepat")
    with pytest.raises(Conflict):
        await database.write(conversations.save, mine.conversation, (), mine.revision, NOW, mine.member)
    assert len((await database.read(seen, draft, erna)).conversation.events) == 1


async def test_whoever_left_can_save_nothing_any_more(database: Database) -> None:
    draft, _, erna, bob = await database.write(team)
    mine = await database.read(seen, draft, erna)
    assert await database.write(members.leave, draft, erna) is True
    with pytest.raises(Conflict):
        await database.write(conversations.save, answered(mine.conversation, "x"), (), mine.revision, NOW, mine.member)
    assert await database.read(conversations.load, draft, erna) is None
    assert await database.write(members.leave, draft, erna) is False
    assert (await database.read(seen, draft, bob)).conversation.events == ()


async def test_leaving_lets_go_of_sections_and_of_the_open_draft(database: Database) -> None:
    draft, _, erna, bob = await database.write(team)
    for section, contact in (("latar", erna), ("tujuan", bob)):
        await database.write(section_locks.take, draft, section, contact, NOW, later(60))
        await database.write(contacts.update, contact, conversation=draft)
    await database.write(members.leave, draft, erna)
    assert await database.read(section_locks.live, draft, NOW) == {"tujuan": bob}
    left, stays = await database.read(contacts.get, erna), await database.read(contacts.get, bob)
    assert left is not None
    assert stays is not None
    assert (left.conversation, stays.conversation) == (None, draft)


async def test_what_is_on_its_way_goes_to_nobody_who_has_left(database: Database) -> None:
    draft, _, erna, _ = await database.write(team)
    told = [reply("1", conversation=draft, contact=erna), reply("2", conversation=draft, contact=erna)]
    await database.write(outbox.add, [*told, reply("3", contact=erna)], NOW)
    await database.write(members.leave, draft, erna)
    assert [row[0] for row in await database.read(queued)] == [None]


def queued(connection: Connection) -> list[tuple[int | None]]:
    return [(row[0],) for row in connection.execute(select(sent.c.conversation).where(sent.c.state == "queued"))]


async def test_whoever_comes_back_is_asked_under_new_numbers(database: Database) -> None:
    draft, _, erna, _ = await database.write(team)
    asked = [reply("?", ERNA, conversation=draft, ask=number, contact=erna) for number in (1, 2, 3)]
    await database.write(outbox.add, asked, NOW)
    await database.write(lambda connection: connection.execute(update(sent).values(state="sent")).rowcount)
    await database.write(members.leave, draft, erna)
    await database.write(members.join, draft, erna, NOW)
    assert (await database.read(seen, draft, erna)).conversation.ask == 3


async def test_the_owner_stands_first_then_all_as_they_joined(database: Database) -> None:
    draft, alice, erna, bob = await database.write(team)
    found = await database.read(members.of_draft, draft)
    assert [(member.contact, member.name, member.is_owner) for member in found] == [
        (alice, "Alice", True),
        (erna, "Erna", False),
        (bob, "Bob", False),
    ]


async def test_a_member_finds_the_draft_among_those_of_others(database: Database) -> None:
    draft, alice, erna, _ = await database.write(team)
    (found,) = await database.read(members.drafts, erna)
    assert found.id == draft
    assert await database.read(members.other_writers, [draft], erna) == {draft: ["Alice", "Bob"]}
    assert await database.read(members.other_writers, [draft], alice) == {draft: ["Erna", "Bob"]}
    assert await database.read(members.drafts, alice) == []
    assert await database.read(conversations.of_contact, erna) == []


async def test_a_draft_that_is_handed_over_leaves_everybody_in_their_place(database: Database, other: Database) -> None:
    draft, alice, erna, bob = await database.write(team)
    for number, contact in enumerate((alice, erna, bob)):
        await database.write(goes_to, draft, contact, f"q{number}", "kata")
    await other.read(seen, draft, alice)
    await database.write(members.hand_over, draft, alice, erna, later(5))
    for read in (database, other):
        for number, contact in enumerate((alice, erna, bob)):
            stored = await read.read(seen, draft, contact)
            assert (stored.contact, stored.conversation.cursor) == (erna, Cursor(question=f"q{number}"))
    found = await database.read(members.of_draft, draft)
    assert [member.contact for member in found] == [erna, bob, alice]
    with pytest.raises(Conflict):
        await database.write(members.hand_over, draft, alice, bob, later(6))


async def test_a_draft_is_inherited_by_who_joined_first(database: Database) -> None:
    draft, alice, erna, bob = await database.write(team)
    await database.write(goes_to, draft, erna, "q1")
    assert await database.write(members.inherit, draft, alice) == erna
    stored = await database.read(seen, draft, erna)
    assert (stored.contact, stored.member, stored.conversation.cursor) == (erna, None, Cursor(question="q1"))
    assert await database.read(conversations.load, draft, alice) is None
    assert await database.write(members.inherit, draft, erna) == bob
    assert await database.write(members.inherit, draft, bob) is None


async def test_a_section_is_taken_by_one_at_a_time_and_for_a_while(database: Database) -> None:
    draft, alice, erna, bob = await database.write(team)
    assert await database.write(section_locks.take, draft, "latar", alice, NOW, later(60)) is True
    assert await database.write(section_locks.take, draft, "latar", erna, later(30), later(90)) is False
    assert await database.write(section_locks.take, draft, "latar", alice, later(50), later(110)) is True
    assert await database.read(section_locks.live, draft, later(109)) == {"latar": alice}
    assert await database.read(section_locks.live, draft, later(110)) == {}
    assert await database.write(section_locks.take, draft, "latar", bob, later(110), later(200)) is True
    await database.write(section_locks.release, draft, "latar", alice)
    assert await database.read(section_locks.live, draft, later(111)) == {"latar": bob}
    await database.write(section_locks.release, draft, "latar", bob)
    assert await database.read(section_locks.live, draft, later(112)) == {}


async def test_closing_a_draft_ends_its_codes_and_no_others(database: Database) -> None:
    draft, alice, *_ = await database.write(team)

    def make(connection: Connection, purpose: str, conversation: int | None) -> str:
        return codes.make(
            connection,
            codes.NewCode(purpose=purpose, maker=alice, conversation=conversation, expires_at=later(60)),
            NOW,
        ).code

    closed = await database.write(make, members.TEAM, draft)
    link = await database.write(make, "link", None)
    await database.write(members.revoke_codes, draft, NOW)
    assert await database.write(codes.redeem, closed, NOW) == codes.CodeState.REVOKED
    assert isinstance(await database.write(codes.redeem, link, NOW), codes.Code)


async def test_a_state_written_before_there_were_teams_is_read(database: Database, other: Database) -> None:
    alice, stored = await database.write(begin)
    old = '{"cursor":{"question":"masalah"},"ask":4,"quick":true}'
    change = update(table).where(table.c.id == stored.conversation.id).values(state=old, revision=1)
    await database.write(lambda connection: connection.execute(change).rowcount)
    found = await other.read(seen, stored.conversation.id, alice.id)
    assert (found.conversation.cursor.question, found.conversation.ask, found.conversation.quick) == (
        "masalah",
        4,
        True,
    )
