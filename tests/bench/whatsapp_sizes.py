"""The messages and bytes of whole drafts over a strict Cloud API: `python -m tests.bench.whatsapp_sizes`."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.app import build
from bot.channels.whatsapp.channel import PATH
from bot.render.text_table import tabled
from bot.settings import Settings
from storage.db.database import migrate
from tests.bot.channels.whatsapp.test_whole import FORMS, write
from tests.fakes.paper import Clock
from tests.fakes.web.server import serving
from tests.fakes.whatsapp.connection import Line
from tests.fakes.whatsapp.server import FakeWhatsApp, Person
from tests.fakes.whatsapp.webhooks import APP_SECRET, VERIFY_TOKEN, envelope

HEAD = ("draft", "ours", "refused", "theirs", "sent, bytes", "received, bytes", "documents, bytes")
Walk = Callable[[Line, Person], Awaitable[object]]


async def quick(line: Line, person: Person) -> None:
    """Write the quick way of the shorter form."""
    await person.says("mulai")
    await person.hears()
    await person.taps("Masih ide")
    await write(line, person, FORMS["rancangan"])


def whole(name: str) -> Walk:
    """Return how all questions of a form are answered."""

    async def walk(line: Line, person: Person) -> None:
        await person.says(f"/mulai {name}")
        await person.hears()
        await person.says("isi lengkap sekaligus")
        await write(line, person, FORMS[name])

    return walk


WALKS: dict[str, Walk] = {
    "rancangan, quick": quick,
    "rancangan, whole": whole("rancangan"),
    "kipp_2025, whole": whole("kipp_2025"),
}


async def weigh(name: str, walk: Walk) -> tuple[str, ...]:
    """Write a draft and have its documents made; return a row."""
    clock = Clock()
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as fake:
        with tempfile.TemporaryDirectory() as folder:
            line = Line(build(_settings(fake, Path(folder)), now=clock, sleep=clock.sleep, rates={}), fake, clock)
            await line.app.start()
            async with serving(line.app.web().routes) as base:
                fake.hooks.url = base + PATH
                await walk(line, person := fake.user("628111222333", "Alice"))
                line.clock.passes(seconds=40)
                await person.says("draf")
                await person.waits_for(2, 60)
                await line.rest()
                row = _row(name, fake, person)
                await line.app.stop()
    return row


def _settings(fake: FakeWhatsApp, folder: Path) -> Settings:
    settings = Settings(
        data_dir=folder,
        whatsapp_token=fake.token,
        whatsapp_phone_id=fake.phone,
        whatsapp_app_secret=APP_SECRET,
        whatsapp_verify_token=VERIFY_TOKEN,
        whatsapp_api_url=fake.url,
    )
    migrate(settings.url)
    return settings


def _row(name: str, fake: FakeWhatsApp, person: Person) -> tuple[str, ...]:
    sent = sum(len(json.dumps(call.content)) for call in fake.calls if call.kind in ("message", "read"))
    received = sum(len(json.dumps(envelope([value]))) for value in fake.hooks.brought)
    documents = sum(len(seen.content) for seen in person.messages)
    counts = (len(fake.messages), len(fake.refused), len(fake.world.received), sent, received, documents)
    return (name, *(f"{count:,}" for count in counts))


async def main() -> None:
    """Print a table."""
    rows = [await weigh(name, walk) for name, walk in WALKS.items()]
    print("\n".join(tabled(HEAD, rows, right=range(1, len(HEAD)))))


if __name__ == "__main__":
    asyncio.run(main())
