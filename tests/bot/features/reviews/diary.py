"""A record of what a person saw and did, to read a whole story as one transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bot.app import App

TRANSCRIPTS = Path(__file__).parents[3] / "transcripts" / "reviews"
MONTH = "(Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember)"
VARYING = (
    (re.compile(rf"\b\d{{1,2}} {MONTH} \d{{4}}\b"), "26 Agustus 2026"),
    (re.compile(r"(?<![A-Z])[A-Z]{5}-[A-Z]{5}(?![A-Z])"), "KMRTH-VWXCD"),
)
"""What is another each time: days and codes."""


class Hand(Protocol):
    """Is a person with a phone, whatever is on it."""

    async def says(self, text: str) -> None:
        """Type a text."""

    async def taps(self, label: str) -> None:
        """Press the newest button with this label."""

    async def shown(self) -> str:
        """Return all that the bot said."""


class Screen(Hand, Protocol):
    """Is a phone that shows what stands on it now."""

    async def sees(self) -> list[str]:
        """Return the bot's messages as they stand now, each with its files and buttons."""


class Diary:
    """Is a person whose story is written down: before each act, what came or changed since the last."""

    def __init__(self, app: App, name: str, hand: Screen) -> None:
        self.name = name
        self._app = app
        self.screen = hand
        self._before: list[str] = []
        self._lines: list[str] = []

    async def says(self, text: str) -> None:
        """Type a text."""
        await self._look()
        self._lines.append(f"> {text}")
        await self.screen.says(text)

    async def taps(self, label: str) -> None:
        """Press the newest button with this label."""
        await self._look()
        self._lines.append(f"> [{label}]")
        await self.screen.taps(label)

    async def shown(self) -> str:
        """Return all that the bot said."""
        return await self.screen.shown()

    async def written(self) -> str:
        """Return the story so far."""
        await self._look()
        story = "\n\n".join(self._lines)
        for pattern, instead in VARYING:
            story = pattern.sub(instead, story)
        return story

    async def _look(self) -> None:
        await self._app.idle()
        now = await self.screen.sees()
        known = dict(enumerate(self._before))
        self._lines += [_indented(said) for place, said in enumerate(now) if known.get(place) != said]
        self._before = now


async def keep(name: str, people: Sequence[Diary], *, update: bool) -> None:
    """Compare a story as each of its people lived it with what is written, or write it anew."""
    told = "\n\n\n".join([f"== {diary.name}\n\n{await diary.written()}" for diary in people]) + "\n"
    path = TRANSCRIPTS / f"{name}.txt"
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    else:
        assert told == path.read_text(encoding="utf-8")


def _indented(said: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in said.split("\n"))
