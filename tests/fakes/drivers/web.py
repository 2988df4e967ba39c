"""The web chat, driven for the contract of all channels."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import JsonValue

from bot.channels.web.channel import WebChannel, WebOptions
from bot.ports import RawUpdate, Receive
from tests.fakes.web.server import serving, web_chat
from tests.fakes.web.visitor import Answer, Line, Visitor, visiting


class WebDriver:
    """A visitor of the page, who posts again what was not taken."""

    def __init__(self, channel: WebChannel, visitor: Visitor) -> None:
        self.channel = channel
        self._visitor = visitor
        self._posts = 0
        self._last: dict[str, JsonValue] = {}

    async def begin(self, receive: Receive) -> None:
        await self.channel.start(receive)
        await self._visitor.opens()

    async def says(self, text: str) -> None:
        await self._post(text=text)

    async def taps(self, label: str) -> None:
        for line in reversed(await self._bot_lines()):
            for row in _lists(line["rows"]):
                for button in _lists(row):
                    assert isinstance(button, list)
                    if button[0] == label:
                        await self._post(token=button[1], label=label, pressed=line["number"])
                        return
        raise AssertionError(f"no button {label!r}")

    async def sends_file(self, content: bytes, name: str) -> None:
        _taken(await self._visitor.uploads(content, name, "application/pdf"))

    async def repeats(self) -> bool:
        _taken(await self._visitor.posts_bytes(json.dumps(self._last).encode()))
        return True

    async def shown(self) -> str:
        lines = await self._bot_lines()
        return "\n".join(
            "".join(str(span[0]) for span in _lists(line["text"])) + f"\n{line['footer']}" for line in lines
        )

    async def files(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for line in await self._bot_lines():
            file = line["file"]
            if isinstance(file, dict):
                async with self._visitor.session.get(f"{self._visitor.base}{file['href']}") as response:
                    found[str(file["name"])] = await response.read()
        return found

    def oddities(self) -> Sequence[RawUpdate]:
        return ()  # every body is written by the channel itself, after it looked at the post

    async def _post(self, **fields: JsonValue) -> None:
        self._posts += 1
        self._last = {"id": f"driver-{self._posts:04}", **fields}
        _taken(await self._visitor.posts_bytes(json.dumps(self._last).encode()))

    async def _bot_lines(self) -> list[Line]:
        return [line for line in await self._visitor.reads() if line["side"] == "bot"]


def _taken(answer: Answer) -> None:
    assert answer.status == 202, answer.problem


def _lists(value: JsonValue) -> list[list[JsonValue]]:
    assert isinstance(value, list)
    return [item for item in value if isinstance(item, list)]


@asynccontextmanager
async def open_driver(folder: Path) -> AsyncIterator[WebDriver]:
    """Make a served page and a visitor."""
    public = "http://tuntun.example"
    async with (
        web_chat(folder, WebOptions(public_url=public)) as channel,
        serving(channel.routes()) as base,
        visiting(base, public) as visitor,
    ):
        yield WebDriver(channel, visitor)
        await channel.stop()
