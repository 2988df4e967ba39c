"""A code is used as often as it may, and cannot be guessed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from storage.db.database import Database
from storage.people import codes, contacts
from storage.people.codes import GUESS_WINDOW, MOST_GUESSES, Code, CodeState
from tests.fakes.storage_values import ALICE, BOB, NOW, later


async def made(database: Database, uses: int = 1, seconds: float = 600) -> Code:
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    return await database.write(
        codes.make,
        codes.NewCode(purpose="role", maker=alice.id, role="coach", uses=uses, expires_at=later(seconds)),
        NOW,
    )


async def test_a_code_is_found_as_it_was_made(database: Database) -> None:
    code = await made(database, uses=3)
    assert await database.read(codes.find, code.code) == code
    assert code.maker is not None
    assert await database.read(codes.made_by, code.maker) == [code]
    assert codes.state(code, NOW) is CodeState.OPEN


async def test_a_code_is_used_as_often_as_it_may(database: Database) -> None:
    code = await made(database, uses=2)
    first = await database.write(codes.redeem, code.code, NOW)
    second = await database.write(codes.redeem, code.code, NOW)
    assert isinstance(first, Code)
    assert isinstance(second, Code)
    assert (first.uses_left, second.uses_left) == (1, 0)
    assert await database.write(codes.redeem, code.code, NOW) is CodeState.USED_UP


async def test_of_many_who_come_at_once_only_so_many_get_it(database: Database, other: Database) -> None:
    code = await made(database, uses=3)
    tries = [other_database.write(codes.redeem, code.code, NOW) for other_database in (database, other) * 5]
    outcomes = await asyncio.gather(*tries)
    assert sum(isinstance(outcome, Code) for outcome in outcomes) == 3
    assert [outcome for outcome in outcomes if not isinstance(outcome, Code)] == [CodeState.USED_UP] * 7


async def test_why_a_code_cannot_be_used_is_known(database: Database) -> None:
    code = await made(database)
    assert await database.write(codes.redeem, "BBBBB-BBBBB", NOW) is CodeState.UNKNOWN
    assert await database.write(codes.redeem, code.code, later(600)) is CodeState.EXPIRED
    assert await database.write(codes.revoke, code.code, NOW)
    assert not await database.write(codes.revoke, code.code, NOW)
    assert await database.write(codes.redeem, code.code, NOW) is CodeState.REVOKED
    found = await database.read(codes.find, code.code)
    assert found is not None
    assert found.uses_left == 1


@pytest.mark.parametrize("typed", ["KMRTH-VWXCD", "kmrth-vwxcd", " Kmrth vwxcd ", "kmrthvwxcd"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.read(typed) == "KMRTH-VWXCD"


@pytest.mark.parametrize(
    "typed",
    ["puskesmas", "KMRTH-VWXC", "KMRTH-VWXCDD", "kode KMRTH-VWXCD", "yg tdk dpt dr", "0812345678", "KMRT-HVWXCD"],
)
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    assert codes.read(typed) is None


async def test_every_new_code_is_read_as_itself_and_differs(database: Database) -> None:
    new = [(await made(database)).code for _ in range(50)]
    assert [codes.read(item) for item in new] == new
    assert len(set(new)) == 50


async def test_who_guesses_too_often_waits_and_nobody_else_does(database: Database) -> None:
    for number in range(MOST_GUESSES):
        assert await database.read(codes.paused_until, ALICE, later(number)) is None
        await database.write(codes.guessed, ALICE, later(number))
    until = await database.read(codes.paused_until, ALICE, later(60))
    assert until == NOW + GUESS_WINDOW
    assert await database.read(codes.paused_until, BOB, later(60)) is None
    assert await database.read(codes.paused_until, ALICE, until + timedelta(seconds=1)) is None
