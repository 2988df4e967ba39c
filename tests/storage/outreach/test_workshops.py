"""A workshop is planned, moved and cancelled; its places are never given twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import Connection

from flows.messages import Address
from storage.db.database import Database
from storage.outreach import workshops
from storage.outreach.audience import Audience
from storage.outreach.workshops import PLAN, NewWorkshop, Rsvp, Workshop, WorkshopState
from storage.people import contacts
from tests.fakes.storage_values import NOW

DAY = timedelta(days=1)


def planned(connection: Connection, starts_in: timedelta = DAY, code: str = "HADIR1") -> Workshop:
    """Plan a workshop by Dan."""
    dan, start = person(connection, "dan"), NOW + starts_in
    workshop = workshops.create(
        connection, NewWorkshop("Coaching clinic", start, start + timedelta(hours=3), code), dan, NOW
    )
    changed = workshops.change(connection, workshop.id, state=WorkshopState.PLANNED, place="Aula Dinas")
    assert changed is not None
    return changed


def person(connection: Connection, name: str) -> int:
    return contacts.at(connection, Address(channel="telegram", id=name), name, NOW).id


async def test_a_workshop_is_kept_as_it_was_planned_and_each_change_is_counted(database: Database) -> None:
    def story(connection: Connection) -> None:
        workshop = planned(connection)
        assert (workshop.title, workshop.place, workshop.plan, workshop.sequence) == (
            "Coaching clinic",
            "Aula Dinas",
            PLAN,
            1,
        )
        two = workshops.change(
            connection,
            workshop.id,
            starts_at=NOW + 2 * DAY,
            plan=[DAY],
            audience=Audience(kinds=("puskesmas",)),
            capacity=9,
        )
        assert two == workshops.get(connection, workshop.id)
        assert two is not None
        assert (two.plan, two.audience.kinds, two.capacity, two.sequence) == ((DAY,), ("puskesmas",), 9, 2)
        assert workshops.by_code(connection, "HADIR1") == two
        assert workshops.by_code(connection, "HADIR2") is None
        assert workshops.by_key(connection, two.key) == two
        assert workshops.by_key(connection, "HADIR1") is None, "who is invited does not know what hangs on the wall"

    await database.write(story)


async def test_what_is_over_or_cancelled_is_not_coming(database: Database) -> None:
    def story(connection: Connection) -> None:
        over, soon, later = (
            planned(connection, days * DAY, code) for days, code in ((-1, "OVER"), (1, "SOON"), (3, "LATER"))
        )
        assert [workshop.id for workshop in workshops.coming(connection, NOW)] == [soon.id, later.id]
        assert [workshop.id for workshop in workshops.past(connection, NOW, 5)] == [over.id]
        workshops.change(connection, soon.id, state=WorkshopState.CANCELLED)
        assert [workshop.id for workshop in workshops.coming(connection, NOW)] == [later.id]

    await database.write(story)


async def test_people_are_invited_once_and_may_change_their_minds(database: Database) -> None:
    def story(connection: Connection) -> None:
        workshop, alice, bob = planned(connection), person(connection, "alice"), person(connection, "bob")
        assert workshops.invite(connection, workshop.id, [alice, bob]) == [alice, bob]
        assert workshops.invite(connection, workshop.id, [alice, bob]) == []
        assert workshops.answer(connection, workshop.id, alice, Rsvp.MAYBE, NOW)
        assert workshops.answer(connection, workshop.id, alice, Rsvp.YES, NOW)
        assert workshops.arrive(connection, workshop.id, bob, NOW)
        assert not workshops.arrive(connection, workshop.id, bob, NOW)
        found = {
            attendance.name: (attendance.answer, attendance.present_at)
            for attendance in workshops.attendances_of(connection, workshop.id)
        }
        assert found == {"alice": (Rsvp.YES, None), "bob": (Rsvp.NONE, NOW)}
        bobs = workshops.attendance_of(connection, workshop.id, bob)
        assert bobs is not None
        assert (bobs.name, bobs.present_at) == ("bob", NOW)
        assert workshops.attendance_of(connection, workshop.id, person(connection, "carol")) is None

    await database.write(story)


async def test_the_last_place_is_given_once_and_can_be_given_back(database: Database) -> None:
    def prepare(connection: Connection) -> tuple[int, list[int]]:
        workshop = planned(connection)
        workshops.change(connection, workshop.id, capacity=1)
        return workshop.id, [person(connection, name) for name in ("alice", "bob", "erin", "frida")]

    number, people = await database.write(prepare)
    came = await asyncio.gather(
        *(database.write(workshops.answer, number, other_person, Rsvp.YES, NOW) for other_person in people)
    )
    assert sum(came) == 1
    first = people[came.index(True)]
    assert await database.write(workshops.answer, number, first, Rsvp.YES, NOW)
    assert await database.write(workshops.answer, number, first, Rsvp.NO, NOW)
    assert await database.write(workshops.answer, number, people[came.index(False)], Rsvp.YES, NOW)
