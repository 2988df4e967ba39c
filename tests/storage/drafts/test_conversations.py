"""A conversation is saved as it was, by one at a time, and its log only grows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from flows.conversation import (
    AnswerSource,
    ConfirmReason,
    Conversation,
    Cursor,
    Event,
    EventKind,
    InputSource,
    PendingAnswer,
    Status,
)
from flows.drafts.event_log import fold
from storage.db.database import Database
from storage.db.errors import Conflict
from storage.drafts import conversations
from tests.fakes.storage_values import BOB, NOW, answer, answered, begin, later

PENDING = PendingAnswer(
    doubt=ConfirmReason.PERSONAL,
    cursor=Cursor(question="nama", row=1),
    value=[{"a": 1.5}],
    raw="Ani\n",
    how=AnswerSource.TYPED,
)


async def test_a_conversation_comes_back_as_it_was_saved(database: Database, other: Database) -> None:
    _, stored = await database.write(begin)
    changed = answered(
        replace(
            stored.conversation,
            status=Status.REVISE,
            cursor=Cursor(question="tahap", row=2, column="waktu", adding=True, chosen=("a", "b")),
            ask=12,
            quick=True,
            back_to="dampak",
            pending=PENDING,
        ),
        "Ibu hamil terlambat diperiksa 😢",
    )
    revision = await database.write(conversations.save, changed, changed.events, stored.revision, later(5))
    for own in (database, other):  # from memory, and from the tables
        found = await own.read(conversations.load, stored.conversation.id)
        assert found is not None
        assert found.conversation == changed
        assert (found.revision, found.created_at, found.updated_at) == (revision, NOW, later(5))


async def test_saving_what_somebody_else_has_saved_since_is_a_conflict(database: Database, other: Database) -> None:
    _, stored = await database.write(begin)
    await other.write(answer, stored.conversation.id, "theirs")
    mine = answered(stored.conversation, "mine")
    with pytest.raises(Conflict):
        await database.write(conversations.save, mine, mine.events, stored.revision, NOW)
    found = await database.read(conversations.load, stored.conversation.id)
    assert found is not None
    assert [event.value for event in found.conversation.events] == ["theirs"]


async def test_what_was_taken_back_is_not_remembered(database: Database) -> None:
    _, stored = await database.write(begin)

    def fail(connection: Connection) -> None:
        answer(connection, stored.conversation.id, "lost")
        raise KeyError("something later in the turn")

    with pytest.raises(KeyError):
        await database.write(fail)
    found = await database.read(conversations.load, stored.conversation.id)
    assert found is not None
    assert found.conversation.events == ()
    assert await database.write(answer, stored.conversation.id, "kept") == 1


async def test_two_processes_take_turns_without_losing_an_answer(database: Database, other: Database) -> None:
    _, stored = await database.write(begin)
    for number in range(10):
        own = (database, other)[number % 3 == 0]
        assert await own.write(answer, stored.conversation.id, f"answer {number}") == number + 1
    for own in (database, other):
        found = await own.read(conversations.load, stored.conversation.id)
        assert found is not None
        assert [event.value for event in found.conversation.events] == [f"answer {number}" for number in range(10)]
        assert found.conversation.draft == fold(found.conversation.events)


async def test_several_turns_in_one_transaction_see_each_other(database: Database) -> None:
    _, stored = await database.write(begin)

    def three(connection: Connection) -> list[int]:
        return [answer(connection, stored.conversation.id, str(number)) for number in range(3)]

    assert await database.write(three) == [1, 2, 3]


async def test_a_person_s_drafts_are_listed_with_the_last_used_first(database: Database) -> None:
    alice, first = await database.write(begin)
    _, second = await database.write(begin)
    await database.write(begin, BOB, "Bob")
    changed = answered(first.conversation, "x")
    await database.write(conversations.save, changed, changed.events, first.revision, later(60))
    await database.write(conversations.rename, first.conversation.id, "Kelas Ibu Hamil")
    found = await database.read(conversations.of_contact, alice.id)
    assert [(draft_summary.id, draft_summary.name, draft_summary.events) for draft_summary in found] == [
        (first.conversation.id, "Kelas Ibu Hamil", 1),
        (second.conversation.id, "Rancangan", 0),
    ]


async def test_a_part_of_the_log_can_be_read(database: Database) -> None:
    _, stored = await database.write(begin)
    for value in "abcd":
        await database.write(answer, stored.conversation.id, value)
    found = await database.read(conversations.events, stored.conversation.id, after=1, upto=3)
    assert [event.value for event in found] == ["b", "c"]


async def test_an_unknown_conversation_is_none(database: Database) -> None:
    assert await database.read(conversations.load, 99) is None


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
events = st.builds(
    Event,
    number=st.just(1),
    at=st.just(later(0.000001)),
    kind=st.just(EventKind.NOTED),
    question=texts,
    value=values,
    raw=texts,
    how=st.sampled_from(AnswerSource),
    source=st.builds(InputSource, contact=texts, channel=texts),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(event=events)
async def test_every_event_comes_back_word_for_word(database: Database, event: Event) -> None:
    _, stored = await database.write(begin)
    grown = Conversation(id=stored.conversation.id, flow="rancangan", version=1, events=(event,))
    await database.write(conversations.save, grown, [event], stored.revision, NOW)
    assert await database.read(conversations.events, grown.id) == [event]
