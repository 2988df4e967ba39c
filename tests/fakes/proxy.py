"""A proxy before PostgreSQL that can go silent as a broken network does: no byte, no farewell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import URL, make_url


class Proxy:
    """A proxy that carries bytes both ways while it is open; silent, it accepts connections and answers nothing."""

    def __init__(self, url: URL) -> None:
        self._socket = f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"
        self._speaks = asyncio.Event()
        self._speaks.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._port = 0
        self._url = url

    @property
    def url(self) -> str:
        """Return the database's address through it."""
        through = self._url.set(host="127.0.0.1", port=self._port, query={"ssl": "disable"})
        return through.render_as_string(hide_password=False)

    def goes_silent(self) -> None:
        """Carry nothing any more."""
        self._speaks.clear()

    def heals(self) -> None:
        """Carry on, beginning with what was kept back."""
        self._speaks.set()

    async def serve(self) -> asyncio.Server:
        """Listen on loopback."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        return server

    async def close(self) -> None:
        """End all connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_unix_connection(self._socket)
        self._writers |= {ours, writer}
        for source, target in ((reader, ours), (theirs, writer)):
            task = asyncio.create_task(self._carry(source, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(1 << 16):
                await self._speaks.wait()
                target.write(data)
                await target.drain()
            await self._speaks.wait()
        except OSError:
            pass  # one of the two is gone
        finally:
            target.close()


@asynccontextmanager
async def proxy_to(url: str) -> AsyncIterator[Proxy]:
    """Run a proxy to a database that is reached over a socket in the file system."""
    proxy = Proxy(make_url(url))
    server = await proxy.serve()
    try:
        yield proxy
    finally:
        await proxy.close()
        server.close()
