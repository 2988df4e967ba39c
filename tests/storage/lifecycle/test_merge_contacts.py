"""Two contacts who are one person become one, and nothing of either is lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Table, select

from flows.conversation import Cursor
from flows.messages import Address
from flows.review.review import RemarkKind, Verdict
from storage.db.database import Database
from storage.db.errors import Conflict
from storage.drafts import conversations, members
from storage.lifecycle import merge_contacts
from storage.messages import outbox, timers
from storage.outreach import workshops
from storage.outreach.workshops import NewWorkshop, Rsvp
from storage.people import contacts
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark, NewSubmission
from storage.tables import audit, events, metadata
from storage.tables import outbox as sent
from tests.fakes.storage_values import ALICE, BOB, NOW, answer, begin, later, reply
from tests.storage.lifecycle.test_erasure import live

PHONE = Address(channel="whatsapp", id="1/ID.77")
KEY = "c0ffee" + "0" * 58
OTHER_KEY = "5ba12d" + "0" * 58
CHANGED = {"contacts": None, "conversations": "revision", "timers": "subject"}
"""Tables of which something changes on purpose: all, or this column."""


def naming() -> set[Column[Any]]:
    """Return every column that holds a contact's number."""
    found = {
        column
        for table in metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "contacts"
    }
    return found | {sent.c.contact, sent.c.origin, audit.c.contact, events.c.contact}


def rows(connection: Connection, table: Table, was: int, now: int) -> Counter[tuple[object, ...]]:
    """Return a table's rows as they would read if one contact had the other's number."""
    named = [(column, column in naming()) for column in table.columns if column.name != CHANGED.get(table.name)]
    found = connection.execute(select(*(column for column, _ in named))).all()
    swaps = {was: now, str(was): str(now)}
    return Counter(
        tuple(swaps.get(value, value) if is_name else value for value, (_, is_name) in zip(row, named, strict=True))
        for row in found
    )


def everything(connection: Connection, was: int, now: int) -> dict[str, Counter[tuple[object, ...]]]:
    tables = [table for table in metadata.sorted_tables if table.name != "contacts"]
    return {table.name: rows(connection, table, was, now) for table in tables}


def test_every_column_that_names_a_person_is_known() -> None:
    known = {*merge_contacts.RENAMED, *(column for column, _ in merge_contacts.KEYED), events.c.contact}
    assert naming() == known


async def test_two_people_with_traces_everywhere_become_one_and_nothing_is_lost(database: Database) -> None:
    await database.write(live, BOB, "Bob", (KEY,))
    alice = await database.write(live, ALICE, "Alice", (KEY,))
    phone = await database.write(live, PHONE, "Alice di HP", (OTHER_KEY,))
    before = await database.read(everything, phone, alice)
    await database.write(merge_contacts.merge, alice, phone, later(5))
    after = await database.read(everything, phone, alice)
    lines = after.pop("audit") - before.pop("audit")
    assert [line[2:] for line in lines] == [(alice, "contacts merged", f"{phone} into {alice}")]
    assert set(after.pop("members")) == set(before.pop("members"))  # both wrote in Carol's draft: one seat now
    kept, had = after.pop("timers"), before.pop("timers")
    assert {row[1:] for row in kept} == {row[1:] for row in had}, "who was to be reminded twice is reminded once"
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
    assert await database.read(contacts.get, phone) is None
    assert (await database.read(timers.waiting, "nudge", str(phone))) is None
    assert (await database.read(timers.waiting, "nudge", str(alice))) is not None
    contact = await database.read(contacts.get, alice)
    assert contact is not None
    assert contact.name == "Alice"
    assert {found.id for found in (await database.write(at, ALICE), await database.write(at, PHONE))} == {alice}
    assert len(await database.read(conversations.of_contact, alice)) == 2


def at(connection: Connection, address: Address) -> Any:
    return contacts.at(connection, address, "", NOW)


@pytest.mark.parametrize("with_roles", [False, True], ids=["alone", "with roles"])
async def test_what_either_lacks_the_other_gives_but_a_role_only_where_that_is_said(
    database: Database, with_roles: bool
) -> None:
    def two(connection: Connection) -> tuple[int, int]:
        alice = contacts.at(connection, ALICE, "", NOW).id
        phone, stored = begin(connection, PHONE, "Alice")
        contacts.update(connection, alice, roles=["coach"])
        contacts.update(connection, phone.id, roles=["admin"], unit=7)
        merge_contacts.merge(connection, alice, phone.id, later(5), with_roles=with_roles)
        return alice, stored.conversation.id

    alice, draft = await database.write(two)
    contact = await database.read(contacts.get, alice)
    assert contact is not None
    assert (contact.name, contact.roles, contact.unit, contact.conversation) == (
        "Alice",
        {"coach", *(["admin"] if with_roles else [])},
        7,
        draft,
    )


async def test_what_was_to_happen_to_the_other_still_happens(database: Database) -> None:
    alice, _ = await database.write(begin, ALICE, "Alice")
    phone, _ = await database.write(begin, PHONE, "Alice")
    await database.write(timers.put, "held", str(phone.id), later(60), contact=phone.id)
    await database.write(merge_contacts.merge, alice.id, phone.id, later(5))
    found = await database.read(timers.waiting, "held", str(alice.id))
    assert found is not None
    assert (found.contact, found.due_at) == (alice.id, later(60))


