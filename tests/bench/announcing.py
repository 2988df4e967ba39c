"""Measures an announcement to a thousand people while others go on talking, over a vendor that refuses the 31st.

The vendor is strict: at most 30 messages in any second, one a second to a chat after three at once, and each call
takes 80 ms. The clock is the real one, so this takes most of a minute.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import Connection
from starlette.routing import BaseRoute

from bot.app import build
from bot.pacing import Rates
from bot.ports import Delivered, Limits, RawUpdate, Receive, SendError
from bot.settings import Settings
from flows.messages import Address, File, IncomingMessage, OutgoingMessage, Reply, Said, Span
from storage import broadcasts, contacts
from storage.audience import Audience
from storage.broadcasts import BroadcastState, Fate
from storage.database import migrate
from tests.bench.rows import Row

PEOPLE = 1000
TALKING = 20
LIMIT = 30
"""Messages in any second that the vendor takes."""
CALL = 0.08
"""Seconds of a call."""
READS = 2.0
"""Seconds between a reply and the next message of somebody who talks."""
IDLE = 8.0
"""Seconds of talking without an announcement, to compare with."""


class StrictChannel:
    """Refuses what is too fast, and remembers when each message arrived."""

    name = "telegram"
    limits = Limits(
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

    def __init__(self) -> None:
        self.receive: Receive | None = None
        self.refused = 0
        self.arrivals: deque[float] = deque()
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
        return IncomingMessage(address=address, input=Said(text=update.body), at=datetime.now(UTC), name="Alice")

    async def fetch(self, file: File) -> bytes:
        """Return nothing: nobody sends files."""
        raise NotImplementedError(file.name)

    async def send(self, message: OutgoingMessage) -> Delivered:
        """Take a message, or refuse it as the vendor does."""
        now = time.perf_counter()
        recent = [at for at in list(self.arrivals)[-LIMIT:] if at > now - 1]
        chat = self._chats[message.address.id]
        while chat and chat[0] <= now - 3:
            chat.popleft()
        if len(recent) >= LIMIT or len(chat) >= 5:
            self.refused += 1
            raise SendError("Too Many Requests", retry_after=1.0)
        self.arrivals.append(now)
        chat.append(now)
        await asyncio.sleep(CALL)
        if message.text and message.text[0].text.startswith("Pengumuman"):
            self.copies[message.address.id] += 1
        else:
            self.heard[message.address.id].set()
        self._count += 1
        return Delivered(message=str(self._count))


async def talk(channel: StrictChannel, person: str, waits: list[float], stop: asyncio.Event) -> None:
    """Say something, wait for the reply, read it, and again."""
    assert channel.receive is not None, "the channel is started"
    for number in range(1000):
        if stop.is_set():
            return
        heard = channel.heard[person]
        heard.clear()
        began = time.perf_counter()
        update = RawUpdate(channel=channel.name, key=f"{person}:{number}:{began}", address=person, body="bantuan")
        await channel.receive([update])
        await heard.wait()
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(READS)


async def talked(channel: StrictChannel, until: asyncio.Event) -> list[float]:
    """Let people talk until an event; return the seconds that each reply took."""
    waits: list[float] = []
    people = [asyncio.create_task(later(channel, number, waits, until)) for number in range(TALKING)]
    await asyncio.gather(*people)
    return waits


async def later(channel: StrictChannel, number: int, waits: list[float], until: asyncio.Event) -> None:
    """Talk, beginning a little after the one before."""
    await asyncio.sleep(READS * number / TALKING)
    await talk(channel, f"talks-{number}", waits, until)


async def measured(folder: Path) -> dict[str, float]:
    """Return the figures of one announcement."""
    settings = Settings(data_dir=folder)
    await asyncio.to_thread(migrate, settings.url)
    channel = StrictChannel()
    app = build(settings, channels=[channel], rates={channel.name: Rates()})
    await app.start()
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(IDLE, over.set)
    idle = await talked(channel, over)
    number = await app.database.write(_announce)
    app.crier.wake()
    began = time.perf_counter()
    before = len(channel.arrivals)
    over = asyncio.Event()
    talking = asyncio.create_task(talked(channel, over))
    while await app.database.read(_state, number) is not BroadcastState.DONE:  # noqa: ASYNC110 - the database rings no bell
        await asyncio.sleep(0.2)
    await app.idle()
    lasted = channel.arrivals[-1] - began
    share = (len(channel.arrivals) - before) / lasted / LIMIT
    over.set()
    busy = await talking
    fates = await app.database.read(broadcasts.tally, number)
    await app.stop()
    return {
        "share": share,
        "refused": channel.refused,
        "twice": sum(count > 1 for count in channel.copies.values()),
        "lost": PEOPLE - fates.get(Fate.SENT, 0),
        "idle": median(idle),
        "busy": median(busy),
        "idle95": quantiles(idle, n=20)[-1],
        "busy95": quantiles(busy, n=20)[-1],
    }


def _announce(connection: Connection) -> int:
    now = datetime.now(UTC)
    maker = contacts.at(connection, Address(channel="telegram", id="dan"), "Dan", now).id
    people = [contacts.at(connection, Address(channel="telegram", id=str(n)), "", now).id for n in range(PEOPLE)]
    one = broadcasts.create(connection, Reply(text=(Span("Pengumuman"),)), Audience(), maker, now)
    broadcasts.address_to(connection, one.id, people, {})
    broadcasts.turn(connection, one.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now)
    return one.id


def _state(connection: Connection, number: int) -> BroadcastState:
    found = broadcasts.get(connection, number)
    assert found is not None, "it was just made"
    return found.state


def announcing() -> list[Row]:
    """Measure goals 6 and 7."""
    with TemporaryDirectory(prefix="tuntun-bench-") as folder:
        found = asyncio.run(measured(Path(folder)))
    wrong = found["refused"] + found["twice"] + found["lost"]
    slower = found["busy"] / found["idle"]
    return [
        Row(
            number="6",
            what="announcement to 1,000: share of the limit, with none refused, lost or doubled",
            wanted=">= 0.98",
            measured=f"{found['share']:.3f} ({wrong:.0f} wrong)",
            met=found["share"] >= 0.98 and not wrong,
            bound="the vendor's limit; 29.6 of 30 a second, the rest is for early arrivals",
        ),
        Row(
            number="7",
            what="a chat's reply during it / idle, p50",
            wanted="<= 1.3",
            measured=f"{slower:.2f} (p95 {found['busy95'] / found['idle95']:.2f})",
            met=slower <= 1.3,
            bound="the even spacing: a reply waits for the next of 29.6 places a second",
        ),
    ]
