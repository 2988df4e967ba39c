"""The storage that the web chat needs: both sides' lines, and files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Protocol

PERSON = "person"
BOT = "bot"


class ChatLine(Protocol):
    """One line of a chat; `body` is the JSON that was added."""

    @property
    def number(self) -> int:
        """Return its number, which grows along the chat."""

    @property
    def side(self) -> str:
        """Return who said it: `person` or `bot`."""

    @property
    def body(self) -> str:
        """Return what was added."""


class History(Protocol):
    """A store of the lines of every chat."""

    async def add(self, address: str, side: str, key: str, body: str) -> int:
        """Store a line and return its number; idempotent by key."""

    async def since(self, address: str, number: int) -> Sequence[ChatLine]:
        """Return the lines after a number, in order."""

    async def begun(self, address: str) -> datetime | None:
        """Return when a chat's first line was stored, or None."""


class FileStore(Protocol):
    """A store of files by their content."""

    async def put(self, content: bytes | IO[bytes]) -> str:
        """Store a file and return its key; OSError when there is no room."""

    async def get(self, key: str) -> bytes:
        """Return a file's bytes; LookupError if there is none."""

    async def open(self, key: str) -> IO[bytes]:
        """Open a file's bytes, to be closed; LookupError if there is none."""
