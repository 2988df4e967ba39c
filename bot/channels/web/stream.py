"""The lines that a visitor's page shows: the last ones, new ones as they come, and their files."""

from __future__ import annotations

import asyncio
import io
import math
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import IO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.channels.web.attachments import Attachments
from bot.channels.web.history import ChatLine, History
from bot.channels.web.listeners import PageListeners
from bot.channels.web.schema import file_of, shown
from bot.channels.web.visitor import address_of, client_network, key_of
from bot.site.guard import problem
from bot.texts import word

FIRST_LINES = 80  # what a page loads at first; earlier ones on request
# Proxies close a silent connection after 60 s, phone networks' after 30; also how soon a line that another
# process wrote is seen.
KEEP_ALIVE_SECONDS = 20.0
RETRY_MS = 2000
PIECE = 64 << 10  # bytes of a file in memory at a time
STRANGER_SECONDS = 60.0
"""Seconds that a stream waits for the first line of a visitor without any."""


class EventStream:
    """The handlers that read the history for pages."""

    def __init__(
        self,
        history: History,
        attachments: Attachments,
        waiting: PageListeners,
        *,
        keep_alive: float = KEEP_ALIVE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._history = history
        self._attachments = attachments
        self._listeners = waiting
        self._keep_alive = keep_alive
        self._clock = clock

    async def read(self, request: Request) -> Response:
        """Return lines: the last ones, those `before` a number, or those `after` one."""
        key = key_of(request)
        if key is None:
            return problem(word("web.no_visitor"), 401)
        after, before = _number(request.query_params.get("after")), _number(request.query_params.get("before"))
        lines = await self._after(address_of(key), after or 0)
        if lines is None:
            return Response('{"lines":[],"gone":true}', media_type="application/json")
        earlier = False
        if before is not None:
            lines = [line for line in lines if line.number < before]
        elif after is None:
            earlier = len(lines) > FIRST_LINES
            lines = lines[-FIRST_LINES:]
        rows = ",".join(shown(line) for line in lines)
        return Response(f'{{"lines":[{rows}],"earlier":{str(earlier).lower()}}}', media_type="application/json")

    async def stream(self, request: Request) -> Response:
        """Return a stream of lines that lasts until the page leaves or the server stops."""
        key = key_of(request)
        if key is None:
            return problem(word("web.no_visitor"), 401)
        visitor, network = address_of(key), client_network(request)
        is_stranger = await self._history.begun(visitor) is None
        if not self._listeners.has_room(network, is_stranger=is_stranger):
            return problem(word("web.too_many_pages"), 429)
        last = request.headers.get("last-event-id") or request.query_params.get("after")
        return StreamingResponse(
            self._events(visitor, network, _number(last) or 0, is_stranger=is_stranger),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},  # nginx would keep lines back
        )

    async def _events(self, visitor: str, network: str, number: int, *, is_stranger: bool) -> AsyncIterator[str]:
        ends = self._clock() + STRANGER_SECONDS if is_stranger else math.inf
        with self._listeners.subscribe(visitor, network, is_stranger=is_stranger) as signal:
            yield f"retry: {RETRY_MS}\n\n"
            while not self._listeners.is_closed and not signal.is_over and self._clock() < ends:
                signal.clear()
                lines = await self._after(visitor, number)
                if lines is None:
                    yield "event: gone\ndata: \n\n"
                    return
                if lines:
                    number, ends = lines[-1].number, math.inf
                    yield _frames(lines)
                elif not await self._rings(signal):
                    yield ": \n\n"

    async def _after(self, address: str, number: int) -> Sequence[ChatLine] | None:
        """Return the lines after one that a page has; None where that one is gone, and perhaps more."""
        if number == 0:
            return await self._history.since(address, 0)
        lines = await self._history.since(address, number - 1)
        return lines[1:] if lines and lines[0].number == number else None

    async def _rings(self, signal: asyncio.Event) -> bool:
        try:
            async with asyncio.timeout(self._keep_alive):
                return await signal.wait()
        except TimeoutError:
            return False

    async def download(self, request: Request) -> Response:
        """Return the file of one of the visitor's own lines."""
        key = key_of(request)
        if key is None:
            return problem(word("web.no_visitor"), 401)
        number = _number(request.path_params["number"]) or 0
        lines = await self._history.since(address_of(key), number - 1) if number else ()
        upload = file_of(lines[0]) if lines and lines[0].number == number else None
        if upload is None:
            return problem(word("web.gone"), 404)
        try:
            content = await self._attachments.open(upload)
        except LookupError:
            return problem(word("web.gone"), 404)
        name = quote(upload.name, safe="")
        return StreamingResponse(
            _pieces(content),
            # What a person sent is never shown as a page of ours.
            headers={
                "Content-Type": upload.mime,
                "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
                "Content-Length": str(content.seek(0, io.SEEK_END)),
            },
        )


async def _pieces(content: IO[bytes]) -> AsyncIterator[bytes]:
    """Yield a file in pieces, each when the client has taken the one before."""
    with content:
        content.seek(0)
        while piece := await asyncio.to_thread(content.read, PIECE):
            yield piece


def _frames(lines: Sequence[ChatLine]) -> str:
    return "".join(f"id: {line.number}\ndata: {shown(line)}\n\n" for line in lines)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
