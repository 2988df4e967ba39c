"""A visitor of the dashboard without a browser: keeps a cookie, opens pages, presses their buttons."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import aiohttp

COOKIE = "tuntun_dasbor"
_TAGS = re.compile(r"<[^>]+>")
_FORM = re.compile(r'<form method="post" action="([^"]+)">(.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes
    place: str
    """Where it leads on to, or ""."""

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def text(self) -> str:
        """Return what a person reads, on one line."""
        return " ".join(unescape(_TAGS.sub(" ", self.html)).split())

    def forms(self) -> dict[str, dict[str, str]]:
        """Return the hidden fields of each form that posts, by what it is about: path and its own value."""
        found = {}
        for path, inner in _FORM.findall(self.html):
            fields = {name: unescape(value) for name, value in _FIELD.findall(inner)}
            own = [value for name, value in fields.items() if name != "bukti"]
            found[" ".join((path, *own))] = fields
        return found


class Guest:
    """One browser at the board."""

    def __init__(self, session: aiohttp.ClientSession, base: str, origin: str = "") -> None:
        self.session = session
        self.base = base
        self.origin = origin or base

    async def opens(self, path: str = "/dashboard", **headers: str) -> Answer:
        """Open an address; a way on is not taken."""
        async with self.session.get(f"{self.base}{path}", headers=headers, allow_redirects=False) as response:
            return await _answer(response)

    async def posts(self, path: str, fields: dict[str, str] | None = None, *, origin: str | None = "") -> Answer:
        """Send a form as our own page does; an `origin` of None sends none."""
        headers = {} if origin is None else {"Origin": origin or self.origin}
        async with self.session.post(
            f"{self.base}{path}", data=fields or {}, headers=headers, allow_redirects=False
        ) as response:
            return await _answer(response)

    async def enters(self, link: str) -> Answer:
        """Press the button behind a link."""
        return await self.posts(f"/dashboard/masuk/{link}")

    async def proof(self, page: str = "/dashboard") -> str:
        """Return what a form of this session must carry."""
        found = re.search(r'name="bukti" value="([^"]+)"', (await self.opens(page)).html)
        assert found is not None
        return found[1]

    async def presses(self, page: str, path: str, **fields: str) -> Answer:
        """Press a button of a page."""
        return await self.posts(path, {"bukti": await self.proof(page), **fields})

    @property
    def secret(self) -> str:
        """Return what the cookie holds, or ""."""
        held = [cookie.value for cookie in self.session.cookie_jar if cookie.key == COOKIE]
        return held[0] if held else ""


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, headers, await response.read(), headers.get("location", ""))


@asynccontextmanager
async def guesting(base: str, origin: str = "") -> AsyncIterator[Guest]:
    """Open a browser without cookies."""
    jar = aiohttp.CookieJar(unsafe=True)  # loopback has no name
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Guest(session, base, origin)
