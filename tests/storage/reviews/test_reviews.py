"""Submissions wait, are claimed by one coach, and every remark to them stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from flows.messages import Address
from flows.review.review import RemarkKind, SectionMark, Verdict, mark, of_review, open_points, unread, verdict
from storage.db.database import Database
from storage.drafts import conversations, members
from storage.people import coaches, contacts, units
from storage.records import Submission, SubmissionState
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark, NewSubmission
from tests.fakes.storage_values import NOW

SECTIONS = ("masalah", "solusi")


def person(connection: Connection, name: str) -> int:
    item = contacts.at(connection, Address(channel="telegram", id=name), name, NOW).id
    contacts.update(connection, item, roles=() if name == "alice" else (coaches.COACH,))
    return item


def handed_in(connection: Connection, number: int = 1, needs: int = 1, unit: int | None = None) -> Submission:
    alice = person(connection, "alice")
    found = conversations.of_contact(connection, alice)
    draft = found[0].id if found else conversations.create(connection, alice, "f", 1, "Arisan", NOW).conversation.id
    return reviews.submit(
        connection,
        NewSubmission(conversation=draft, number=number, contact=alice, unit=unit, needs=needs),
        NOW + timedelta(hours=number),
    )


async def test_a_submission_waits_until_one_coach_has_it(database: Database) -> None:
    def story(connection: Connection) -> None:
        submission = handed_in(connection)
        carol, erin = person(connection, "carol"), person(connection, "erin")
        assert [waiting.name for waiting in reviews.queue(connection, carol)] == ["Arisan"]
        mine = reviews.claim(connection, submission.id, carol, NOW)
        assert mine is not None
        assert reviews.claim(connection, submission.id, carol, NOW) == mine
        assert reviews.claim(connection, submission.id, erin, NOW) is None
        assert [review.coach for review in reviews.queue(connection, erin)[0].reviews] == [carol]
        assert reviews.give_back(connection, mine.id)
        assert reviews.claim(connection, submission.id, erin, NOW) is not None

    await database.write(story)


async def test_a_coach_may_read_the_versions_that_came_to_them_and_no_other(database: Database) -> None:
    def story(connection: Connection) -> None:
        wotu = units.add(connection, "pkm-wotu", "Puskesmas Wotu", "puskesmas", NOW)
        carol, erin = person(connection, "carol"), person(connection, "erin")
        reviews.assign(connection, carol, wotu)
        reviews.assign(connection, erin, units.add(connection, "pkm-burau", "Puskesmas Burau", "puskesmas", NOW))
        first = handed_in(connection, 1, unit=wotu)
        assert reviews.readable(connection, carol) == {first.conversation: {1}}
        assert reviews.readable(connection, erin) == {}
        review = reviews.claim(connection, first.id, carol, NOW)
        assert review is not None
        reviews.send(connection, review.id, Verdict.RETURN, NOW)
        handed_in(connection, 3, unit=wotu)
        assert reviews.readable(connection, carol) == {first.conversation: {1, 3}}
        reviews.unassign(connection, carol, wotu)
        reviews.assign(connection, erin, wotu)
        assert reviews.readable(connection, erin) == {first.conversation: {3}}, "what is new to them"

    await database.write(story)


async def test_a_coach_with_units_sees_those_and_what_nobody_is_assigned_to(database: Database) -> None:
    def story(connection: Connection) -> None:
        wotu = units.add(connection, "pkm-wotu", "Puskesmas Wotu", "puskesmas", NOW)
        burau = units.add(connection, "pkm-burau", "Puskesmas Burau", "puskesmas", NOW)
        carol, erin, dan = (person(connection, name) for name in ("carol", "erin", "dan"))
        reviews.assign(connection, carol, wotu)
        reviews.assign(connection, erin, burau)
        handed_in(connection, unit=wotu)
        assert len(reviews.queue(connection, carol)) == 1
        assert reviews.queue(connection, erin) == []
        assert len(reviews.queue(connection, dan)) == 1

    await database.write(story)


@pytest.mark.parametrize(("needs", "states"), [(1, ["approved"]), (2, ["waiting", "approved"])])
async def test_an_approval_needs_as_many_coaches_as_the_setting_says(
    database: Database, needs: int, states: list[str]
) -> None:
    def story(connection: Connection) -> list[str]:
        submission = handed_in(connection, needs=needs)
        seen = []
        for name in ("carol", "erin")[:needs]:
            review = reviews.claim(connection, submission.id, person(connection, name), NOW)
            assert review is not None
            now = reviews.send(connection, review.id, Verdict.APPROVE, NOW)
            assert now is not None
            assert reviews.send(connection, review.id, Verdict.RETURN, NOW) is None
            seen.append(now.state.value)
        return seen

    assert await database.write(story) == states


async def test_a_newer_submission_takes_the_place_of_the_one_that_waits_and_its_open_review(database: Database) -> None:
    def story(connection: Connection) -> None:
        first, carol = handed_in(connection), person(connection, "carol")
        review = reviews.claim(connection, first.id, carol, NOW)
        assert review is not None
        fix = NewRemark(kind=RemarkKind.FIX, section="masalah", contact=carol, review=review.id, text="Angka?")
        reviews.add_remark(connection, first, fix, NOW)
        assert not reviews.give_back(connection, review.id)
        second = handed_in(connection, 2)
        before = reviews.get(connection, first.id)
        assert before is not None
        assert before.state is SubmissionState.WITHDRAWN
        assert [moved.id for moved in reviews.of_submission(connection, second.id)] == [review.id]
        assert [remark.text for remark in reviews.remarks_of(connection, first.conversation)] == ["Angka?"]

    await database.write(story)


async def test_a_review_is_the_fold_of_its_remarks_and_a_point_is_open_until_it_is_settled(database: Database) -> None:
    def story(connection: Connection) -> None:
        submission, carol, alice = handed_in(connection), person(connection, "carol"), person(connection, "alice")
        review = reviews.claim(connection, submission.id, carol, NOW)
        assert review is not None

        def say(kind: RemarkKind, section: str, answers: int | None = None, who: int = carol) -> int:
            own = review.id if who == carol else None
            remark = NewRemark(kind=kind, section=section, contact=who, review=own, answers=answers)
            return reviews.add_remark(connection, submission, remark, NOW)

        def standing() -> list[str]:
            return [
                mark(of_review(reviews.remarks_of(connection, submission.conversation), review.id), s) for s in SECTIONS
            ]

        def result() -> Verdict | None:
            return verdict(of_review(reviews.remarks_of(connection, submission.conversation), review.id), SECTIONS)

        say(RemarkKind.GOOD, "solusi")
        slip = say(RemarkKind.ASK, "masalah")
        assert standing() == [SectionMark.ASK, SectionMark.GOOD]
        say(RemarkKind.WITHDRAWN, "masalah", answers=slip)
        assert result() is None
        assert unread(of_review(reviews.remarks_of(connection, submission.conversation), review.id), SECTIONS) == [
            "masalah"
        ]
        fix = say(RemarkKind.FIX, "masalah")
        assert result() is Verdict.RETURN
        assert open_points(reviews.remarks_of(connection, submission.conversation), []) == []
        reviews.send(connection, review.id, Verdict.RETURN, NOW)
        sent = [sent_review.id for sent_review in reviews.sent_of(connection, submission.conversation)]
        assert [point.id for point in open_points(reviews.remarks_of(connection, submission.conversation), sent)] == [
            fix
        ]
        say(RemarkKind.RESOLVED, "masalah", answers=fix, who=alice)
        assert open_points(reviews.remarks_of(connection, submission.conversation), sent) == []
        say(RemarkKind.REOPENED, "masalah", answers=fix, who=alice)
        assert [point.id for point in open_points(reviews.remarks_of(connection, submission.conversation), sent)] == [
            fix
        ]
        say(RemarkKind.RESOLVED, "masalah", answers=fix, who=alice)
        assert open_points(reviews.remarks_of(connection, submission.conversation), sent) == []

    await database.write(story)


async def test_of_two_coaches_who_tap_at_one_moment_in_two_processes_one_gets_it(
    database: Database, other: Database
) -> None:
    submission = await database.write(handed_in)
    carol, erin = await database.write(person, "carol"), await database.write(person, "erin")
    taken = await asyncio.gather(
        database.write(reviews.claim, submission.id, carol, NOW), other.write(reviews.claim, submission.id, erin, NOW)
    )
    assert sum(review is not None for review in taken) == 1


async def test_nobody_is_offered_what_they_write_themselves(database: Database) -> None:
    def story(connection: Connection) -> None:
        submission, carol = handed_in(connection), person(connection, "carol")
        assert reviews.queue(connection, person(connection, "alice")) == []
        members.join(connection, submission.conversation, carol, NOW)
        assert reviews.queue(connection, carol) == []
        assert carol in coaches.writers(connection, submission.conversation)

    await database.write(story)


async def test_the_coaches_of_a_unit_are_in_charge_of_it_else_all_are(database: Database) -> None:
    def story(connection: Connection) -> None:
        wotu = units.add(connection, "pkm-wotu", "Puskesmas Wotu", "puskesmas", NOW)
        submission = handed_in(connection, unit=wotu)
        people = [person(connection, name) for name in ("alice", "carol", "erin")]
        for number in people:
            contacts.update(connection, number, roles=["coach"])
        assert coaches.in_charge(connection, submission.conversation, wotu) == people[1:]
        reviews.assign(connection, people[2], wotu)
        assert coaches.in_charge(connection, submission.conversation, wotu) == people[2:]

    await database.write(story)