async def test_who_is_just_writing_as_the_other_has_to_try_again(database: Database) -> None:
    alice, _ = await database.write(begin, ALICE, "Alice")
    phone, stored = await database.write(begin, PHONE, "Alice")
    await database.write(merge_contacts.merge, alice.id, phone.id, later(5))
    with pytest.raises(Conflict):
        await database.write(conversations.save, stored.conversation, [], stored.revision, NOW)


async def test_who_wrote_what_is_read_anew(database: Database) -> None:
    alice, stored = await database.write(begin, ALICE, "Alice")
    assert alice.id == 1, "the log of the stories is written by contact 1"
    await database.write(answer, stored.conversation.id, "satu")
    bob, _ = await database.write(begin, BOB, "Bob")
    await database.write(merge_contacts.merge, bob.id, alice.id, later(5))
    found = await database.read(conversations.load, stored.conversation.id)
    assert found is not None
    assert [event.source.contact for event in found.conversation.events] == [str(bob.id)]


@pytest.mark.parametrize("keeps_owner", [True, False])
async def test_an_owner_and_their_own_colleague_have_one_place_the_owners(
    database: Database, keeps_owner: bool
) -> None:
    def two(connection: Connection) -> tuple[int, int, int]:
        alice, stored = begin(connection, ALICE, "Alice")
        phone = contacts.at(connection, PHONE, "Alice", NOW)
        draft = stored.conversation.id
        members.join(connection, draft, phone.id, NOW)
        for who, address in ((alice.id, ALICE), (phone.id, PHONE)):
            asked = [reply("?", address, conversation=draft, ask=5, contact=who)]
            outbox.add(connection, asked, NOW)
        into, gone = (alice.id, phone.id) if keeps_owner else (phone.id, alice.id)
        merge_contacts.merge(connection, into, gone, later(5))
        return draft, into, gone

    draft, into, _ = await database.write(two)
    assert [(member.contact, member.is_owner) for member in await database.read(members.of_draft, draft)] == [
        (into, True)
    ]
    found = await database.read(conversations.load, draft, into)
    assert found is not None
    assert found.member is None
    asked = await database.read(outbox.asked, draft, 5, into)
    assert asked is not None
    assert asked.cursor == Cursor(question="q5")


async def test_two_seats_in_a_third_persons_draft_become_one(database: Database) -> None:
    def two(connection: Connection) -> tuple[int, int]:
        _, stored = begin(connection, BOB, "Bob")
        people = [contacts.at(connection, address, "Alice", NOW).id for address in (ALICE, PHONE)]
        for person in people:
            members.join(connection, stored.conversation.id, person, NOW)
        merge_contacts.merge(connection, people[0], people[1], later(5))
        return stored.conversation.id, people[0]

    draft, alice = await database.write(two)
    assert [member.contact for member in await database.read(members.of_draft, draft) if not member.is_owner] == [alice]


async def test_two_reviews_of_one_draft_become_one_with_all_that_was_said(database: Database) -> None:
    def two(connection: Connection) -> tuple[int, int]:
        bob, stored = begin(connection, BOB, "Bob")
        alice, phone = (contacts.at(connection, address, "Alice", NOW).id for address in (ALICE, PHONE))
        submission = reviews.submit(
            connection,
            NewSubmission(conversation=stored.conversation.id, number=1, contact=bob.id, unit=None, needs=2),
            NOW,
        )
        for coach in (alice, phone):
            opened = reviews.claim(connection, submission.id, coach, NOW)
            assert opened is not None
            fix = NewRemark(kind=RemarkKind.FIX, section="latar", contact=coach, review=opened.id, text=f"oleh {coach}")
            reviews.add_remark(connection, submission, fix, NOW)
            if coach == phone:
                reviews.send(connection, opened.id, Verdict.APPROVE, NOW)
        merge_contacts.merge(connection, alice, phone, later(5))
        return submission.id, alice

    item, alice = await database.write(two)
    (kept,) = await database.read(reviews.of_submission, item)
    assert (kept.coach, kept.verdict) == (alice, Verdict.APPROVE)


async def test_who_said_yes_and_was_there_by_another_name_did_both(database: Database) -> None:
    def two(connection: Connection) -> tuple[int, int]:
        alice, phone = (contacts.at(connection, address, "Alice", NOW).id for address in (ALICE, PHONE))
        workshop = workshops.create(connection, NewWorkshop("Klinik", later(60), later(120), "wall"), alice, NOW)
        workshops.invite(connection, workshop.id, [alice, phone])
        workshops.answer(connection, workshop.id, phone, Rsvp.YES, NOW)
        merge_contacts.merge(connection, alice, phone, later(5))
        return workshop.id, alice

    workshop, alice = await database.write(two)
    (attendance,) = await database.read(workshops.attendances_of, workshop)
    assert (attendance.contact, attendance.answer) == (alice, Rsvp.YES)
