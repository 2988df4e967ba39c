"""Replies leave in order, one in flight per address, and none is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from flows.conversation import Cursor, QuestionMessage
from storage.db.database import Database
from storage.messages import claims, failed_sends, held_replies, outbox
from storage.records import OutboxState, Priority, QueuedReply, SeenQuestion, SentReply
from tests.fakes.storage_values import ALICE, BOB, NOW, later, reply

AT_ALICE = (ALICE.channel, ALICE.id)
AT_BOB = (BOB.channel, BOB.id)


def said(queued: QueuedReply | None) -> str | None:
    return None if queued is None else queued.reply.text[0].text


async def claim(database: Database, seconds: float = 0) -> QueuedReply | None:
    return await database.write(outbox.claim, *AT_ALICE, later(seconds))


async def test_a_reply_with_nothing_before_it_is_claimed_at_once(database: Database) -> None:
    added = await database.write(outbox.add, [reply("1"), reply("2"), reply("b", BOB)], NOW)
    assert [queued_reply.state for queued_reply in added] == [
        OutboxState.SENDING,
        OutboxState.QUEUED,
        OutboxState.SENDING,
    ]
    assert await database.read(outbox.addresses, NOW) == []
    assert await claim(database) is None


async def test_replies_of_one_address_leave_in_order(database: Database) -> None:
    added = await database.write(outbox.add, [reply("1"), reply("2"), reply("3")], NOW)
    order = [said(added[0])]
    current: QueuedReply | None = added[0]
    while current is not None:
        await database.write(outbox.sent, [SentReply(id=current.id, message=str(current.id), at=NOW)])
        current = await claim(database)
        order.append(said(current))
    assert order == ["1", "2", "3", None]


async def test_what_is_claimed_comes_back_as_it_was_put_in(database: Database) -> None:
    new = reply("Apa masalahnya?", conversation=7, ask=3, contact=5)
    await database.write(outbox.add, [reply("before"), new], NOW)
    await database.write(outbox.bury, 1, "blocked")
    found = await claim(database)
    assert found is not None
    assert (found.reply, found.asked, found.address) == (new.reply, new.asked, ALICE)
    assert (found.conversation, found.contact, found.edits, found.priority) == (7, 5, None, Priority.CHAT)


async def test_a_retried_reply_holds_back_those_behind_it(database: Database) -> None:
    first, _ = await database.write(outbox.add, [reply("1"), reply("2")], NOW)
    await database.write(outbox.retry, first.id, "502", later(10))
    assert await claim(database) is None
    assert await database.read(outbox.addresses, NOW) == []
    assert await database.read(outbox.addresses, later(10)) == [AT_ALICE]
    again = await claim(database, 10)
    assert again is not None
    assert (said(again), again.attempts) == ("1", 1)


async def test_a_reply_whose_sender_died_is_sent_again_with_the_parts_that_are_missing(database: Database) -> None:
    first, _ = await database.write(outbox.add, [reply("1"), reply("2")], NOW)
    parts = [SentReply(id=first.id, message=f"m{part}", at=NOW, part=part, parts=3, lease=later(90)) for part in (0, 1)]
    await database.write(outbox.sent, parts)
    assert await claim(database, 60) is None
    assert await database.read(outbox.addresses, later(90)) == [AT_ALICE]
    again = await claim(database, 90)
    assert again is not None
    assert (said(again), [again.has_sent(part) for part in range(3)]) == ("1", [True, True, False])


async def test_a_copy_whose_call_had_begun_when_its_sender_died_is_uncertain_and_never_sent_again(
    database: Database,
) -> None:
    copy = reply("Pengumuman", priority=Priority.BROADCAST)
    first, _ = await database.write(outbox.add, [copy, reply("2")], NOW)
    assert await database.write(claims.call, first.id, NOW)
    assert said(await claim(database, 61)) == "2"
    assert await claim(database, 1000) is not None
    assert await database.read(outbox.addresses, later(61)) == []


async def test_a_copy_that_only_waited_when_its_sender_died_is_sent(database: Database) -> None:
    copy = reply("Pengumuman", priority=Priority.BROADCAST)
    first, _ = await database.write(outbox.add, [copy, copy], NOW)
    again = await claim(database, 61)
    assert again is not None
    assert (again.id, again.state) == (first.id, OutboxState.SENDING)
    assert said(await claim(database, 90)) is None
    again = await claim(database, 122)
    assert again is not None
    assert again.id == first.id, "claiming it is not calling"


async def test_between_two_messages_of_a_copy_nothing_is_on_its_way(database: Database) -> None:
    copy = reply("Pengumuman", priority=Priority.BROADCAST)
    (first,) = await database.write(outbox.add, [copy], NOW)
    assert await database.write(claims.call, first.id, NOW)
    part = SentReply(id=first.id, message="m0", at=NOW, part=0, parts=2, lease=later(60))
    await database.write(outbox.sent, [part])
    again = await claim(database, 61)
    assert again is not None
    assert [again.has_sent(part) for part in range(2)] == [True, False]


async def test_a_reply_that_only_waited_when_its_sender_died_was_not_seen(database: Database) -> None:
    questions = [reply("?", conversation=7, ask=number) for number in (1, 2)]
    first, _ = await database.write(outbox.add, questions, NOW)
    await database.write(claims.wait, first.id)
    assert await claim(database, 61) is not None
    assert await database.read(outbox.seen, *AT_ALICE, later(70), None) is None


async def test_a_reply_that_was_on_its_way_when_its_sender_died_may_have_been_seen_since(database: Database) -> None:
    (first,) = await database.write(outbox.add, [reply("?", conversation=7, ask=1)], NOW)
    await database.write(claims.wait, first.id)
    assert await database.write(claims.call, first.id, later(40))
    assert await claim(database, 101) is not None
    assert await database.read(outbox.seen, *AT_ALICE, later(39), None) is None
    assert await database.read(outbox.seen, *AT_ALICE, later(40), None) is not None


async def test_nobody_calls_what_another_process_has_taken_over(database: Database, other: Database) -> None:
    (first,) = await database.write(outbox.add, [reply("1")], NOW)
    assert await other.write(outbox.claim, *AT_ALICE, later(61)) is not None
    assert not await database.write(claims.call, first.id, later(62))
    assert await other.write(claims.call, first.id, later(62))


async def test_who_died_holds_nothing_and_who_lives_keeps_what_it_has(url: str) -> None:
    async with Database(url) as living:
        async with Database(url) as dying:
            (lost_one,) = await dying.write(outbox.add, [reply("1")], NOW)
            (kept,) = await living.write(outbox.add, [reply("b", BOB)], NOW)
            assert await living.read(claims.holders, NOW) == {living.worker, dying.worker}
            assert await living.living() == {living.worker, dying.worker}
        dead = await living.read(claims.holders, NOW) - await living.living()
        assert dead == {dying.worker}
        await living.write(claims.release, dead, later(1))
        assert await living.read(claims.holders, later(1)) == {living.worker}, "the dead hold nothing any more"
        again = await claim(living, 1)
        assert again is not None
        assert again.id == lost_one.id
        assert await living.write(outbox.claim, *AT_BOB, later(1)) is None
        assert await living.write(claims.call, kept.id, later(1))


async def test_a_claim_that_nobody_was_told_of_is_given_up(database: Database) -> None:
    known, forgotten = [(await database.write(outbox.add, [reply("?", to)], NOW))[0].id for to in (ALICE, BOB)]
    await database.write(claims.release_lost, [known], later(1), timedelta(seconds=1))
    assert await database.read(outbox.addresses, later(1)) == [], "it may be told yet"
    await database.write(claims.release_lost, [known], later(1), timedelta(0))
    assert await database.read(outbox.addresses, later(1)) == [AT_BOB]
    again = await database.write(outbox.claim, *AT_BOB, later(1))
    assert again is not None
    assert again.id == forgotten


async def test_a_chat_goes_before_a_waiting_broadcast(database: Database) -> None:
    copy = reply("Pengumuman", priority=Priority.BROADCAST)
    first, _, chat = await database.write(outbox.add, [copy, copy, reply("chat")], NOW)
    assert chat.state is OutboxState.QUEUED
    await database.write(outbox.sent, [SentReply(id=first.id, message="1", at=NOW)])
    assert said(await claim(database)) == "chat"


async def test_a_chat_need_not_wait_for_a_queued_broadcast(database: Database) -> None:
    copy = reply("Pengumuman", priority=Priority.BROADCAST)
    first, _ = await database.write(outbox.add, [copy, copy], NOW)
    await database.write(outbox.sent, [SentReply(id=first.id, message="1", at=NOW)])
    (chat,) = await database.write(outbox.add, [reply("chat")], NOW)
    assert chat.state is OutboxState.SENDING


async def test_claims_of_two_processes_never_overlap(database: Database, other: Database) -> None:
    await database.write(outbox.add, [reply(str(number)) for number in range(24)], NOW)
    flying: Counter[str] = Counter()
    order: list[int] = []

    async def send_all(own: Database) -> None:
        while len(order) < 24:
            taken = await own.write(outbox.claim, *AT_ALICE, later(61))
            if taken is None:
                continue
            flying["now"] += 1
            assert flying["now"] == 1
            await asyncio.sleep(0)
            order.append(int(said(taken) or ""))
            flying["now"] -= 1
            await own.write(outbox.sent, [SentReply(id=taken.id, message="m", at=NOW)])

    await asyncio.gather(*(send_all(own) for own in (database, other, database, other)))
    assert order == list(range(24))


async def test_two_processes_that_add_at_once_have_one_message_in_flight(database: Database, other: Database) -> None:
    added = await asyncio.gather(
        *(own.write(outbox.add, [reply(str(n))], NOW) for n in range(6) for own in (database, other))
    )
    assert Counter(queued_reply.state for rows in added for queued_reply in rows) == {
        OutboxState.SENDING: 1,
        OutboxState.QUEUED: 11,
    }


async def test_a_late_answer_finds_what_its_question_asked(database: Database) -> None:
    questions = [reply("?", conversation=7, ask=number, contact=1) for number in (1, 2, 3)]
    added = await database.write(outbox.add, questions, NOW)
    await database.write(
        outbox.sent,
        [SentReply(id=queued_reply.id, message=f"m{place}", at=NOW) for place, queued_reply in enumerate(added)],
    )
    expected = QuestionMessage(ask=2, cursor=Cursor(question="q2"))
    assert await database.read(outbox.asked, 7, 2, 1) == expected
    assert await database.read(outbox.asked, 7, 2, 2) is None, "somebody else who writes there has numbers of their own"
    assert await database.read(outbox.asked, 8, 2, 1) is None
    assert await database.read(outbox.asked_by_message, *AT_ALICE, "m1") == SeenQuestion(conversation=7, asked=expected)
    assert await database.read(outbox.asked_by_message, *AT_BOB, "m1") is None
    assert await database.read(outbox.asked_by_message, *AT_ALICE, "other") is None


# Question 1 was sent at second 0 as message 10, question 2 at second 20 as message 12, question 3 is queued.
@pytest.mark.parametrize(
    ("seconds", "position", "ask"),
    [
        (-1, None, None),
        (0, None, 1),
        (19, None, 1),
        (20, None, 2),
        (500, None, 2),
        (20, 11, 1),  # within the same second the place in the chat tells
        (20, 13, 2),
        (15, 11, 1),
        (21, 11, 2),  # sent before the person wrote: the place alone does not exclude it
        (0, 9, None),
        (1, 9, 1),
        (5, 13, 2),  # the place says so, although the vendor's clock is behind
    ],
)
async def test_an_answer_belongs_to_the_newest_question_the_person_can_have_seen(
    database: Database, seconds: int, position: int | None, ask: int | None
) -> None:
    added = await database.write(outbox.add, [reply("?", conversation=7, ask=n) for n in (1, 2, 3)], NOW)
    await database.write(
        outbox.sent,
        [
            SentReply(id=added[0].id, message="a", at=later(0), position=10),
            SentReply(id=added[1].id, message="b", at=later(20), position=12),
        ],
    )
    found = await database.read(outbox.seen, *AT_ALICE, later(seconds), position)
    assert (found and found.asked.ask) == ask


async def test_where_the_channel_has_no_places_the_time_decides(database: Database) -> None:
    (question,) = await database.write(outbox.add, [reply("?", conversation=7, ask=1)], NOW)
    await database.write(outbox.sent, [SentReply(id=question.id, message="a", at=later(5))])
    assert await database.read(outbox.seen, *AT_ALICE, later(4), 3) is None
    assert await database.read(outbox.seen, *AT_ALICE, later(5), 3) is not None


async def test_a_question_that_is_no_longer_there_was_not_seen_by_others(database: Database) -> None:
    (question,) = await database.write(outbox.add, [reply("?", conversation=7, ask=1)], NOW)
    await database.write(outbox.sent, [SentReply(id=question.id, message="a", at=NOW)])
    assert await database.read(outbox.seen, *AT_BOB, later(5), None) is None


async def test_what_waits_for_a_word_holds_up_nothing_and_goes_first_once_it_is_said(database: Database) -> None:
    (first,) = await database.write(outbox.add, [reply("1")], NOW)
    await database.write(held_replies.hold, first.id, "the window is closed")
    assert await database.read(outbox.addresses, later(9_000_000)) == []
    (second,) = await database.write(outbox.add, [reply("2")], NOW)
    assert await database.read(outbox.addresses, NOW) == [AT_ALICE]
    tried = await database.write(outbox.claim, ALICE.channel, ALICE.id, NOW)
    assert tried is not None
    assert tried.id == second.id
    await database.write(held_replies.hold, second.id, "the window is closed")
    assert await database.write(outbox.claim, ALICE.channel, ALICE.id, later(9_000_000)) is None
    await database.write(held_replies.release, ALICE.channel, ALICE.id, later(10))
    claimed = await database.write(outbox.claim, ALICE.channel, ALICE.id, later(10))
    assert claimed is not None
    assert (claimed.id, claimed.attempts) == (first.id, 0)


async def test_a_word_lets_nothing_go_that_the_vendor_postponed(database: Database) -> None:
    (first,) = await database.write(outbox.add, [reply("1")], NOW)
    await database.write(outbox.retry, first.id, "too fast", later(30))
    await database.write(held_replies.release, ALICE.channel, ALICE.id, later(1))
    assert await database.write(outbox.claim, ALICE.channel, ALICE.id, later(1)) is None


async def test_a_reply_that_failed_after_it_was_taken_goes_again_or_never(database: Database) -> None:
    (first,) = await database.write(outbox.add, [reply("1")], NOW)
    await database.write(outbox.sent, [SentReply(id=first.id, message="m", at=NOW)])
    await database.write(failed_sends.mark_failed, first.id, "m", "try again", later(5))
    again = await database.write(outbox.claim, ALICE.channel, ALICE.id, later(5))
    assert again is not None
    assert (again.id, again.attempts) == (first.id, 1)
    await database.write(outbox.sent, [SentReply(id=first.id, message="m2", at=NOW)])
    await database.write(failed_sends.mark_failed, first.id, "m2", "no WhatsApp", None)
    assert await database.write(outbox.claim, ALICE.channel, ALICE.id, later(99)) is None


async def test_a_report_of_failure_that_is_quicker_than_the_mark_stands(database: Database) -> None:
    (first,) = await database.write(outbox.add, [reply("1")], NOW)
    await database.write(failed_sends.mark_failed, first.id, "m", "try again", later(5))
    await database.write(outbox.sent, [SentReply(id=first.id, message="m", at=NOW)])
    again = await database.write(outbox.claim, ALICE.channel, ALICE.id, later(5))
    assert again is not None
    assert again.id == first.id
