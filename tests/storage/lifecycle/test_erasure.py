"""Nothing of a person remains who wants to be forgotten."""

from __future__ import annotations

import json
import re

from sqlalchemy import Connection, select

from flows.conversation import Status
from flows.messages import Address, File, FileKind
from flows.review.review import Remark, RemarkKind, Verdict
from storage.db.database import Database
from storage.drafts import conversations, files, revisions
from storage.lifecycle import erasure
from storage.messages import inbox, outbox, web_transcripts
from storage.people import audit, contacts
from storage.records import RevisionKind, Submission
from storage.reviews import reviews
from storage.tables import metadata
from tests.fakes.storage_values import ALICE, BOB, NOW, answer, begin, gather, later, reply, review, update

CAROL = Address(channel="telegram", id="1003")
READ = "b0{:062}"
"""The key of the file that Carol got of a draft."""
KEY = "c0ffee" + "0" * 58
SHARED = "5ba12d" + "0" * 58


def everything(connection: Connection) -> str:
    return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


def live(connection: Connection, address: Address, name: str, keys: tuple[str, ...]) -> int:
    """Leave a trace of a person in every table."""
    contact, stored = begin(connection, address, name)
    number = stored.conversation.id
    conversations.rename(connection, number, f"draft of {name}")
    answer(connection, number, f"answer of {name}")
    revisions.add(connection, number, 1, RevisionKind.DRAFT, Status.DRAFT, NOW)
    inbox.add(connection, [update(f"{name} {n}", address, f"update of {name}") for n in range(3)], NOW)
    first, second, _ = inbox.waiting(connection, address.channel, address.id, NOW)
    inbox.bury(connection, first.id, f"error of {name}")
    inbox.done(connection, [second.id])
    outbox.add(connection, [reply(f"reply to {name}", address, conversation=number, ask=1, contact=contact.id)], NOW)
    outbox.add(connection, [reply(f"reply to {name}", address)], NOW)
    web_transcripts.add(connection, address.id, "person", "k", f"line of {name}", NOW)
    audit.add(connection, contact.id, "did", f"detail of {name}", NOW)
    for key in keys:
        files.add(connection, File(key=key, kind=FileKind.PHOTO, name=f"{name}.jpg", mime="", size=1), contact.id, NOW)
    carol = contacts.at(connection, CAROL, "Carol", NOW).id
    if not conversations.of_contact(connection, carol):
        begin(connection, CAROL, "Carol")
    review(connection, number, contact.id, carol, f"remark to {name}")
    gather(connection, contact.id)
    outbox.add(connection, [reply(f"handed in by {name}", CAROL, conversation=number, contact=carol)], NOW)
    body = json.dumps({"text": f"handed in by {name}", "conversation": number, "file": {"key": READ.format(number)}})
    web_transcripts.add(connection, CAROL.id, "bot", f"line {number}", body, NOW)
    return contact.id


async def test_a_forgotten_person_leaves_nothing_and_others_keep_all(database: Database) -> None:
    bob = await database.write(live, BOB, "Bob", (SHARED,))
    before = await database.read(everything)
    alice = await database.write(live, ALICE, "Alice", (KEY, SHARED))

    def wish(connection: Connection) -> list[str]:
        inbox.done(connection, [update.id for update in inbox.waiting(connection, ALICE.channel, ALICE.id, NOW)])
        return erasure.forget(connection, alice, later(5))

    assert sorted(await database.write(wish)) == sorted([KEY, READ.format(3)])
    after = await database.read(everything)
    assert after.count("Alice") == 3  # the keys of her three updates, so that a repeated one is not new
    assert not re.search(rf"\b{ALICE.id}\b", after)
    assert KEY not in after
    assert [audit_entry.action for audit_entry in await database.read(audit.last, 1)] == ["forgotten"]
    assert after.count("Bob") == before.count("Bob")
    assert len(await database.read(conversations.of_contact, bob)) == 1


async def test_what_a_forgotten_coach_said_stays_without_a_name_and_what_was_never_sent_goes(
    database: Database,
) -> None:
    def coached(connection: Connection) -> tuple[int, list[Remark], Submission | None]:
        alice, stored = begin(connection)
        bob, other = begin(connection, BOB, "Bob")
        carol = begin(connection, CAROL, "Carol")[0].id
        gather(connection, carol)
        sent = review(connection, stored.conversation.id, alice.id, carol, "add a number")
        reviews.send(connection, sent.id, Verdict.RETURN, NOW)
        review(connection, other.conversation.id, bob.id, carol, "half done")
        erasure.forget(connection, carol, NOW)
        said = reviews.remarks_of(connection, stored.conversation.id)
        assert [remark.text for remark in reviews.remarks_of(connection, other.conversation.id)] == []
        waiting = reviews.of_draft(connection, other.conversation.id)[0]
        assert reviews.of_submission(connection, waiting.id) == []
        return alice.id, said, reviews.get(connection, sent.submission)

    alice, said, submission = await database.write(coached)
    assert [(remark.kind, remark.text, remark.contact) for remark in said] == [
        (RemarkKind.FIX, "add a number", None),
        (RemarkKind.REPLY, "add a number", alice),
    ]
    assert said[0].file is None, "a voice is as good as a name"
    assert submission is not None
    assert submission.state == "returned"
    assert "Carol" not in await database.read(everything)
    assert not re.search(rf"\b{CAROL.id}\b", await database.read(everything))


async def test_a_line_that_only_looks_like_one_about_a_draft_stays(database: Database) -> None:
    alice = await database.write(live, ALICE, "Alice", ())
    await database.write(web_transcripts.add, CAROL.id, "person", "k", '{"conversation": 1, "text": "mine"}', NOW)
    quoted = json.dumps({"text": '"conversation": 1,', "conversation": 11, "file": None})
    await database.write(web_transcripts.add, CAROL.id, "bot", "l", quoted, NOW)
    await database.write(erasure.forget, alice, NOW)
    assert [line.key for line in await database.read(web_transcripts.since, CAROL.id, 0)] == ["k", "l"]


async def test_who_returns_after_being_forgotten_is_somebody_new(database: Database) -> None:
    alice = await database.write(live, ALICE, "Alice", ())
    newest = await database.write(live, BOB, "Bob", ())
    await database.write(erasure.forget, newest, NOW)
    again, stored = await database.write(begin, BOB, "Bob")
    assert again.id > newest > alice
    assert stored.conversation.id == 4
    assert stored.conversation.events == ()
