"""Writers, coaches, an admin, and submitted drafts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import pytest
from sqlalchemy import Connection

from bot.app import App
from flows.conversation import Event, EventKind, InputSource
from flows.drafts.event_log import append
from flows.forms.load import load_library
from flows.forms.model import Flow
from flows.messages import Address
from storage.drafts import conversations
from storage.people import contacts
from tests.bot.features.reviews.nine_sections import NINE
from tests.fakes.drafts import filled
from tests.fakes.paper import Person

Appoint = Callable[..., Awaitable[int]]
HandIn = Callable[..., Awaitable[int]]


@pytest.fixture
def library() -> Mapping[str, Flow]:
    """Our own forms, and a plain one of nine sections."""
    return {**load_library(), NINE.id: NINE}


@pytest.fixture
def appoint(app: App) -> Appoint:
    """Return a function that sets a person's roles and returns their id."""

    async def give(person: Person, *roles: str) -> int:
        def change(connection: Connection) -> int:
            found = contacts.at(connection, Address(channel="paper", id=person.name), person.name, app.now())
            contacts.update(connection, found.id, roles=roles)
            return found.id

        return await app.database.write(change)

    return give


@pytest.fixture
async def carol(person: Callable[[str], Person], appoint: Appoint) -> Person:
    """A coach."""
    carol = person("Carol")
    await appoint(carol, "coach")
    return carol


@pytest.fixture
async def erin(person: Callable[[str], Person], appoint: Appoint) -> Person:
    """Another coach."""
    erin = person("Erin")
    await appoint(erin, "coach")
    return erin


@pytest.fixture
async def dan(person: Callable[[str], Person], appoint: Appoint) -> Person:
    """An admin."""
    dan = person("Dan")
    await appoint(dan, "admin")
    return dan


def write_for(connection: Connection, who: int, flow: Flow, answers: Mapping[str, object], now: datetime) -> int:
    """Store a draft with these answers as a contact's current one; return its id."""
    stored = conversations.create(connection, who, flow.id, flow.version, "Teman Minum", now)
    conversation, source = stored.conversation, InputSource(contact=str(who), channel="paper")
    for name, value in answers.items():
        event = Event(
            number=len(conversation.events) + 1,
            at=now,
            kind=EventKind.ANSWERED,
            question=name,
            value=value,  # type: ignore[arg-type]  # examples are values
            source=source,
        )
        conversation = append(conversation, event)
    conversations.save(connection, conversation, conversation.events, stored.revision, now)
    contacts.update(connection, who, conversation=conversation.id)
    return conversation.id


@pytest.fixture
def hand_in(app: App) -> HandIn:
    """Return a function that submits a form filled with its own examples, and some answers of its own."""

    async def submit(who: Person, flow: Flow = NINE, **own: object) -> int:
        draft = filled(flow)
        answers = {name: answer.value for name, answer in draft.answers.items()} | own

        def write(connection: Connection) -> int:
            found = contacts.at(connection, Address(channel="paper", id=who.name), who.name, app.now())
            return write_for(connection, found.id, flow, answers, app.now())

        number = await app.database.write(write)
        await who.says("kirim")
        await who.taps("Ya, ajukan")
        return number

    return submit
