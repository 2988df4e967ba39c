"""Lets Dan plan workshops in the chat, and time pass until nothing is due; on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.app import App, build
from bot.channels.layout.callback_data import token
from bot.settings import Settings
from flows.messages import Address, Button
from storage import tables
from storage.messages import timers
from storage.outreach import workshops
from storage.outreach.workshops import Attendance, Workshop
from storage.people import contacts
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.storage.conftest import postgresql, postgresql_url, sqlite_model, sqlite_url, url

__all__ = ["postgresql", "postgresql_url", "sqlite_model", "sqlite_url", "url"]

Plan = Callable[..., Awaitable[Workshop]]
SITE = "https://tuntun.example"


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    return Settings(data_dir=tmp_path, database_url=url, admins="paper:Dan", public_url=SITE)


@pytest.fixture
async def app(settings: Settings, paper: PaperChannel, clock: Clock) -> AsyncIterator[App]:
    program = build(settings, channels=[paper], now=clock, sleep=clock.sleep)
    await program.start()
    yield program
    await program.stop()


@pytest.fixture
def plan(app: App, dan: Person) -> Plan:
    """Return what plans a workshop by talking, and invites the writers unless told otherwise."""

    async def planned(
        title: str = "Klinik menulis",
        when: str = "Kamis 3/9 09.00-12.00",
        place: str = "Aula Dinas",
        seats: str = "Tanpa batas",
        *,
        invites: bool = True,
    ) -> Workshop:
        await dan.says("jadwal")
        await dan.taps("Buat lokakarya")
        for text in (title, when, "ya", place):
            await dan.says(text)
        await dan.taps("Tanpa pin")
        await (dan.taps(seats) if seats == "Tanpa batas" else dan.says(seats))
        await dan.taps("Semua penulis")
        if invites:
            await dan.taps(next(label for label in dan.labels if label.startswith("Undang ")))
            await cry(app)
        return await newest(app)

    return planned


async def newest(app: App) -> Workshop:
    """Return the workshop that was made last."""

    def read(connection: Connection) -> Workshop | None:
        number = connection.execute(select(func.max(tables.workshops.c.id))).scalar_one()
        return workshops.get(connection, number)

    found = await app.database.read(read)
    assert found is not None
    return found


async def titled(app: App, title: str) -> Workshop:
    """Return the coming workshop of this title."""
    found = await app.database.read(workshops.coming, app.now())
    return next(workshop for workshop in found if workshop.title == title)


async def attendance(app: App, workshop: Workshop, name: str) -> Attendance | None:
    """Return what a person said to a workshop."""

    def read(connection: Connection) -> Attendance | None:
        return workshops.attendance_of(connection, workshop.id, number_of(connection, name, app.now()))

    return await app.database.write(read)


def number_of(connection: Connection, name: str, now: datetime) -> int:
    return contacts.at(connection, Address(channel="paper", id=name), name, now).id


async def press(person: Person, verb: str, argument: str) -> None:
    """Press a button, seen or not."""
    await person.gives(person.update(token=token(None, None, Button("x", verb, argument)), pressed="1"))


async def cry(app: App) -> None:
    """Let everything out that goes to many."""
    for _ in range(50):
        is_busy = await app.broadcast_worker.step()
        await app.idle()
        if not is_busy:
            return
    raise AssertionError("it never ended")


async def pass_until(app: App, clock: Clock, moment: datetime, look: Callable[[], None] = lambda: None) -> None:
    """Let time pass, from one thing that is due to the next; after each, look."""
    while True:
        due = await app.database.read(_next_due)
        if due is None or due > moment:
            break
        clock.passes(seconds=max(0.0, (due - clock.time).total_seconds()) + 1)
        await app.scheduler.tick()
        await cry(app)
        look()
    clock.passes(seconds=max(0.0, (moment - clock.time).total_seconds()))
    await app.scheduler.tick()
    await cry(app)
    look()


async def passes(app: App, clock: Clock, **time: float) -> None:
    """Let so much time pass."""
    await pass_until(app, clock, clock.time + timedelta(**time))


def _next_due(connection: Connection) -> datetime | None:
    waiting = select(func.min(tables.timers.c.due_at)).where(tables.timers.c.state == "waiting")
    found: datetime | None = connection.execute(waiting).scalar_one()
    return found


async def subjects(app: App, kind: str) -> list[str]:
    """Return under which subjects timers of a kind wait."""

    def read(connection: Connection) -> list[str]:
        found = select(tables.timers.c.subject).where(tables.timers.c.kind == kind, tables.timers.c.state == "waiting")
        return sorted(connection.execute(found).scalars())

    return await app.database.read(read)


async def due(app: App, kind: str, subject: str) -> datetime | None:
    """Return when a timer rings, or None."""
    found = await app.database.read(timers.waiting, kind, subject)
    return None if found is None else found.due_at


@pytest.fixture
def carol(person: Callable[[str], Person]) -> Person:
    """Somebody who gets a role and loses it."""
    return person("Carol")


async def appoint(app: App, name: str, roles: Sequence[str]) -> None:
    """Give somebody roles without an invitation."""

    def write(connection: Connection) -> None:
        contacts.update(connection, number_of(connection, name, app.now()), roles=list(roles))

    await app.database.write(write)
