"""A broadcast reaches whom it is for, nobody twice, and each copy's fate is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from flows.conversation import Status
from flows.messages import Address, Reply, TextSpan
from storage.db.database import Database
from storage.messages import claims, deliveries, outbox
from storage.outreach import broadcasts
from storage.outreach.audience import Audience, Stage, choose
from storage.outreach.broadcasts import Broadcast, BroadcastState, DeliveryState
from storage.people import contacts, units
from storage.records import DeliveryReport, DeliveryStatus, NewReply, Priority, QueuedReply, SentReply
from storage.tables import conversations as drafts
from tests.fakes.storage_values import NOW, draft_at

NEWS = Reply(text=(TextSpan("Lokakarya besok."),))
LATER = NOW + timedelta(minutes=5)


def people(connection: Connection) -> dict[str, int]:
    """Make five people, each at another point of the way."""
    wotu = units.add(connection, "pkm-wotu", "Puskesmas Wotu", "puskesmas", NOW)
    dinkes = units.add(connection, "dinkes", "Dinas Kesehatan", "dinas", NOW)
    made = {}
    for name, unit, roles, status in (
        ("alice", wotu, ["inovator"], Status.DRAFT),
        ("bob", wotu, [], None),
        ("carol", dinkes, ["coach"], None),
        ("dan", None, ["admin", "coach"], Status.CANCELLED),
        ("erin", dinkes, ["inovator"], Status.APPROVED),
    ):
        item = contacts.at(connection, Address(channel="telegram", id=name), name, NOW).id
        contacts.update(connection, item, unit=unit, roles=roles)
        draft_at(connection, item, "pembuka", Status.DONE)
        if status is not None:
            draft_at(connection, item, "rancangan", status)
        made[name] = item
    return made


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience(), "alice bob carol dan erin"),
        (Audience(roles=("coach",)), "carol dan"),
        (Audience(roles=("inovator",)), "alice bob erin"),
        (Audience(progress=(Stage.NOTHING,)), "bob carol dan"),
        (Audience(progress=(Stage.WRITING,)), "alice"),
        (Audience(progress=(Stage.WRITING, Stage.APPROVED)), "alice erin"),
        (Audience(progress=(Stage.NOTHING,), form="rancangan", roles=("inovator",)), "bob"),
        (Audience(progress=(Stage.NOTHING,), form="kipp_2025", roles=("inovator",)), "alice bob erin"),
        (Audience(kinds=("puskesmas",)), "alice bob"),
        (Audience(kinds=("dinas",), roles=("inovator",)), "erin"),
        (Audience(active_since=NOW + timedelta(hours=1)), ""),
        (Audience(silent_since=NOW + timedelta(hours=1), roles=("admin",)), "dan"),
    ],
)
async def test_each_condition_narrows_the_circle(database: Database, audience: Audience, expected: str) -> None:
    def story(connection: Connection) -> str:
        names = {number: name for name, number in people(connection).items()}
        return " ".join(names[number] for number in choose(connection, audience, "pembuka"))

    assert await database.write(story) == expected


async def test_a_person_is_where_their_furthest_draft_is(database: Database) -> None:
    def story(connection: Connection) -> None:
        alice = people(connection)["alice"]
        draft_at(connection, alice, "kipp_2025", Status.REVISE)
        assert alice not in choose(connection, Audience(progress=(Stage.WRITING,)), "pembuka")
        assert alice in choose(connection, Audience(progress=(Stage.REVISE,)), "pembuka")
        assert alice in choose(connection, Audience(progress=(Stage.WRITING,), form="rancangan"), "pembuka")
        connection.execute(update(drafts).where(drafts.c.contact == alice).values(status=Status.CANCELLED.value))
        assert alice in choose(connection, Audience(progress=(Stage.NOTHING,)), "pembuka")

    await database.write(story)


async def test_who_is_left_out_is_left_out(database: Database) -> None:
    def story(connection: Connection) -> None:
        known = people(connection)
        unit = units.by_code(connection, "pkm-wotu")
        assert unit is not None
        left = choose(connection, Audience(without=(known["dan"],), without_units=(unit.id,)), "pembuka")
        assert left == [known["carol"], known["erin"]]

    await database.write(story)


def give(connection: Connection, number: int, known: Mapping[str, int], *names: str) -> list[QueuedReply]:
    """Put some people's copies into the outbox."""
    news = [
        NewReply(
            address=Address(channel="telegram", id=name), reply=NEWS, contact=known[name], priority=Priority.BROADCAST
        )
        for name in names
    ]
    rows = outbox.add(connection, news, NOW)
    broadcasts.mark_queued(connection, number, {row.contact or 0: row.id for row in rows})
    return rows


