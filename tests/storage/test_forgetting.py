"""Nothing of a person remains who wants to be forgotten."""

from __future__ import annotations

from sqlalchemy import Connection, select

from flows.conversation import Status
from flows.messages import Address, File, FileKind
from storage import audit, contacts, conversations, files, inbox, outbox, revisions, transcripts
from storage.database import Database
from storage.records import RevisionKind
from storage.tables import metadata
from tests.fakes.stories import ALICE, BOB, NOW, answer, begin, later, reply, update

KEY = "c0ffee" + "0" * 58
SHARED = "5ba12d" + "0" * 58


def everything(connection: Connection) -> str:
    return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


def live(connection: Connection, address: Address, name: str, keys: tuple[str, ...]) -> int:
    """Leave a trace of a person in every table."""
    contact, stored = begin(connection, address, name)
    contacts.update(connection, contact.id, unit=f"unit of {name}")
    number = stored.conversation.id
    conversations.rename(connection, number, f"draft of {name}")
    answer(connection, number, f"answer of {name}")
    revisions.add(connection, number, 1, RevisionKind.DRAFT, Status.DRAFT, NOW)
    inbox.add(connection, [update(f"{name} {n}", address, f"update of {name}") for n in range(3)], NOW)
    first, second, _ = inbox.waiting(connection, address.channel, address.id, NOW)
    inbox.bury(connection, first.id, f"error of {name}")
    inbox.done(connection, [second.id])
    outbox.add(
        connection, [reply(f"reply to {name}", address, conversation=number, ask=1, contact=contact.id)], NOW, later(60)
    )
    outbox.add(connection, [reply(f"reply to {name}", address)], NOW, later(60))
    transcripts.add(connection, address.id, "person", "k", f"line of {name}", NOW)
    audit.add(connection, contact.id, "did", f"detail of {name}", NOW)
    for key in keys:
        files.add(connection, File(key=key, kind=FileKind.PHOTO, name=f"{name}.jpg", mime="", size=1), contact.id, NOW)
    return contact.id


async def test_a_forgotten_person_leaves_nothing_and_others_keep_all(database: Database) -> None:
    bob = await database.write(live, BOB, "Bob", (SHARED,))
    before = await database.read(everything)
    alice = await database.write(live, ALICE, "Alice", (KEY, SHARED))

    def wish(connection: Connection) -> list[str]:
        inbox.done(connection, [one.id for one in inbox.waiting(connection, ALICE.channel, ALICE.id, NOW)])
        return contacts.forget(connection, alice, later(5))

    assert await database.write(wish) == [KEY]
    after = await database.read(everything)
    assert after.count("Alice") == 3  # the keys of her three updates, so that a repeated one is not new
    assert ALICE.id not in after
    assert KEY not in after
    assert [one.action for one in await database.read(audit.last, 1)] == ["forgotten"]
    assert after.count("Bob") == before.count("Bob")
    assert len(await database.read(conversations.of, bob)) == 1


async def test_who_returns_after_being_forgotten_is_somebody_new(database: Database) -> None:
    alice = await database.write(live, ALICE, "Alice", ())
    newest = await database.write(live, BOB, "Bob", ())
    await database.write(contacts.forget, newest, NOW)
    again, stored = await database.write(begin, BOB, "Bob")
    assert again.id > newest > alice
    assert stored.conversation.id == 3
    assert stored.conversation.events == ()
