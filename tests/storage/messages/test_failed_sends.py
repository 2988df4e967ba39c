"""The parts of a long reply: what failed late goes again, and nothing else does."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from storage.db.database import Database
from storage.messages import failed_sends, outbox
from storage.records import QueuedReply, SentReply
from storage.tables import outbox as rows
from tests.fakes.storage_values import ALICE, NOW, later, reply

PARTS = 3


def taken(row: int, part: int, message: str = "") -> SentReply:
    """Say that the vendor took a part."""
    lease = None if part == PARTS - 1 else later(90)
    return SentReply(id=row, message=message or f"m{part}", at=later(part), part=part, parts=PARTS, lease=lease)


async def sent_whole(database: Database) -> int:
    (first,) = await database.write(outbox.add, [reply("1")], NOW)
    await database.write(outbox.sent, [taken(first.id, part) for part in range(PARTS)])
    return first.id


async def claim(database: Database, seconds: float) -> QueuedReply | None:
    return await database.write(outbox.claim, ALICE.channel, ALICE.id, later(seconds))


def missing(found: QueuedReply | None) -> list[int]:
    assert found is not None
    return [part for part in range(PARTS) if not found.has_sent(part)]


@pytest.mark.parametrize("part", range(PARTS))
async def test_a_part_that_failed_late_goes_again_alone(database: Database, part: int) -> None:
    row = await sent_whole(database)
    assert await claim(database, 5) is None
    await database.write(failed_sends.mark_failed, row, f"m{part}", "131000", later(10), part)
    found = await claim(database, 10)
    assert missing(found) == [part]
    await database.write(outbox.sent, [taken(row, part, "again")])
    assert await claim(database, 500) is None


async def test_two_parts_that_failed_go_again(database: Database) -> None:
    row = await sent_whole(database)
    await database.write(failed_sends.mark_failed, row, "m0", "131000", later(10), 0)
    await database.write(failed_sends.mark_failed, row, "m1", "131000", later(10), 1)
    assert missing(await claim(database, 10)) == [0, 1]


async def test_an_early_part_that_failed_leaves_the_place_of_the_question(database: Database) -> None:
    row = await sent_whole(database)
    await database.write(failed_sends.mark_failed, row, "m0", "131000", later(10), 0)
    await claim(database, 10)
    await database.write(outbox.sent, [taken(row, 0, "again")])
    found = await database.read(_place, row)
    assert found == (f"m{PARTS - 1}", "sent", later(PARTS - 1))


async def test_a_part_that_failed_while_the_next_was_on_its_way_is_not_forgotten(database: Database) -> None:
    (first,) = await database.write(outbox.add, [reply("1")], NOW)
    await database.write(outbox.sent, [taken(first.id, 0)])
    await database.write(failed_sends.mark_failed, first.id, "m0", "131000", later(10), 0)
    await database.write(outbox.sent, [taken(first.id, 1), taken(first.id, 2)])
    assert missing(await claim(database, 10)) == [0]


async def test_a_failure_that_is_quicker_than_the_mark_of_its_part_stands(database: Database) -> None:
    (first,) = await database.write(outbox.add, [reply("1")], NOW)
    await database.write(failed_sends.mark_failed, first.id, "m0", "131000", later(10), 0)
    await database.write(outbox.sent, [taken(first.id, part) for part in range(PARTS)])
    assert missing(await claim(database, 10)) == [0]


async def test_a_part_that_failed_for_good_sends_nothing_again(database: Database) -> None:
    row = await sent_whole(database)
    await database.write(failed_sends.mark_failed, row, "m0", "131026", None, 0)
    assert await claim(database, 9_000) is None


async def test_the_same_failure_twice_changes_nothing(database: Database) -> None:
    row = await sent_whole(database)
    await database.write(failed_sends.mark_failed, row, f"m{PARTS - 1}", "131000", later(10), PARTS - 1)
    await claim(database, 10)
    await database.write(outbox.sent, [taken(row, PARTS - 1, "again")])
    await database.write(failed_sends.mark_failed, row, f"m{PARTS - 1}", "131000", later(20), PARTS - 1)
    assert await claim(database, 500) is None


def _place(connection: Connection, row: int) -> tuple[object, ...]:
    columns = (rows.c.message, rows.c.state, rows.c.sent_at)
    return tuple(connection.execute(select(*columns).where(rows.c.id == row)).one())