async def test_every_copy_has_a_fate_and_none_is_given_twice(database: Database) -> None:
    def story(connection: Connection) -> None:
        known = people(connection)
        broadcast = broadcasts.create(connection, NEWS, Audience(), known["dan"], NOW)
        broadcasts.subscribe(connection, known["bob"], wants=False)
        assert broadcasts.unsubscribed(connection, list(known.values())) == [known["bob"]]
        wanted = [known[name] for name in ("alice", "carol", "erin")]
        for _ in range(2):  # written down once, however often
            broadcasts.set_recipients(
                connection, broadcast.id, wanted, {known["bob"]: "unsubscribed", known["dan"]: "gone"}
            )
        assert broadcasts.change_state(connection, broadcast.id, [BroadcastState.DRAFT], BroadcastState.SENDING, NOW)
        assert not broadcasts.change_state(
            connection, broadcast.id, [BroadcastState.DRAFT], BroadcastState.SENDING, NOW
        )
        assert broadcasts.sending(connection) == [broadcast.id]
        assert broadcasts.waiting(connection, broadcast.id) == [(person, "telegram") for person in wanted]
        assert broadcasts.claim(connection, broadcast.id, [*wanted[:2], known["bob"]]) == wanted[:2]
        rows = give(connection, broadcast.id, known, "alice", "carol")
        assert broadcasts.claim(connection, broadcast.id, wanted) == [known["erin"]]
        outbox.sent(connection, [SentReply(id=row.id, message=f"m{row.id}", at=NOW) for row in rows])
        deliveries.note(
            connection,
            DeliveryReport(
                channel="telegram", message=f"m{rows[0].id}", address="alice", arrival=DeliveryStatus.READ, at=NOW
            ),
        )
        assert broadcasts.is_left(connection, broadcast.id)
        assert broadcasts.tally(connection, broadcast.id) == {
            DeliveryState.READ: 1,
            DeliveryState.SENT: 1,
            DeliveryState.QUEUED: 1,
            DeliveryState.UNSUBSCRIBED: 1,
            DeliveryState.UNREACHABLE: 1,
        }
        assert [copy.state for copy in broadcasts.deliveries_of(connection, broadcast.id)] == [
            DeliveryState.READ,
            DeliveryState.UNSUBSCRIBED,
            DeliveryState.SENT,
            DeliveryState.UNREACHABLE,
            DeliveryState.QUEUED,
        ]

    await database.write(story)


async def test_a_broadcast_is_planned_and_removed_only_until_it_goes_and_no_other_with_it(database: Database) -> None:
    def story(connection: Connection) -> None:
        dan = people(connection)["dan"]
        early, other = (broadcasts.create(connection, NEWS, Audience(), dan, NOW).id for _ in range(2))

        def now(number: int) -> Broadcast | None:
            return broadcasts.get(connection, number)

        assert broadcasts.schedule(connection, early, LATER, NOW)
        assert broadcasts.schedule(connection, early, LATER + timedelta(hours=1), NOW), "it may be planned anew"
        planned = now(early)
        assert planned is not None
        assert (planned.state, planned.due_at) == (BroadcastState.SCHEDULED, LATER + timedelta(hours=1))
        assert (planned.started_at, planned.finished_at) == (None, None)
        assert broadcasts.change_state(connection, other, [BroadcastState.DRAFT], BroadcastState.SENDING, NOW)
        assert broadcasts.change_state(connection, other, [BroadcastState.SENDING], BroadcastState.SENDING, LATER)
        assert broadcasts.change_state(connection, other, [BroadcastState.SENDING], BroadcastState.DONE, LATER)
        gone = now(other)
        assert gone is not None
        assert (gone.started_at, gone.finished_at, gone.due_at) == (NOW, LATER, None)
        assert not broadcasts.schedule(connection, other, LATER, NOW)
        assert not broadcasts.remove(connection, other)
        assert broadcasts.remove(connection, early)
        assert not broadcasts.remove(connection, early)
        assert (now(early), now(other)) == (None, gone)

    await database.write(story)


async def test_after_a_crash_a_copy_whose_call_had_begun_is_uncertain_and_the_other_is_sent(
    database: Database,
) -> None:
    def story(connection: Connection) -> None:
        known = people(connection)
        broadcast = broadcasts.create(connection, NEWS, Audience(), known["dan"], NOW)
        broadcasts.set_recipients(connection, broadcast.id, [known["alice"], known["carol"]], {})
        called, waiting = give(connection, broadcast.id, known, "alice", "carol")
        assert claims.call(connection, called.id, NOW)
        claims.release(connection, claims.holders(connection, NOW), LATER)
        assert outbox.claim(connection, "telegram", "alice", LATER) is None
        again = outbox.claim(connection, "telegram", "carol", LATER)
        assert again is not None
        assert again.id == waiting.id
        assert broadcasts.tally(connection, broadcast.id) == {DeliveryState.UNCERTAIN: 1, DeliveryState.QUEUED: 1}

    await database.write(story)


async def test_what_is_uncertain_goes_once_more_to_those_who_still_want_it(database: Database) -> None:
    def story(connection: Connection) -> None:
        known = people(connection)
        broadcast = broadcasts.create(connection, NEWS, Audience(), known["dan"], NOW)
        three = [known["alice"], known["carol"], known["dan"]]
        broadcasts.set_recipients(connection, broadcast.id, three, {})
        alice, carol = give(connection, broadcast.id, known, "alice", "carol")
        (dan,) = give(connection, broadcast.id, known, "dan")
        outbox.sent(connection, [SentReply(id=dan.id, message="m", at=NOW)])
        for row in (alice, carol):
            outbox.doubt(connection, row.id, "the line broke")
        broadcasts.subscribe(connection, known["carol"], wants=False)
        assert broadcasts.requeue_uncertain(connection, broadcast.id) == 1
        assert broadcasts.requeue_uncertain(connection, broadcast.id) == 0
        assert broadcasts.tally(connection, broadcast.id) == {
            DeliveryState.QUEUED: 1,
            DeliveryState.UNCERTAIN: 1,
            DeliveryState.SENT: 1,
        }
        assert broadcasts.claim(connection, broadcast.id, three) == [known["alice"]]

    await database.write(story)
