"""Runs the program with three apps, and lets one person go on in another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.app import App
from flows.messages import Address
from storage.drafts import conversations
from storage.people import addresses
from tests.fakes.paper import Clock, PaperChannel, Person

CODE = re.compile(r"\b[A-Z]{5}-[A-Z]{5}\b")
TITLE = "Teman Minum bagi Ibu Hamil"
OTHER_TITLE = "Rumah Tunggu Kelahiran"


@dataclass
class Town:
    """Is the program with three apps."""

    app: App
    channels: Mapping[str, PaperChannel]
    clock: Clock

    def person(self, channel: str, name: str = "Alice") -> Person:
        return Person(self.app, self.channels[channel], name)

    async def number(self, person: Person, channel: str) -> int | None:
        return await self.app.database.read(addresses.owner, Address(channel=channel, id=person.name))

    async def drafts(self, person: Person, channel: str) -> list[str]:
        number = await self.number(person, channel)
        assert number is not None
        return sorted(
            draft_summary.name for draft_summary in await self.app.database.read(conversations.of_contact, number)
        )


async def code_of(person: Person, words: str = "pindah") -> str:
    """Ask for a code to go on elsewhere."""
    found = CODE.search(await person.says(words))
    assert found is not None, person.text
    return found[0]


async def joined(town: Town, alice: Person, *channels: str) -> list[Person]:
    """Let Alice go on in other apps as well."""
    people = [town.person(channel) for channel in channels]
    for channel, person in zip(channels, people, strict=True):
        await person.says(await code_of(alice, f"/pindah {channel}"))
        await person.says("ya")
    return people
