"""A small program behind the limits of the real one, and a client as slow as a test likes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.http.capacity import Capacity
from bot.http.connections import Connections
from bot.http.protocol import limited
from bot.http.requests import RequestLimits, gone
from tests.fakes.web.server import Server

LARGE = 50_000_000


async def _length(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())}")


async def _large(_: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(LARGE // 50_000):
            yield bytes(50_000)

    return StreamingResponse(pieces())


@dataclass(frozen=True, slots=True)
class Limited:
    """A served program; `/whatsapp` is a vendor's webhook, `/page` is anything else."""

    connections: Connections
    port: int
    stack: AsyncExitStack

    async def line(self) -> Line:
        """Open a connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.stack.callback(writer.close)
        return Line(reader, writer)

    async def asks(self, path: str, body: bytes = b"") -> int:
        """Send a whole request and return the status of its answer."""
        line = await self.line()
        line.says(head(path, len(body)) + body)
        return await line.status()


@dataclass(frozen=True, slots=True)
class Line:
    """One connection of a client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def says(self, what: bytes) -> None:
        """Send bytes."""
        self.writer.write(what)

    async def status(self) -> int:
        """Return the status of the answer; 0 when the connection was closed without one."""
        try:
            said = await self.reader.readline()
        except ConnectionResetError:
            return 0
        return int(said.split()[1]) if said else 0


def head(path: str, length: int) -> bytes:
    """Return the head of a post."""
    return f"POST {path} HTTP/1.1\r\nHost: tuntun\r\nContent-Length: {length}\r\n\r\n".encode()


@asynccontextmanager
async def limited_server(
    capacity: Capacity, clock: Callable[[], float], *, is_proxy: bool = True
) -> AsyncIterator[Limited]:
    """Serve until the end of a block; loopback is a proxy of ours, or not."""
    routes = [
        Route("/page", _length, methods=["POST"]),
        Route("/whatsapp", _length, methods=["POST"]),
        Route("/large", _large),
    ]
    app = Starlette(routes=routes, exception_handlers={ClientDisconnect: gone})
    connections = Connections(capacity, clock)
    config = uvicorn.Config(
        RequestLimits(app, capacity, webhooks=("/whatsapp",), streams=(), clock=clock),
        http=limited(connections, lambda _: is_proxy),
        ws="none",
        log_level="critical",
        access_log=False,
        lifespan="off",
    )
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        await server.is_up.wait()
        try:
            async with AsyncExitStack() as stack:
                yield Limited(connections, listening.getsockname()[1], stack)
        finally:
            server.ends.set()
            await task
