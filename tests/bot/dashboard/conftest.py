"""The program's pages, and guests who are signed in to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.settings import Settings
from flows.messages import Address
from storage.people import contacts, web_sessions
from tests.fakes.web.dashboard_guest import Guest, guesting
from tests.fakes.web.server import serving

Enter = Callable[..., Awaitable[Guest]]


@pytest.fixture
async def base(app: App) -> AsyncIterator[str]:
    """The address of the program's pages."""
    async with serving(app.web().routes) as address:
        yield address


def known(connection: Connection, app: App, name: str, roles: tuple[str, ...]) -> int:
    """Store a contact with these roles; return their id."""
    contact = contacts.at(connection, Address(channel="paper", id=name), name, app.now()).id
    contacts.update(connection, contact, roles=roles)
    return contact


@pytest.fixture
async def enter(app: App, base: str) -> AsyncIterator[Enter]:
    """Return a function that signs a person with these roles in; without any they stay outside."""
    async with AsyncExitStack() as stack:

        async def come(name: str, *roles: str) -> Guest:
            guest = await stack.enter_async_context(guesting(base))
            await app.database.write(known, app, name, roles)
            address = Address(channel="paper", id=name)
            await guest.enters(await app.database.write(web_sessions.make_link, address, app.now()))
            return guest

        yield come


@pytest.fixture
async def stranger(base: str, settings: Settings) -> AsyncIterator[Guest]:
    """A browser that nobody signed in with."""
    async with guesting(base, settings.public_url) as guest:
        yield guest
