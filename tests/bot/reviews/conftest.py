"""Gives people who write, review and run the house, and a draft that was handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Connection

from bot.app import App
from flows.messages import Address
from storage import contacts
from tests.fakes.paper import Person

Appoint = Callable[[Person, str], Awaitable[int]]


@pytest.fixture
def appoint(app: App) -> Appoint:
    """Give a person a role; return their number."""

    async def give(person: Person, *roles: str) -> int:
        address = Address(channel=person.channel, id=person.name)

        def change(connection: Connection) -> int:
            found = contacts.at(connection, address, person.name, app.now())
            contacts.update(connection, found.id, roles=roles)
            return found.id

        return await app.database.write(change)

    return give


@pytest.fixture
async def carol(person: Callable[[str], Person], appoint: Appoint) -> Person:
    """A coach."""
    one = person("Carol")
    await appoint(one, "coach")
    return one


@pytest.fixture
async def erin(person: Callable[[str], Person], appoint: Appoint) -> Person:
    """Another coach."""
    one = person("Erin")
    await appoint(one, "coach")
    return one


@pytest.fixture
async def writer(alice: Person) -> Person:
    """Alice, with the beginning of an idea written."""
    await alice.says("/mulai rancangan")
    await alice.says("Alice")
    await alice.says("Puskesmas Contoh")
    await alice.says("Teman Minum bagi Ibu Hamil")
    await alice.says("Banyak ibu hamil kurang darah dan tidak minum tablet.")
    return alice


@pytest.fixture
def hand_in(writer: Person) -> Callable[[], Awaitable[None]]:
    """Hand Alice's draft in."""

    async def submit() -> None:
        await writer.says("kirim")
        await writer.taps("Ya, ajukan")

    return submit
