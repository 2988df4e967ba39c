"""The web chat on loopback as the program serves it, over a real database and real files."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.channels.web.channel import WebChannel, WebOptions
from bot.channels.web.stores import WebStores
from bot.channels.web_history import StoredHistory
from bot.features.accounts.browser_keys import StoredKeys
from bot.files.quota import Quota
from bot.render.worker_processes import Workers
from storage.db.database import Database
from storage.drafts.blob_store import BlobStore
from tests.fakes.fresh_database import make_fresh

AT = datetime(2026, 8, 26, 12, 31, tzinfo=UTC)


def now() -> datetime:
    """Return the one time of these tests."""
    return AT


@cache
def _empty_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.db"
        make_fresh(f"sqlite:///{path}")
        return path.read_bytes()


@asynccontextmanager
async def web_chat(
    folder: Path,
    options: WebOptions | None = None,
    *,
    quota: Quota | None = None,
    now: Callable[[], datetime] = now,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[WebChannel]:
    """Make a web chat whose lines and files lie in a folder."""
    path = folder / "tuntun.db"
    if not path.exists():
        path.write_bytes(_empty_database())
    database = Database(f"sqlite:///{path}")
    await database.open()
    try:
        files = BlobStore(folder / "files")
        stores = WebStores(
            history=StoredHistory(database, now),
            files=files,
            quota=quota or Quota(files.room),
            keys=StoredKeys(database, now),
            sent=BlobStore(folder / "sent"),
        )
        yield WebChannel(stores, options or WebOptions(), Workers(), now=now, clock=clock)
    finally:
        await database.close()


class Server(uvicorn.Server):
    """A server that tells when it is up, and ends when it is told to instead of looking ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()
        self.ends = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    async def main_loop(self) -> None:
        await self.ends.wait()


@asynccontextmanager
async def serving(routes: Sequence[BaseRoute], port: int = 0) -> AsyncIterator[str]:
    """Answer HTTP on a free port of loopback; yield the base address."""
    with closing(socket.create_server(("127.0.0.1", port))) as listening:
        app = Starlette(routes=list(routes))
        config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", ws="none")
        server = Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await server.is_up.wait()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.ends.set()
            await task
