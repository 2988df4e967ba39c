"""Links and sessions of the dashboard on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from storage.db.database import Database
from storage.people import contacts, web_sessions
from storage.tables import logins as table
from tests.fakes.storage_values import ALICE, BOB, NOW, later

IN_TIME, TOO_LATE = NOW + web_sessions.LINK_LIVES - timedelta(seconds=1), NOW + web_sessions.LINK_LIVES


def alice(connection: Connection) -> int:
    return contacts.at(connection, ALICE, "Alice", NOW).id


async def test_a_link_opens_one_session_and_looking_at_it_uses_nothing(database: Database) -> None:
    link = await database.write(web_sessions.make_link, ALICE, NOW)
    assert await database.read(web_sessions.is_good, link, IN_TIME)
    opened = await database.write(web_sessions.sign_in, link, IN_TIME)
    assert opened is not None
    assert opened[0] == ALICE
    assert await database.read(web_sessions.signed_in, opened[1], IN_TIME) == ALICE
    assert not await database.read(web_sessions.is_good, link, IN_TIME)
    assert await database.write(web_sessions.sign_in, link, IN_TIME) is None


async def test_a_link_is_good_for_ten_minutes_and_a_session_for_half_a_day(database: Database) -> None:
    link = await database.write(web_sessions.make_link, ALICE, NOW)
    assert not await database.read(web_sessions.is_good, link, TOO_LATE)
    assert await database.write(web_sessions.sign_in, link, TOO_LATE) is None
    opened = await database.write(web_sessions.sign_in, await database.write(web_sessions.make_link, ALICE, NOW), NOW)
    assert opened is not None
    assert await database.read(web_sessions.signed_in, opened[1], NOW + timedelta(hours=11, minutes=59)) == ALICE
    assert await database.read(web_sessions.signed_in, opened[1], NOW + timedelta(hours=12)) is None


async def test_a_new_link_makes_the_persons_older_ones_void_and_nobody_elses(database: Database) -> None:
    first = await database.write(web_sessions.make_link, ALICE, NOW)
    others = await database.write(web_sessions.make_link, BOB, NOW)
    await database.write(web_sessions.make_link, ALICE, later(1))
    assert not await database.read(web_sessions.is_good, first, later(2))
    assert await database.read(web_sessions.is_good, others, later(2))


async def test_a_link_is_no_session_and_a_session_no_link(database: Database) -> None:
    link = await database.write(web_sessions.make_link, ALICE, NOW)
    assert await database.read(web_sessions.signed_in, link, NOW) is None
    opened = await database.write(web_sessions.sign_in, link, NOW)
    assert opened is not None
    assert await database.write(web_sessions.sign_in, opened[1], NOW) is None


@pytest.mark.parametrize("everywhere", [False, True], ids=["here", "everywhere"])
async def test_signing_out_ends_this_session_or_all_of_them(database: Database, everywhere: bool) -> None:
    person = await database.write(alice)
    sessions = []
    for _ in range(2):
        opened = await database.write(
            web_sessions.sign_in, await database.write(web_sessions.make_link, ALICE, NOW), NOW
        )
        assert opened is not None
        sessions.append(opened[1])
    if everywhere:
        await database.write(web_sessions.end, person)
    else:
        await database.write(web_sessions.sign_out, sessions[0])
    left = [await database.read(web_sessions.signed_in, session, NOW) for session in sessions]
    assert left == ([None, None] if everywhere else [None, ALICE])


async def test_the_database_holds_no_secret_and_forgets_what_is_over(database: Database) -> None:
    link = await database.write(web_sessions.make_link, ALICE, NOW)
    opened = await database.write(web_sessions.sign_in, link, NOW)
    assert opened is not None

    def tokens(connection: Connection) -> list[str]:
        return list(connection.execute(select(table.c.token)).scalars())

    assert not {link, opened[1]} & set(await database.read(tokens))
    await database.write(web_sessions.make_link, ALICE, NOW + timedelta(days=1))
    assert len(await database.read(tokens)) == 1
