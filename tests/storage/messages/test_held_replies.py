"""Held replies, and their originators."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage.db.database import Database
from storage.messages import alarms, failed_sends, held_replies, outbox
from storage.people import contacts
from storage.records import NewReply, QueuedReply, SentReply
from tests.fakes.storage_values import ALICE, BOB, NOW, later, reply

HOUR = timedelta(hours=1)


async def held_of(database: Database, origin: int | None = None) -> tuple[QueuedReply, int]:
    """Let something wait for Alice's word; return it and Alice's number."""
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    new: NewReply = replace(reply("1"), contact=alice.id, origin=origin)
    (first,) = await database.write(outbox.add, [new], NOW)
    await database.write(held_replies.hold, first.id, "the window is closed")
    return first, alice.id


async def test_whoever_had_it_sent_is_told_once_of_what_waits(database: Database) -> None:
    carol = (await database.write(contacts.at, BOB, "Carol", NOW)).id
    first, alice = await held_of(database, carol)
    (waiting,) = await database.read(held_replies.untold, carol)
    assert (waiting.id, waiting.contact, waiting.name, waiting.since) == (first.id, alice, "Alice", NOW)
    await database.write(held_replies.mark_told, [first.id], later(60))
    assert await database.read(held_replies.untold, carol) == []
    assert [held_reply.id for held_reply in await database.read(held_replies.sent_by, carol)] == [first.id]


async def test_what_has_gone_or_was_announced_waits_for_nobody_any_more(database: Database) -> None:
    carol = (await database.write(contacts.at, BOB, "Carol", NOW)).id
    first, _ = await held_of(database, carol)
    await database.write(held_replies.hold_announced, first.id, "wamid.1", "announced")
    assert await database.read(held_replies.untold, carol) == []
    assert (
        await database.write(failed_sends.mark_notice_failed, first.id, "wamid.1", "131049", held_replies.HELD) == carol
    )
    assert len(await database.read(held_replies.untold, carol)) == 1
    assert await database.write(held_replies.release, ALICE.channel, ALICE.id, later(10)) == 1
    assert await database.read(held_replies.sent_by, carol) == []


async def test_an_announcement_that_failed_for_a_while_is_made_again(database: Database) -> None:
    first, _ = await held_of(database)
    await database.write(held_replies.hold_announced, first.id, "wamid.1", "announced")
    await database.write(failed_sends.mark_notice_failed, first.id, "wamid.other", "131000", later(10))
    assert await database.write(outbox.claim, ALICE.channel, ALICE.id, later(10)) is None
    await database.write(failed_sends.mark_notice_failed, first.id, "wamid.1", "131000", later(10))
    again = await database.write(outbox.claim, ALICE.channel, ALICE.id, later(10))
    assert again is not None
    assert (again.id, again.announced, again.attempts) == (first.id, None, 0)


async def test_what_was_announced_comes_back_with_the_word_and_knows_that_it_was(database: Database) -> None:
    first, _ = await held_of(database)
    await database.write(held_replies.hold_announced, first.id, "wamid.1", "announced")
    await database.write(held_replies.release, ALICE.channel, ALICE.id, later(10))
    found = await database.write(outbox.claim, ALICE.channel, ALICE.id, later(10))
    assert found is not None
    assert (found.id, found.announced) == (first.id, "wamid.1")
    await database.write(outbox.sent, [SentReply(id=first.id, message="wamid.2", at=later(11))])
    await database.write(failed_sends.mark_notice_failed, first.id, "wamid.1", "131026", None)
    assert await database.write(outbox.claim, ALICE.channel, ALICE.id, later(99)) is None


async def test_an_announcement_to_nobody_gives_the_reply_up(database: Database) -> None:
    first, _ = await held_of(database)
    await database.write(held_replies.hold_announced, first.id, "wamid.1", "announced")
    await database.write(failed_sends.mark_notice_failed, first.id, "wamid.1", "131026", None)
    assert await database.write(held_replies.release, ALICE.channel, ALICE.id, later(10)) == 0


async def test_of_one_cause_one_is_told_an_hour_and_of_another_at_once(database: Database, other: Database) -> None:
    told = [
        await database.write(alarms.claim, "whatsapp token", NOW, HOUR),
        await other.write(alarms.claim, "whatsapp token", later(3599), HOUR),
        await database.write(alarms.claim, "whatsapp spam", later(3599), HOUR),
        await other.write(alarms.claim, "whatsapp token", later(3600), HOUR),
        await database.write(alarms.claim, "whatsapp token", later(3601), HOUR),
    ]
    assert told == [True, False, True, True, False]
