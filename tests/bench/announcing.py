"""The cost of a broadcast to two thousand people on two channels while others go on talking.

The vendors are strict, in numbers and per chat: Telegram takes at most 30 messages in any second and five in three
seconds to a chat, WhatsApp 80 in and out together and 45 at once to a person. Each call takes 80 ms. The clock is the
real one, so this takes most of a minute.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import Connection
from starlette.routing import BaseRoute

from bot.app import build
from bot.delivery.rate_limit import WHATSAPP, RateLimits
from bot.ports import Limits, RawUpdate, Receive, SendError, SendResult
from bot.settings import Settings
from flows.messages import Address, File, IncomingMessage, OutgoingMessage, Reply, TextInput, TextSpan
from storage.db.database import migrate
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import BroadcastState, DeliveryState
from storage.people import contacts
from tests.bench.rows import Row

PEOPLE = 1000
"""On each channel."""
TALKING = 25
"""On each channel."""
CALL = 0.08
"""Seconds of a call."""
READS = 2.0
"""Seconds between a reply and the next message of somebody who talks."""
WARMING = 3.0
"""Seconds of talking that are not looked at: everybody's first word makes a person and a draft."""
IDLE = 8.0
"""Seconds of talking without a broadcast, to compare with."""
LIMITS = Limits(
    text=4096,
    text_with_buttons=4096,
    caption=1024,
    label=40,
    token=64,
    buttons=100,
    per_row=8,
    file_in=20_000_000,
    file_out=50_000_000,
    can_edit=True,
)


@dataclass(frozen=True)
class Vendor:
    """What a vendor takes: messages in any second, messages to a chat in some seconds."""

    name: str
    rates: RateLimits
    limit: int
    chat: int
    chat_seconds: float
    counts_both: bool = False


VENDORS = (
    Vendor("telegram", RateLimits(), 30, 5, 3.0),
    Vendor("whatsapp", WHATSAPP, 80, 45, 6.0, counts_both=True),
)


class StrictChannel:
    """A channel that refuses what is too fast, and records when each message arrived."""

    def __init__(self, vendor: Vendor) -> None:
        self.name = vendor.name
        self.limits = LIMITS
        self.vendor = vendor
        self.receive: Receive | None = None
        self.refused = 0
        self.arrivals: deque[float] = deque()
        """When messages were taken; what people said counts where the vendor counts it."""
        self.last_copy = 0.0
        self.heard: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.copies: dict[str, int] = defaultdict(int)
        self._chats: dict[str, deque[float]] = defaultdict(deque)
        self._count = 0

    def routes(self) -> Sequence[BaseRoute]:
        """Return none."""
        return ()

    async def start(self, receive: Receive) -> None:
        """Begin to take updates."""
        self.receive = receive

    async def stop(self) -> None:
        """Take no more."""

    def link(self, payload: str) -> str | None:
        """Return None: nobody comes in from elsewhere."""
        return None

    def translate(self, update: RawUpdate) -> IncomingMessage:
        """Return the text that was said."""
        address = Address(channel=self.name, id=update.address)
        return IncomingMessage(address=address, input=TextInput(text=update.body), at=datetime.now(UTC), name="Alice")

    async def fetch(self, file: File) -> bytes:
        """Return nothing: nobody sends files."""
        raise NotImplementedError(file.name)

    async def says(self, person: str, key: str) -> None:
        """Let a person say something."""
        assert self.receive is not None, "the channel is started"
        if self.vendor.counts_both:
            self.arrivals.append(time.perf_counter())
        await self.receive([RawUpdate(channel=self.name, key=key, address=person, body="bantuan")])

    async def send(self, message: OutgoingMessage) -> SendResult:
        """Take a message, or refuse it as the vendor does."""
        now = time.perf_counter()
        recent = [at for at in islice(reversed(self.arrivals), self.vendor.limit) if at > now - 1]
        chat = self._chats[message.address.id]
        while chat and chat[0] <= now - self.vendor.chat_seconds:
            chat.popleft()
        if len(recent) >= self.vendor.limit or len(chat) >= self.vendor.chat:
            self.refused += 1
            raise SendError("Too Many Requests", retry_after=1.0)
        self.arrivals.append(now)
        chat.append(now)
        await asyncio.sleep(CALL)
        if message.text and message.text[0].text.startswith("Pengumuman"):
            self.copies[message.address.id] += 1
            self.last_copy = now
        else:
            self.heard[message.address.id].set()
        self._count += 1
        return SendResult(message=str(self._count))


async def talk(channel: StrictChannel, person: str, waits: list[float], stop: asyncio.Event) -> None:
    """Say something, wait for the reply, read it, and again."""
    for number in range(1000):
        if stop.is_set():
            return
        heard = channel.heard[person]
        heard.clear()
        began = time.perf_counter()
        await channel.says(person, f"{person}:{number}:{began}")
        await heard.wait()
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(READS)


