"""A visitor of the web chat without a browser: keeps a cookie, posts, listens."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

import aiohttp
from pydantic import JsonValue
from yarl import URL

Line = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to a request."""

    status: int
    problem: str
    number: int


class Visitor:
    """One browser with its cookies."""

    def __init__(self, session: aiohttp.ClientSession, base: str, origin: str = "") -> None:
        self.session = session
        self.base = base
        self.origin = origin or base
        """The address in the browser's bar, where a proxy stands before the program."""
        self._ids = count(1)

    async def opens(self, path: str = "/chat") -> str:
        """Open a page and return its HTML."""
        async with self.session.get(f"{self.base}{path}") as response:
            return await response.text()

    async def key(self) -> str:
        """Return the key in the browser's cookie."""
        await self.opens()
        return self.session.cookie_jar.filter_cookies(URL(f"{self.base}/chat"))["tuntun"].value

    async def presses(self, path: str, *, origin: str = "") -> tuple[int, str]:
        """Press a page's button; return the status, and where that leads."""
        headers = {"Origin": origin or self.base}
        async with self.session.post(f"{self.base}{path}", headers=headers, allow_redirects=False) as response:
            return response.status, response.headers.get("Location", "")

    async def posts(self, *, origin: str | None = "", **fields: JsonValue) -> Answer:
        """Post as the page does; an `origin` of None sends none."""
        fields.setdefault("id", f"post-{next(self._ids):04}")
        return await self.posts_bytes(json.dumps(fields).encode(), origin=origin)

    async def posts_bytes(self, body: bytes, *, origin: str | None = "", mime: str = "application/json") -> Answer:
        """Post any bytes."""
        headers = {"Content-Type": mime} | ({} if origin is None else {"Origin": origin or self.origin})
        return await self._answer(io.BytesIO(body), headers)

    async def uploads(self, content: bytes, name: str = "foto.jpg", mime: str = "image/jpeg", **fields: str) -> Answer:
        """Post a file as the page does."""
        # Browsers write names as they are; aiohttp would write %20 for a space.
        form = aiohttp.FormData({"id": f"post-{next(self._ids):04}", **fields}, quote_fields=False)
        form.add_field("file", io.BytesIO(content), filename=name, content_type=mime)
        return await self._answer(form, {"Origin": self.origin})

    async def _answer(self, body: io.BytesIO | aiohttp.FormData, headers: dict[str, str]) -> Answer:
        async with self.session.post(f"{self.base}/chat/messages", data=body, headers=headers) as response:
            said = await response.json() if response.content_type == "application/json" else {}
            return Answer(response.status, said.get("problem", ""), said.get("number", 0))

    async def reads(self, query: str = "") -> list[Line]:
        """Return the lines the page would show."""
        async with self.session.get(f"{self.base}/chat/messages?{query}") as response:
            lines: list[Line] = (await response.json())["lines"]
            return lines

    @asynccontextmanager
    async def listens(self, *, after: int | None = None, last_event: int | None = None) -> AsyncIterator[Stream]:
        """Open the stream of events."""
        query = "" if after is None else f"?after={after}"
        headers = {} if last_event is None else {"Last-Event-ID": str(last_event)}
        async with self.session.get(f"{self.base}/chat/events{query}", headers=headers) as response:
            yield Stream(response)


class Stream:
    """An open stream of events."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def frame(self) -> str:
        """Return the next frame; the empty text at the end."""
        frame = ""
        while not frame.endswith("\n\n"):
            piece = await self.response.content.readline()
            if not piece:
                break
            frame += piece.decode()
        return frame.strip("\n")

    async def line(self) -> tuple[int, Line]:
        """Return the next line with the id of its event."""
        while not (frame := await self.frame()).startswith("id:"):
            assert frame, "the stream ended"
        number, _, data = frame.partition("\n")
        return int(number.removeprefix("id:")), json.loads(data.removeprefix("data:"))


@asynccontextmanager
async def visiting(base: str, origin: str = "") -> AsyncIterator[Visitor]:
    """Start a browser without cookies."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an IP address
    connector = aiohttp.TCPConnector(force_close=True)  # the server may close one after an error
    async with aiohttp.ClientSession(cookie_jar=jar, connector=connector) as session:
        yield Visitor(session, base, origin)
