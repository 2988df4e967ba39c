"""The limit on requests under way, in all and per network: the slowest makes room."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.capacity import Capacity
from bot.http.networks import network_of

log = logging.getLogger(__name__)

PER_NETWORK = 64
"""Requests of one network at a time: a hall of sixty people sends its photos."""
BODY_SECONDS = 30.0
"""How long a body may take, however short it is."""
SLOWEST = 30_000
"""And one second more for so many bytes: a photo of 4 MB has two and a half minutes."""
MOST_BYTES = 25_000_000
"""What a client claims beyond this gets no more time."""
FRESH = 2.0
"""Seconds in which a request is not slow yet."""
MOVING = 10_000
"""Bytes a second of a request that moves on: a photo over a poor line."""
ABORT = "abort"
"""What a request's state calls the function that closes its connection."""


@dataclass(eq=False, slots=True)
class Request:
    """A request under way."""

    network: str
    abort: Callable[[], None]
    began: float
    moved: int = field(default=0)
    """Bytes that came in and went out."""

    def claim(self, now: float) -> tuple[int, float]:
        """Return the sort key of the request that is closed first: old and slow before those that move on."""
        age = now - self.began
        if age < FRESH:
            return (1, -age)
        speed = self.moved / age
        return (2 if speed >= MOVING else 0, speed)


class RequestLimits:
    """The ASGI layer with the limits; webhooks have room of their own, and streams count themselves."""

    def __init__(
        self,
        app: ASGIApp,
        capacity: Capacity,
        *,
        webhooks: Collection[str],
        streams: Collection[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._webhooks = webhooks
        self._streams = streams
        self._clock = clock
        self._ours = _UnderWay(capacity.requests, clock)
        self._vendors = _UnderWay(capacity.webhooks, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where there are too many, close the slowest."""
        if scope["type"] != "http" or scope["path"] in self._streams:
            await self._app(scope, receive, send)
            return
        under_way = self._vendors if scope["path"] in self._webhooks else self._ours
        network = network_of(scope["client"][0]) if scope.get("client") else ""
        request = Request(network, scope["state"][ABORT], self._clock())
        under_way.add(request)
        try:
            await self._app(scope, _in_time(scope, receive, request), _counted(send, request))
        finally:
            under_way.drop(request)


class _UnderWay:
    """The requests of one kind."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._all: dict[Request, None] = {}
        self._networks: dict[str, dict[Request, None]] = {}

    def add(self, request: Request) -> None:
        """Add a request, and close others for it."""
        here = self._networks.get(request.network, {})
        if len(here) >= min(PER_NETWORK, self._most // 2):
            log.warning("too many requests of %s at a time: the slowest is closed", request.network)
            self._close_slowest(here)
        if len(self._all) >= self._most:
            log.warning("too many requests at a time, of %d networks: the slowest is closed", len(self._networks))
            self._close_slowest(self._all)
        self._all[request] = None
        self._networks.setdefault(request.network, {})[request] = None

    def drop(self, request: Request) -> None:
        """Remove a request."""
        if request in self._all:
            del self._all[request]
            del self._networks[request.network][request]
            if not self._networks[request.network]:
                del self._networks[request.network]

    def _close_slowest(self, requests: Iterable[Request]) -> None:
        now = self._clock()
        slowest = min(requests, key=lambda request: request.claim(now))
        self.drop(slowest)
        slowest.abort()


async def gone(_: HTTPRequest, __: Exception) -> Response:
    """Answer a client that disconnected while sending, or took too long."""
    return Response(status_code=408, headers={"Connection": "close"})


def seconds_for(scope: Scope) -> float:
    """Return how long the body of a request may take to come in."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    size = min(int(length[:10]), MOST_BYTES) if length.isdigit() else 0
    return BODY_SECONDS + size / SLOWEST


def _in_time(scope: Scope, receive: Receive, request: Request) -> Receive:
    """Return a `receive` that raises for a client that is too slow."""
    ends = asyncio.get_running_loop().time() + seconds_for(scope)
    is_complete = False

    async def received() -> Message:
        nonlocal is_complete
        if is_complete:
            return await receive()
        try:
            async with asyncio.timeout_at(ends):
                message = await receive()
        except TimeoutError:
            log.warning("a request to %s did not come in in time", scope["path"])
            return {"type": "http.disconnect"}
        request.moved += len(message.get("body", b""))
        is_complete = not message.get("more_body", False)
        return message

    return received


def _counted(send: Send, request: Request) -> Send:
    """Return a `send` that counts its bytes."""

    async def sent(message: Message) -> None:
        await send(message)
        request.moved += len(message.get("body", b""))

    return sent
