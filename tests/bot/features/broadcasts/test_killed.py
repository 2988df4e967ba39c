"""On two channels at once, killed twice in the middle: nobody has a copy twice, nobody is forgotten, doubt is shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest
from sqlalchemy import Connection

from bot.channels.whatsapp.channel import PATH
from flows.messages import Address, Reply, TextSpan
from storage.db.database import Database
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import BroadcastState, DeliveryState
from storage.people import addresses
from tests.fakes.program import Program
from tests.fakes.telegram.rules import Json
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.whatsapp.server import FakeWhatsApp
from tests.fakes.whatsapp.webhooks import APP_SECRET, VERIFY_TOKEN

ON_TELEGRAM, ON_WHATSAPP = 300, 100
MOST_MISSED = 40
"""Copies whose call was leaving at one of the two kills and did not reach the vendor: a few, more on a busy machine."""
LAG = 0.05
"""Seconds that a call takes."""
NEWS = Reply(text=(TextSpan("Pengumuman: lokakarya besok."),))
OVER = 90.0
"""Seconds in which it must be over."""


@dataclass
class Town:
    """Is the program with two vendors, and people who have said hello on each."""

    program: Program
    telegram: FakeTelegram
    whatsapp: FakeWhatsApp
    under_way: int = 0
    """Calls that were on their way when the program was killed."""

    async def starts(self) -> None:
        """Start the program, and tell the vendor where it is."""
        self.whatsapp.hooks.url = urljoin(await self.program.start(), PATH)
        await self.whatsapp.hooks.flush()

    async def falls(self) -> None:
        """Kill the program."""
        self.program.kill()
        await self.program.ended()

    def got(self) -> dict[str, int]:
        """Count each person's copies."""
        on_telegram = {f"P{n}": self.telegram.user(n, "").arrived for n in range(100, 100 + ON_TELEGRAM)}
        found = {
            name: sum(other_seen.text.startswith("Pengumuman") for other_seen in seen)
            for name, seen in on_telegram.items()
        }
        for person in self.whatsapp.people.values():
            found[person.user.name] = sum(message.text.startswith("Pengumuman") for message in person.messages)
        return found

    async def falls_after(self, copies: int) -> None:
        """Have the program killed when so many more copies have arrived on Telegram."""
        left, killed_at = copies, 0.0

        def watch(when: str, method: str, answer: Json) -> None:
            nonlocal left, killed_at
            left -= method == "sendMessage" and when == "arrives"
            if left == 0:
                self.telegram.watch = lambda when, method, answer: None
                killed_at = time.monotonic()
                self.program.kill()

        self.telegram.watch = watch
        await asyncio.wait_for(self.program.ended(), 60)
        await asyncio.sleep(2 * LAG)  # the vendors take what was already written on the line
        for line in (self.telegram.line, self.whatsapp.line):
            self.under_way += line.under_way(killed_at, time.monotonic())


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with FakeTelegram() as telegram, FakeWhatsApp() as whatsapp:
        settings = {
            "telegram_token": telegram.token,
            "telegram_api_url": telegram.url,
            "whatsapp_token": whatsapp.token,
            "whatsapp_phone_id": whatsapp.phone,
            "whatsapp_app_secret": APP_SECRET,
            "whatsapp_verify_token": VERIFY_TOKEN,
            "whatsapp_api_url": whatsapp.url,
        }
        other_town = Town(Program(tmp_path, **settings), telegram, whatsapp)
        await other_town.starts()
        yield other_town
        await other_town.falls()


async def test_two_kills_cost_only_what_was_on_its_way_on_two_channels(town: Town, tmp_path: Path) -> None:
    on_telegram = [town.telegram.user(number, f"P{number}") for number in range(100, 100 + ON_TELEGRAM)]
    on_whatsapp = [town.whatsapp.user(f"6281{number}", f"W{number}") for number in range(100, 100 + ON_WHATSAPP)]
    for person in on_telegram:
        await person.says("/start")
    for two in on_whatsapp:
        await two.says("mulai")
    for person in on_telegram:
        await person.waits_for(1, 60)
    for two in on_whatsapp:
        await two.waits_for(1, 60)
    await town.falls()
    kept = f"sqlite:///{tmp_path / 'tuntun.db'}"
    async with Database(kept) as database:
        number = await database.write(announce, [str(person.id) for person in on_telegram])
    town.telegram.lag = town.whatsapp.lag = LAG
    for copies in (20, 45):
        await town.starts()
        await town.falls_after(copies)
    await town.starts()
    async with asyncio.timeout(OVER), Database(kept) as database:
        while await database.read(is_under_way, number):  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.5)
        fates = {delivery.name: delivery.state for delivery in await database.read(broadcasts.deliveries_of, number)}

    got = town.got()
    assert len(got) == len(fates) == ON_TELEGRAM + ON_WHATSAPP
    assert max(got.values()) == 1, "nobody has it twice"
    uncertain = {name for name, fate in fates.items() if fate is DeliveryState.UNCERTAIN}
    assert len(uncertain) <= town.under_way
    missed = {name for name, count in got.items() if not count}
    assert missed <= uncertain, "who got nothing is shown as doubtful"
    assert len(missed) <= MOST_MISSED, "for whom no call had been made it is sent"
    assert set(fates.values()) <= {
        DeliveryState.SENT,
        DeliveryState.DELIVERED,
        DeliveryState.READ,
        DeliveryState.UNCERTAIN,
    }


def announce(connection: Connection, some: list[str]) -> int:
    """Put a broadcast to everybody on its way; one of them has it sent."""
    now = datetime.now(UTC)
    maker = addresses.owner(connection, Address(channel="telegram", id=some[0]))
    assert maker is not None, "they said hello"
    broadcast = broadcasts.create(connection, NEWS, Audience(), maker, now)
    everybody = list(range(1, ON_TELEGRAM + ON_WHATSAPP + 1))
    broadcasts.set_recipients(connection, broadcast.id, everybody, {})
    broadcasts.change_state(connection, broadcast.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now)
    return broadcast.id


def is_under_way(connection: Connection, number: int) -> bool:
    broadcast = broadcasts.get(connection, number)
    assert broadcast is not None, "it was made before"
    return broadcast.state is BroadcastState.SENDING or DeliveryState.QUEUED in broadcasts.tally(connection, number)
