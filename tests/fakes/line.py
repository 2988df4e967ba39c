"""The moments at which each message of the bot reached a vendor and was answered."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
READING = 1.0
"""Seconds in which an answer is surely read and written down, on a busy machine too."""


@dataclass
class _Call:
    began: float
    ended: float | None = None


@dataclass
class Line:
    """The calls of one kind, by how their address ends."""

    ending: str
    calls: list[_Call] = field(default_factory=list)

    def watch(self, app: web.Application) -> None:
        """Write down what this server is asked."""

        @web.middleware
        async def watched(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not request.path.endswith(self.ending):
                return await handler(request)
            call = _Call(time.monotonic())
            self.calls.append(call)
            try:
                return await handler(request)
            finally:
                call.ended = time.monotonic()

        app.middlewares.append(watched)

    def under_way(self, at: float, until: float) -> int:
        """Return how many calls a program had made that was killed at a moment, and could not know the answer of.

        What it had written on the line may be read by the vendor later, but before the next one starts.
        """
        return sum(call.began < until and (call.ended is None or call.ended > at - READING) for call in self.calls)
