"""Gives a small town: two units that write, one of whom handed in, and who looks after them."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from bot.app import App
from flows.messages import Address
from storage.people import contacts, units
from tests.bot.features.reviews.conftest import Appoint, HandIn, appoint, carol, dan, erin, hand_in, library
from tests.fakes.paper import Person

__all__ = ["Appoint", "HandIn", "appoint", "carol", "dan", "erin", "hand_in", "library"]


async def place(app: App, person: Person, unit: str) -> int:
    """Let somebody be of a unit; return its number."""

    def write(connection: Connection) -> int:
        found = units.by_code(connection, unit)
        assert found is not None
        contact = contacts.at(connection, Address(channel="paper", id=person.name), person.name, app.now())
        contacts.update(connection, contact.id, unit=found.id)
        return found.id

    return await app.database.write(write)


@pytest.fixture
async def town(app: App, alice: Person, bob: Person, hand_in: HandIn) -> int:
    """Let Alice of Wotu hand in a draft, and Bob of Burau begin one; return Alice's draft."""
    await place(app, alice, "pkm-wotu")
    await place(app, bob, "pkm-burau")
    number = await hand_in(alice)
    await bob.says("/mulai rancangan")
    return number