async def later(channel: StrictChannel, number: int, waits: list[float], until: asyncio.Event) -> None:
    """Talk, beginning a little after the one before."""
    await asyncio.sleep(READS * number / TALKING)
    await talk(channel, f"talks-{number}", waits, until)


class Talk:
    """People who talk on a channel until it is ended; the seconds that each reply took are its `waits`."""

    def __init__(self, channel: StrictChannel) -> None:
        self.waits: list[float] = []
        self._over = asyncio.Event()
        self._people = [
            asyncio.create_task(later(channel, number, self.waits, self._over)) for number in range(TALKING)
        ]

    async def end(self) -> None:
        """Let everybody finish."""
        self._over.set()
        await asyncio.gather(*self._people)


@dataclass(frozen=True)
class Found:
    """What was measured on one channel."""

    share: float
    refused: int
    twice: int
    idle: Sequence[float]
    busy: Sequence[float]


async def measured(folder: Path) -> tuple[Mapping[str, Found], int]:
    """Return the figures of one broadcast by channel, and how many copies are lost."""
    settings = Settings(data_dir=folder)
    await asyncio.to_thread(migrate, settings.url)
    channels = [StrictChannel(vendor) for vendor in VENDORS]
    app = build(settings, channels=channels, rates={vendor.name: vendor.rates for vendor in VENDORS})
    await app.start()
    for seconds in (WARMING, IDLE):
        talks = [Talk(channel) for channel in channels]
        await asyncio.sleep(seconds)
        for talk in talks:
            await talk.end()
    idle = [talk.waits for talk in talks]
    number = await app.database.write(_announce)
    talks = [Talk(channel) for channel in channels]
    began, before = time.perf_counter(), [len(channel.arrivals) for channel in channels]
    app.broadcast_worker.wake()
    busy = [asyncio.create_task(_while_busy(channel, talk)) for channel, talk in zip(channels, talks, strict=True)]
    found = {}
    for channel, quiet, talking, start in zip(channels, idle, busy, before, strict=True):
        waits = await talking
        taken = [at for at in islice(channel.arrivals, start, None) if at <= channel.last_copy]
        found[channel.name] = Found(
            share=len(taken) / (channel.last_copy - began) / channel.vendor.limit,
            refused=channel.refused,
            twice=sum(count > 1 for count in channel.copies.values()),
            idle=quiet,
            busy=waits,
        )
    await app.idle()
    fates = await app.database.read(broadcasts.tally, number)
    await app.stop()
    return found, len(VENDORS) * PEOPLE - fates.get(DeliveryState.SENT, 0)


async def _while_busy(channel: StrictChannel, talking: Talk) -> list[float]:
    """Return how long replies took while copies went over a channel."""
    while len(channel.copies) < PEOPLE:  # noqa: ASYNC110 - a vendor rings no bell
        await asyncio.sleep(0.2)
    waits = [*talking.waits]
    await talking.end()
    return waits


def _announce(connection: Connection) -> int:
    """Put a broadcast on its way; the people of both channels are mixed."""
    now = datetime.now(UTC)
    maker = contacts.at(connection, Address(channel="telegram", id="dan"), "Dan", now).id
    people = [
        contacts.at(connection, Address(channel=vendor.name, id=str(number)), "", now).id
        for number in range(PEOPLE)
        for vendor in VENDORS
    ]
    broadcast = broadcasts.create(connection, Reply(text=(TextSpan("Pengumuman"),)), Audience(), maker, now)
    broadcasts.set_recipients(connection, broadcast.id, people, {})
    broadcasts.change_state(connection, broadcast.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now)
    return broadcast.id


def announcing() -> list[Row]:
    """Measure goals 6 and 7."""
    with TemporaryDirectory(prefix="tuntun-bench-") as folder:
        found, lost = asyncio.run(measured(Path(folder)))
    return [row for name, other_found in found.items() for row in _rows(name, other_found, lost)]


def _rows(name: str, found: Found, lost: int) -> list[Row]:
    wrong = found.refused + found.twice + lost
    slower = median(found.busy) / median(found.idle)
    p95 = quantiles(found.busy, n=20)[-1] / quantiles(found.idle, n=20)[-1]
    added = (median(found.busy) - median(found.idle)) * 1000
    return [
        Row(
            number="6",
            what=f"announcement to 1,000 on {name}: share of the limit, with none refused, lost or doubled",
            wanted=">= 0.98",
            measured=f"{found.share:.3f} ({wrong} wrong)",
            met=found.share >= 0.98 and not wrong,
            bound="the vendor's limit; the rest is for messages that arrive a few milliseconds early",
        ),
        Row(
            number="7",
            what=f"a chat's reply on {name} during it / idle, p50",
            wanted="<= 1.3",
            measured=f"{slower:.2f} (p95 {p95:.2f}, {added:+.0f} ms)",
            met=slower <= 1.3,
            bound="the even spacing: a reply waits for the next place",
        ),
    ]
