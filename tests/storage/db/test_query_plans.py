"""No statement of a turn walks through a whole table."""

from __future__ import annotations

import sqlite3
from typing import cast

from sqlalchemy import Connection

from storage.db.database import Database
from storage.db.fast_statements import FastStatement
from storage.drafts import conversations, members
from storage.messages import inbox, outbox
from storage.people import contacts
from storage.records import SentReply
from tests.fakes.storage_values import ALICE, BOB, NOW, answer, begin, reply, update

AT_ALICE = (ALICE.channel, ALICE.id)


def turn(connection: Connection) -> None:
    """Do all that a turn does."""
    begin(connection)
    inbox.add(connection, [update("1")], NOW)
    (waiting,) = inbox.waiting(connection, *AT_ALICE, NOW)
    contact = contacts.at(connection, ALICE, "Alice", NOW)
    conversation = cast(int, contact.conversation)
    outbox.seen(connection, *AT_ALICE, NOW, None)
    outbox.asked(connection, conversation, 1, contact.id)
    outbox.asked_by_message(connection, *AT_ALICE, "m")
    answer(connection, conversation, "x")
    colleague = contacts.at(connection, BOB, "Bob", NOW).id
    members.join(connection, conversation, colleague, NOW)
    shared = conversations.load(connection, conversation, colleague)
    assert shared is not None
    conversations.save(connection, shared.conversation, (), shared.revision, NOW, shared.member)
    added = outbox.add(connection, [reply("?", conversation=1, ask=1), reply("2")], NOW)
    outbox.sent(connection, [SentReply(id=added[0].id, message="m", at=NOW)])
    outbox.claim(connection, *AT_ALICE, NOW)
    inbox.done(connection, [waiting.id])


async def test_every_statement_of_a_turn_finds_its_rows_by_a_key_or_an_index(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    await database.open()
    await database.write(turn)
    await database.close()
    prepared = [
        statement
        for module in (inbox, contacts, conversations, outbox)
        for statement in vars(module).values()
        if isinstance(statement, FastStatement)
    ]
    assert len(prepared) >= 12
    reader = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    for fast_statement in prepared:
        assert fast_statement.sql
        steps = [
            row[3]
            for row in reader.execute(
                f"EXPLAIN QUERY PLAN {fast_statement.sql}", [None] * fast_statement.sql.count("?")
            )
        ]
        assert not [step for step in steps if step.startswith("SCAN") and "CONSTANT ROW" not in step], (
            fast_statement.sql
        )
    reader.close()
