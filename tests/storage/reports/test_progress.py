"""Units, people and drafts are told how far they are, in a few queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, event

from flows.conversation import Cursor, Event, EventKind, Status
from flows.drafts.event_log import append
from flows.messages import Address
from flows.review.review import Verdict
from storage.db.database import Database
from storage.drafts import conversations, members, revisions
from storage.outreach.audience import Stage
from storage.people import contacts, units
from storage.records import RevisionKind, UnitState
from storage.reports import draft_list, funnel, progress
from storage.reports.draft_list import HistoryKind
from storage.reports.funnel import END, DurationStats, FunnelStep
from storage.reports.progress import UnitProgress
from storage.reviews import reviews
from storage.reviews.reviews import NewSubmission
from tests.fakes.storage_values import NOW, draft_at

OPENING = "pembuka"
DAY = timedelta(days=1)


def person(connection: Connection, name: str, unit: int | None = None, roles: tuple[str, ...] = ()) -> int:
    item = contacts.at(connection, Address(channel="telegram", id=name), name.title(), NOW).id
    contacts.update(connection, item, unit=unit, roles=list(roles))
    return item


def draft(connection: Connection, owner: int, status: Status, name: str = "Arisan", form: str = "rancangan") -> int:
    return draft_at(connection, owner, form, status, name)


def hand_in(connection: Connection, number: int, owner: int, unit: int | None, at: datetime) -> int:
    version = revisions.add(connection, number, 0, RevisionKind.SUBMITTED, Status.SUBMITTED, at)
    return reviews.submit(
        connection, NewSubmission(conversation=number, number=version.number, contact=owner, unit=unit, needs=1), at
    ).id


def judge(connection: Connection, submission: int, coach: int, verdict: Verdict, opened: datetime) -> None:
    review = reviews.claim(connection, submission, coach, opened)
    assert review is not None
    reviews.send(connection, review.id, verdict, opened + timedelta(hours=1))


def town(connection: Connection) -> dict[str, int]:
    """Make three units and a closed one, with people at different points of the way."""
    wotu = units.add(connection, "pkm-wotu", "Puskesmas Wotu", "puskesmas", NOW)
    burau = units.add(connection, "pkm-burau", "Puskesmas Burau", "puskesmas", NOW)
    dinkes = units.add(connection, "dinkes", "Dinas Kesehatan", "dinas", NOW)
    units.change(connection, units.add(connection, "lama", "Kantor Lama", "dinas", NOW), state=UnitState.CLOSED)
    alice, bob = person(connection, "alice", wotu), person(connection, "bob", wotu, ("inovator",))
    carol, erin = person(connection, "carol", dinkes, ("coach",)), person(connection, "erin")
    for item in (alice, bob, carol, erin):
        draft(connection, item, Status.DONE, "Pembuka", OPENING)
    return {"wotu": wotu, "burau": burau, "dinkes": dinkes, "alice": alice, "bob": bob, "carol": carol, "erin": erin}


def at(connection: Connection, unit: int, form: str = "") -> UnitProgress:
    return next(
        unit_progress for unit_progress in progress.standings(connection, OPENING, form) if unit_progress.unit == unit
    )


async def test_a_unit_is_as_far_as_the_furthest_draft_of_its_people(database: Database) -> None:
    def story(connection: Connection) -> None:
        who = town(connection)
        listed = progress.standings(connection, OPENING)
        assert [unit_progress.code for unit_progress in listed] == ["dinkes", "pkm-burau", "pkm-wotu"]
        assert {unit_progress.progress for unit_progress in listed} == {Stage.NOTHING}
        draft(connection, who["alice"], Status.CANCELLED)
        assert at(connection, who["wotu"]).progress is Stage.NOTHING
        draft(connection, who["bob"], Status.DRAFT, "Posyandu")
        draft(connection, who["alice"], Status.REVISE, "Arisan")
        draft(connection, who["alice"], Status.DRAFT, "Antre", "kipp_2025")
        found = at(connection, who["wotu"])
        assert (found.progress, found.people, found.is_delivered) == (Stage.REVISE, 2, True)
        assert found.drafts == {Stage.REVISE: 1, Stage.WRITING: 2}
        assert found.names == ("Arisan", "Posyandu", "Antre")
        assert found.active_at == NOW
        assert at(connection, who["wotu"], "kipp_2025").progress is Stage.WRITING
        assert (at(connection, who["burau"]).people, at(connection, who["burau"]).active_at) == (0, None)

    await database.write(story)


async def test_a_draft_counts_for_its_members_units_and_for_the_unit_it_was_handed_in_for(database: Database) -> None:
    def story(connection: Connection) -> None:
        who = town(connection)
        shared = draft(connection, who["erin"], Status.SUBMITTED)
        assert {unit_progress.progress for unit_progress in progress.standings(connection, OPENING)} == {Stage.NOTHING}
        members.join(connection, shared, who["alice"], NOW)
        members.join(connection, shared, who["bob"], NOW)
        hand_in(connection, shared, who["erin"], who["burau"], NOW)
        hand_in(connection, shared, who["erin"], who["burau"], NOW + DAY)
        for unit in ("wotu", "burau"):
            assert at(connection, who[unit]).drafts == {Stage.SUBMITTED: 1}
        assert at(connection, who["dinkes"]).progress is Stage.NOTHING
        seen = progress.coverage(progress.standings(connection, OPENING))
        assert (seen.units, seen.delivered) == (3, 2)
        assert seen.counts == {**dict.fromkeys(Stage, 0), Stage.NOTHING: 1, Stage.SUBMITTED: 2}

    await database.write(story)


async def test_people_are_inovators_with_their_own_furthest_draft_and_those_of_no_unit_come_last(
    database: Database,
) -> None:
    def story(connection: Connection) -> None:
        who = town(connection)
        own = draft(connection, who["alice"], Status.DRAFT)
        draft(connection, who["alice"], Status.APPROVED)
        members.join(connection, own, who["bob"], NOW)
        found = progress.people(connection, OPENING)
        assert [
            (person_progress.name, person_progress.unit_name, person_progress.progress) for person_progress in found
        ] == [
            ("Alice", "Puskesmas Wotu", Stage.APPROVED),
            ("Bob", "Puskesmas Wotu", Stage.WRITING),
            ("Erin", "", Stage.NOTHING),
        ]

    await database.write(story)


async def test_drafts_are_listed_with_owner_version_and_reader_the_last_used_first(database: Database) -> None:
    def story(connection: Connection) -> None:
        who = town(connection)
        first = draft(connection, who["alice"], Status.REVISE)
        draft(connection, who["bob"], Status.CANCELLED)
        other = draft(connection, who["erin"], Status.DRAFT, "Antre", "kipp_2025")
        members.join(connection, first, who["bob"], NOW)
        judge(connection, hand_in(connection, first, who["alice"], who["wotu"], NOW), who["carol"], Verdict.RETURN, NOW)
        again = hand_in(connection, first, who["alice"], who["wotu"], NOW + DAY)
        found = draft_list.drafts(connection, OPENING)
        assert [draft_progress.id for draft_progress in found] == [other, first]
        assert (found[0].revision, found[0].submission, found[0].coaches, found[0].unit) == (0, None, (), None)
        shown = found[1]
        assert (shown.owner_name, shown.others, shown.unit_name) == ("Alice", ("Bob",), "Puskesmas Wotu")
        assert (shown.revision, shown.submission, shown.submitted_at) == (2, again, NOW + DAY)
        assert shown.coaches == ()
        assert reviews.claim(connection, again, who["carol"], NOW) is not None
        assert draft_list.drafts(connection, OPENING, unit=who["wotu"])[0].coaches == ("Carol",)
        assert draft_list.drafts(connection, OPENING, unit=who["burau"]) == []
        assert [draft_progress.id for draft_progress in draft_list.drafts(connection, OPENING, "kipp_2025")] == [other]

    await database.write(story)


async def test_a_draft_tells_its_story_in_order(database: Database) -> None:
    def story(connection: Connection) -> None:
        who = town(connection)
        item = draft(connection, who["alice"], Status.DRAFT)
        revisions.add(connection, item, 0, RevisionKind.DRAFT, Status.DRAFT, NOW + DAY)
        first = hand_in(connection, item, who["alice"], who["wotu"], NOW + 2 * DAY)
        judge(connection, first, who["carol"], Verdict.RETURN, NOW + 3 * DAY)
        hand_in(connection, item, who["alice"], who["wotu"], NOW + 4 * DAY)
        last = hand_in(connection, item, who["alice"], who["wotu"], NOW + 5 * DAY)
        judge(connection, last, who["carol"], Verdict.APPROVE, NOW + 6 * DAY)
        assert [(step.kind, step.who, step.number) for step in draft_list.history(connection, item)] == [
            (HistoryKind.BEGUN, "Alice", 0),
            (HistoryKind.DOCUMENT, "", 1),
            (HistoryKind.SUBMITTED, "Alice", 2),
            (HistoryKind.TAKEN, "Carol", 2),
            (HistoryKind.RETURNED, "Carol", 2),
            (HistoryKind.SUBMITTED, "Alice", 3),
            (HistoryKind.WITHDRAWN, "", 3),
            (HistoryKind.SUBMITTED, "Alice", 4),
            (HistoryKind.TAKEN, "Carol", 4),
            (HistoryKind.APPROVED, "Carol", 4),
        ]
        assert draft_list.history(connection, item + 100) == []

    await database.write(story)


def stand(connection: Connection, number: int, question: str | None, answered: tuple[str, ...], now: datetime) -> None:
    stored = conversations.load(connection, number)
    assert stored is not None
    moved = replace(stored.conversation, cursor=Cursor(question=question), ask=len(answered) + 1)
    for place, name in enumerate(answered, 1):
        moved = append(moved, Event(number=place, at=now, kind=EventKind.ANSWERED, question=name, value="ya"))
    conversations.save(connection, moved, moved.events, stored.revision, now)


async def test_a_funnel_counts_who_came_to_each_question_and_who_stopped_there(database: Database) -> None:
    def story(connection: Connection) -> None:
        who = town(connection)
        old, new, done, fresh, sent = (
            draft(connection, who["alice"], status)
            for status in (Status.DRAFT, Status.DRAFT, Status.DRAFT, Status.DRAFT, Status.APPROVED)
        )
        stand(connection, old, "b", ("a",), NOW)
        stand(connection, new, "b", ("a",), NOW + 20 * DAY)
        stand(connection, done, None, ("a", "b", "b"), NOW)
        stand(connection, sent, "a", ("a", "c"), NOW)
        stand(connection, draft(connection, who["bob"], Status.CANCELLED), "b", ("a",), NOW)
        stand(connection, draft(connection, who["bob"], Status.DRAFT, form="kipp_2025"), "b", ("a",), NOW)
        assert fresh
        assert funnel.funnel(connection, "rancangan", ("a", "b", "c"), NOW + 20 * DAY, 7 * DAY) == [
            FunnelStep(question="a", reached=5, here=1, stopped=1),
            FunnelStep(question="b", reached=3, here=2, stopped=1),
            FunnelStep(question="c", reached=1, here=0, stopped=0),
            FunnelStep(question=END, reached=2, here=1, stopped=1),
        ]

    await database.write(story)


async def test_review_times_name_the_middle_and_the_draft_that_took_longest(database: Database) -> None:
    def story(connection: Connection) -> None:
        who = town(connection)
        assert funnel.review_times(connection, NOW).waiting == DurationStats()
        item, two, three = (draft(connection, who["alice"], Status.SUBMITTED) for _ in range(3))
        for number, days in ((item, 1), (two, 3)):
            handed = hand_in(connection, number, who["alice"], None, NOW)
            judge(connection, handed, who["carol"], Verdict.RETURN, NOW + days * DAY)
        again = hand_in(connection, item, who["alice"], None, NOW + 5 * DAY)
        judge(connection, again, who["carol"], Verdict.APPROVE, NOW + 6 * DAY)
        hand_in(connection, three, who["alice"], None, NOW)
        found = funnel.review_times(connection, NOW + 10 * DAY)
        hour = timedelta(hours=1)
        assert found.returned == DurationStats(count=2, median=2 * DAY + hour, longest=3 * DAY + hour, draft=two)
        assert found.approved == DurationStats(count=1, median=DAY + hour, longest=DAY + hour, draft=item)
        assert found.waiting == DurationStats(count=1, median=10 * DAY, longest=10 * DAY, draft=three)
        assert found.taken == DurationStats(count=3, median=DAY, longest=3 * DAY, draft=two)

    await database.write(story)


def counted(connection: Connection, read: Callable[[], object]) -> int:
    """Return how many statements a reading takes."""
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    read()
    event.remove(connection, "before_cursor_execute", note)
    return len(statements)


@pytest.mark.parametrize("many", [2, 40])
async def test_the_board_takes_as_few_queries_for_many_units_as_for_two(database: Database, many: int) -> None:
    def story(connection: Connection) -> list[int]:
        carol = person(connection, "carol", roles=("coach",))
        for number in range(many):
            unit = units.add(connection, f"u{number}", f"Unit {number}", "dinas", NOW)
            owner = person(connection, f"p{number}", unit)
            item = draft(connection, owner, Status.SUBMITTED)
            judge(connection, hand_in(connection, item, owner, unit, NOW), carol, Verdict.RETURN, NOW)
        readings: list[Callable[[], object]] = [
            lambda: progress.standings(connection, OPENING),
            lambda: progress.people(connection, OPENING),
            lambda: draft_list.drafts(connection, OPENING),
            lambda: funnel.funnel(connection, "rancangan", ("a",), NOW, DAY),
            lambda: funnel.review_times(connection, NOW),
        ]
        return [counted(connection, read) for read in readings]

    assert await database.write(story) == [3, 2, 4, 2, 1]
