"""Serves a channel's routes on loopback, as the program does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from hashlib import sha256

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute


@dataclass(frozen=True, slots=True)
class KeptLine:
    """Is one line of a chat."""

    number: int
    side: str
    body: str


@dataclass(slots=True)
class KeptLines:
    """Keeps lines as long as the test runs."""

    rows: list[tuple[str, str, KeptLine]] = field(default_factory=list)

    async def add(self, address: str, side: str, key: str, body: str) -> int:
        """Keep a line once."""
        for owner, known, line in self.rows:
            if (owner, known) == (address, key):
                return line.number
        self.rows.append((address, key, KeptLine(len(self.rows) + 1, side, body)))
        return len(self.rows)

    async def since(self, address: str, number: int) -> Sequence[KeptLine]:
        """Return an address' lines after a number."""
        return [line for owner, _, line in self.rows if owner == address and line.number > number]


@dataclass(slots=True)
class KeptFiles:
    """Keeps files as long as the test runs."""

    contents: dict[str, bytes] = field(default_factory=dict)

    async def put(self, content: bytes) -> str:
        """Keep a file by its content."""
        key = sha256(content).hexdigest()
        self.contents[key] = content
        return key

    async def get(self, key: str) -> bytes:
        """Return a file; KeyError if there is none."""
        return self.contents[key]


class _Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


@asynccontextmanager
async def serving(routes: Sequence[BaseRoute], port: int = 0) -> AsyncIterator[str]:
    """Answer HTTP on a free port of loopback; yield the base address."""
    with closing(socket.create_server(("127.0.0.1", port))) as listening:
        app = Starlette(routes=list(routes))
        config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", ws="none")
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await server.is_up.wait()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
