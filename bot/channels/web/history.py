"""Says what the web chat needs kept: both sides' lines, and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

PERSON = "person"
BOT = "bot"


class Line(Protocol):
    """Is one line of a chat; `body` is the JSON that was added."""

    @property
    def number(self) -> int:
        """Return its number: later lines have greater ones."""

    @property
    def side(self) -> str:
        """Return who said it: `person` or `bot`."""

    @property
    def body(self) -> str:
        """Return what was added."""


class History(Protocol):
    """Keeps the lines of every chat."""

    async def add(self, address: str, side: str, key: str, body: str) -> int:
        """Keep a line and return its number; a key kept before returns the number it has."""

    async def since(self, address: str, number: int) -> Sequence[Line]:
        """Return the lines after a number, in order."""


class Files(Protocol):
    """Keeps files by their content."""

    async def put(self, content: bytes) -> str:
        """Keep a file and return its key."""

    async def get(self, key: str) -> bytes:
        """Return a file's bytes; LookupError if there is none."""
