"""Gives a month that goes by, and what people were told in it without having asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, select

from bot.app import App
from flows.messages import OutgoingMessage, plain
from storage.tables import WAITING, timers
from tests.fakes.paper import Clock, PaperChannel, Person

MAKASSAR = ZoneInfo("Asia/Makassar")

Do = Callable[[], Awaitable[object]]


def local(written: str) -> datetime:
    """Return a moment where the people are: "2026-03-02 19:30"."""
    return datetime.fromisoformat(written).replace(tzinfo=MAKASSAR)


def is_reminder(message: OutgoingMessage) -> bool:
    return message.notice is not None and message.notice.kind == "reminder_draft"


class Month:
    """Is the time of a test: it goes from one thing that happens to the next, be it a timer or a person."""

    def __init__(self, apps: list[App], paper: PaperChannel, clock: Clock) -> None:
        self.apps = apps
        self.paper = paper
        self.clock = clock
        self.seen = 0

    async def until(self, written: str, happens: Mapping[str, Do] | None = None) -> list[str]:
        """Let time go by; return when whom was reminded: "Thu 05 20:00 Alice"."""
        end, told = local(written), list[str]()
        todo = sorted(((local(moment), do) for moment, do in (happens or {}).items()), key=lambda item: item[0])
        while True:
            following = min([end, *(moment for moment, _ in todo[:1]), *await self._due()])
            self.clock.time = max(self.clock.time, following)
            while todo and todo[0][0] <= self.clock.time:
                await todo.pop(0)[1]()
            told += await self.tick()
            if following >= end:
                return told

    async def tick(self) -> list[str]:
        """Let happen what is due; return who was reminded."""
        await asyncio.gather(*(app.scheduler.tick() for app in self.apps))
        for app in self.apps:
            await app.idle()
        new, self.seen = self.paper.sent[self.seen :], len(self.paper.sent)
        moment = self.clock.time.astimezone(MAKASSAR)
        return [
            f"{moment:%a %d %H:%M} {outgoing_message.address.id}"
            for outgoing_message in new
            if is_reminder(outgoing_message)
        ]

    async def _due(self) -> list[datetime]:
        def read(connection: Connection) -> datetime | None:
            return connection.execute(select(func.min(timers.c.due_at)).where(WAITING)).scalar()

        found = await self.apps[0].database.read(read)
        return [] if found is None else [found]


@pytest.fixture
def clock() -> Clock:
    """A clock that stands before the week of Nyepi and Idul Fitri."""
    clock = Clock()
    clock.time = local("2026-03-02 07:00")
    return clock


@pytest.fixture
async def month(app: App, paper: PaperChannel, clock: Clock) -> Month:
    return Month([app], paper, clock)


def writes(person: Person, *texts: str) -> Do:
    """Let somebody write, or begin to."""

    async def write() -> None:
        for text in texts or ("lewati",):
            await person.says(text)

    return write


def taps(person: Person, label: str) -> Do:
    async def tap() -> None:
        await person.taps(label)

    return tap


def reminders(person: Person) -> list[str]:
    """Return the reminders a person got."""
    return [plain(message.text) for message in person.messages if is_reminder(message)]


BEGIN = ("/mulai rancangan", "lewati")
