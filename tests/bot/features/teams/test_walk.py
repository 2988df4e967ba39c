"""Lets a team talk at random over the whole program: nobody is moved by what the others do, and the log only grows."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from bot.app import App
from flows.conversation import Conversation
from storage.drafts import conversations, members, state_codec
from tests.bot.features.teams.team_draft import invited, stored
from tests.fakes.paper import Clock, Person
from tests.walks.words import WORDS

STEPS = 60
GOING = ("Ya, buang", "Ya, keluar", "Ya, keluarkan", "Ya, serahkan", "Draf baru", "Ya, ajukan")
"""What ends the walk: these have tests of their own."""


def seats(connection: Connection) -> dict[str, str]:
    """Return where everybody stands: name -> place, as it is stored."""
    found: dict[str, str] = {}
    for member in members.of_draft(connection, 1):
        own = conversations.load(connection, 1, member.contact)
        assert own is not None
        found[member.name] = state_codec.write_member(own.conversation)
    return found


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_one_does_the_others_stay_where_they_are(
    app: App, person: Callable[[str], Person], clock: Clock, seed: int
) -> None:
    chance = random.Random(seed)
    team = [person(name) for name in ("Alice", "Erna", "Joko")]
    await invited(*team)
    before: Conversation = (await stored(app)).conversation
    for _ in range(STEPS):
        clock.passes(seconds=chance.choice((5, 40, 900)))
        other_person = chance.choice(team)
        where = await app.database.read(seats)
        labels = [label for label in other_person.labels if label not in GOING]
        if labels and chance.random() < 0.4:
            await other_person.taps(chance.choice(labels))
        else:
            await other_person.says(chance.choice(WORDS))
        after = (await stored(app)).conversation
        assert after.events[: len(before.events)] == before.events
        now = await app.database.read(seats)
        assert {name: place for name, place in now.items() if name != other_person.name} == {
            name: place for name, place in where.items() if name != other_person.name
        }
        before = after
