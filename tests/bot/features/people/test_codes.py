"""A code gives what it is good for, once as often as it says; guessing leads nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app import App
from flows.messages import Address
from storage.people import codes, contacts, invitations
from storage.people.codes import MOST_GUESSES, Code
from tests.fakes.paper import Clock, Person

DAY = timedelta(days=1)


async def invitation(app: App, clock: Clock, uses: int = 1) -> Code:
    """Make a code for a coach, as on the command line."""

    def make(connection: Connection) -> Code:
        now = clock()
        return codes.make(
            connection,
            codes.NewCode(purpose=invitations.ROLE, maker=None, role="coach", uses=uses, expires_at=now + DAY),
            now,
        )

    return await app.database.write(make)


async def roles(app: App, name: str) -> set[str]:
    def read(connection: Connection) -> set[str]:
        return set(contacts.at(connection, Address(channel="paper", id=name), name, app.now()).roles)

    return await app.database.write(read)


@pytest.mark.parametrize("way", ["/start {}", "/mulai {}", "mulai {}", "MULAI {}", "{}", " {} "])
@pytest.mark.parametrize("writes", [str, str.lower, lambda code: code.replace("-", "")])
async def test_a_code_is_taken_however_it_is_given(
    app: App, clock: Clock, person: Callable[[str], Person], way: str, writes: Callable[[str], str]
) -> None:
    code, carol = await invitation(app, clock), person("Carol")
    await carol.says(way.format(writes(code.code)))
    assert "coach" in await roles(app, "Carol")


async def test_a_used_an_expired_and_a_revoked_code_say_what_they_are(
    app: App, clock: Clock, alice: Person, bob: Person
) -> None:
    used, late, gone = [await invitation(app, clock) for _ in range(3)]
    await bob.says(used.code)
    await alice.says("/mulai rancangan")
    question = alice.text
    assert "sudah terpakai" in await alice.says(used.code)
    await app.database.write(codes.revoke, gone.code, clock())
    assert "dicabut" in await alice.says(gone.code)
    clock.passes(days=2)
    assert "masa berlakunya" in await alice.says(late.code)
    assert "Siapa nama lengkap Anda?" in question
    assert "Siapa nama lengkap Anda?" in alice.text  # never a dead end
    assert await roles(app, "Alice") <= {"inovator"}


async def test_whoever_guesses_is_asked_to_wait_and_even_the_right_code_does_nothing_then(
    app: App, clock: Clock, alice: Person
) -> None:
    code = await invitation(app, clock)
    for _ in range(MOST_GUESSES):
        assert "belum cocok" in await alice.says("BCDFG-HJKLM")
    assert "seperempat jam" in await alice.says(code.code)
    assert await roles(app, "Alice") <= {"inovator"}
    clock.passes(minutes=16)
    await alice.says(code.code)
    assert "coach" in await roles(app, "Alice")


async def test_an_answer_that_begins_like_an_order_is_an_answer(app: App, alice: Person) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("Alice")
    assert "judul sementara" in await alice.says("mulai besok di Puskesmas Contoh")


async def test_a_form_is_started_without_a_slash(alice: Person) -> None:
    assert "Siapa nama lengkap Anda?" in await alice.says("mulai rancangan")
