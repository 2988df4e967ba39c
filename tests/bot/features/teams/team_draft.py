"""Looks into a draft that several write, and lets them in."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from bot.app import App
from flows.messages import Address, plain
from storage.drafts import conversations, members
from storage.people import contacts
from storage.records import Member, StoredConversation
from tests.fakes.paper import Person

CODE = re.compile(r"\b[A-Z]{5}-[A-Z]{5}\b")
STORY = "Ada 12 ibu hamil kurang darah."
OTHER = "Dua belas ibu belum diperiksa."


async def number_of(app: App, person: Person) -> int:
    """Return a person's number."""

    def read(connection: Connection) -> int:
        return contacts.at(connection, Address(channel="paper", id=person.name), person.name, app.now()).id

    return await app.database.write(read)


async def stored(app: App, draft: int = 1) -> StoredConversation:
    found = await app.database.read(conversations.load, draft)
    assert found is not None
    return found


async def people(app: App, draft: int = 1) -> list[Member]:
    return await app.database.read(members.of_draft, draft)


async def invited(alice: Person, *others: Person) -> str:
    """Let Alice begin a draft and invite the others, who come in; return the code."""
    await alice.says("/mulai semua")
    await alice.says("Teman Minum bagi Ibu Hamil")
    code = code_of(await alice.says("ajak"))
    for other in others:
        await other.says(f"/start {code}")
    return code


def code_of(text: str) -> str:
    found = CODE.search(text)
    assert found is not None, text
    return found[0]


def heard(person: Person) -> str:
    return "\n".join(plain(message.text) for message in person.messages)


# --- coming in -----------------------------------------------------------------------------------
