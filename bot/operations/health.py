"""Readiness: the database writes, the folder takes files, the workers run."""

from __future__ import annotations

import asyncio
import errno
import logging
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.ports import Channel, ReportsTrouble
from storage.db import heartbeats
from storage.db.database import Database
from storage.db.errors import StorageError

EVERY = 5.0
"""Seconds for which an answer stands: however many ask, the disk is written to once in this time."""
PATIENCE = 5.0
"""Seconds that the database and the disk may take."""
FLOOR = 64 << 20
"""Free bytes of the data folder below which the program is not ready: room for answers, and for making room."""

log = logging.getLogger(__name__)

Monotonic = Callable[[], float]


class Worker(Protocol):
    """A worker whose life is watched."""

    @property
    def is_alive(self) -> bool:
        """Tell whether it runs."""


class Probe:
    """A check that may hang: never two at once, and nobody waits longer than its limit."""

    def __init__(self, name: str, look: Callable[[], Awaitable[str]], patience: float = PATIENCE) -> None:
        self._name = name
        self._look = look
        self._patience = patience
        self._looking: asyncio.Future[str] | None = None

    async def cause(self) -> str:
        """Return why the check fails; "" when it passes."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look())
        done, _ = await asyncio.wait({self._looking}, timeout=self._patience)
        if not done:
            return f"{self._name}: no answer within {self._patience:g} s"
        why = self._looking.result()
        return f"{self._name}: {why}" if why else ""


class Health:
    """The readiness of the program, looked at anew every few seconds at most.

    No cause may hold the letters "ok": who watches with `grep -q ok` must not find them.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        workers: Mapping[str, Worker],
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._database = database
        self._folder = folder
        self._workers = workers
        self._channels = {name: channel for name, channel in channels.items() if isinstance(channel, ReportsTrouble)}
        self._now = now
        self._monotonic = monotonic
        self._probes = (Probe("database", self._database_trouble), Probe("data folder", self._folder_trouble))
        self._looking: asyncio.Task[list[str]] | None = None
        self._looked_at = 0.0

    def routes(self) -> Sequence[BaseRoute]:
        """Return its routes."""
        return [Route("/healthz", self._ready), Route("/healthz/live", self._live)]

    async def causes(self) -> list[str]:
        """Return why the program is not ready, one cause a line; empty: it is."""
        is_old = self._monotonic() - self._looked_at >= EVERY
        if self._looking is None or (self._looking.done() and is_old):
            self._looked_at = self._monotonic()
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)  # who asked may go; others wait for the same answer

    async def _look(self) -> list[str]:
        probed = await asyncio.gather(*(probe.cause() for probe in self._probes))
        dead = [f"{name}: has ended" for name, worker in self._workers.items() if not worker.is_alive]
        told = [f"{name}: {why}" for name, channel in self._channels.items() if (why := channel.trouble())]
        return [*filter(None, probed), *dead, *told]

    async def _database_trouble(self) -> str:
        try:
            await self._database.write(heartbeats.beat, self._now())
            await self._database.read(heartbeats.last)
        except StorageError as error:
            return f"storage is in trouble ({error.kind})"
        except Exception:
            log.exception("the database is not written to, for a reason nobody foresaw")
            return "is not written to"
        return ""

    async def _folder_trouble(self) -> str:
        return await asyncio.to_thread(_room_in, self._folder)

    async def _ready(self, _: Request) -> Response:
        causes = await self.causes()
        return PlainTextResponse("".join(f"{cause}\n" for cause in causes) or "ok\n", 503 if causes else 200)

    async def _live(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")


def _room_in(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"tuntun")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return f"takes no files ({errno.errorcode.get(error.errno or 0, 'unreadable')})"
    return "" if free >= FLOOR else f"less than {FLOOR >> 20} MB are free"
