"""The Bot API on loopback, stricter than the official server, and the people who talk with the bot.

Nobody is rate limited unless the test gives a `Speed`; all else is refused where Telegram refuses it.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web
from pydantic import JsonValue

from tests.fakes.line import Line
from tests.fakes.telegram.methods import METHODS, Asked, Part
from tests.fakes.telegram.person import Person, Seen
from tests.fakes.telegram.rules import Json, Refused
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.world import Chat, Message, Speed, World

__all__ = ["Call", "FakeTelegram", "Person", "Seen", "Speed"]

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
TOKEN_SHAPE = re.compile(r"\d+:[\w-]+")
BODY_MOST = 64 << 20


@dataclass(frozen=True)
class Call:
    """One request and its answer; `status` 0 means that the connection was cut."""

    method: str
    parameters: dict[str, JsonValue]
    status: int
    answer: Json


@dataclass(frozen=True)
class _Fault:
    status: int
    answer: Json
    cut: bool = False
    page: str = ""


class FakeTelegram:
    """Telegram: `async with FakeTelegram() as fake`, then point a bot at `fake.url` with `fake.token`."""

    def __init__(self, *, speed: Speed | None = None, now: Callable[[], float] | None = None) -> None:
        self.token = TOKEN
        self.url = ""
        self.calls: list[Call] = []
        self.speed = speed
        self.round_trip = 0.0
        """Seconds that every answer takes, as a real line would."""
        self.world = World(now) if now is not None else World()
        self.updates = Updates()
        self.people: dict[int, Person] = {}
        self.bot: Json = {"id": 110201543, "is_bot": True, "first_name": "Tuntun", "username": "tuntun_bot"}
        self.line = Line("/sendMessage")
        self.lag = 0.0
        """Seconds from the moment a message stands in the chat until the bot is told so."""
        self.watch: Callable[[str, str, Json], None] = lambda moment, method, answer: None
        """Called when a request `arrives`, and when it is `answered`, before the answer leaves."""
        self._faults: defaultdict[str, deque[_Fault]] = defaultdict(deque)
        self._broken: _Fault | None = None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self, port: int = 0) -> None:
        """Listen on loopback; the same port again makes it a restart."""
        app = web.Application(client_max_size=BODY_MOST)
        self.line.watch(app)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        name = site.name
        self.url = name.rstrip("/") if port else f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Stop listening."""
        await self.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def user(self, number: int, name: str) -> Person:
        """Return a person, who has never written to the bot yet."""
        if number not in self.people:
            chat = self.world.chats.setdefault(number, Chat(number, "private", name))
            self.people[number] = Person(chat, self.world, self.updates, self.bot)
        return self.people[number]

    @property
    def refused(self) -> list[Call]:
        """Return the requests that were answered with an error."""
        return [call for call in self.calls if not call.answer.get("ok")]

    def called(self, method: str) -> list[Call]:
        """Return the requests of one method."""
        return [call for call in self.calls if call.method == method]

    def fail_next(
        self,
        method: str,
        status: int,
        description: str,
        retry_after: float | None = None,
        times: int = 1,
        http: int | None = None,
    ) -> None:
        """Answer the next requests of a method with an error, without doing anything; `http` is its HTTP status."""
        answer: Json = {"ok": False, "error_code": status, "description": description}
        if retry_after is not None:
            answer["parameters"] = {"retry_after": retry_after}
        self._faults[method].extend([_Fault(http or status, answer)] * times)

    def answer_next(self, method: str, answer: Json) -> None:
        """Answer the next request of a method with something, without doing anything."""
        self._faults[method].append(_Fault(200, answer))

    def break_down(self, status: int, description: str, *, page: bool = False) -> None:
        """Answer every request with an error until forgiven, also for files; `page`: in HTML, as a proxy would."""
        answer: Json = {"ok": False, "error_code": status, "description": description}
        self._broken = _Fault(status, answer, page=f"<html><h1>{description}</h1></html>" if page else "")

    def cut_next(self, method: str) -> None:
        """Do what the next request of a method asks, then close the connection without an answer."""
        self._faults[method].append(_Fault(0, {}, cut=True))

    def forgive(self) -> None:
        """Forget the faults that have not come yet."""
        self._faults.clear()
        self._broken = None

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters, parts = await _parameters(request)
        self.watch("arrives", method, {})
        if self.round_trip:
            await asyncio.sleep(self.round_trip)
        if self._broken is not None:
            return _broken(self._broken)
        waiting = self._faults[method]
        fault = waiting.popleft() if waiting else None
        if fault is not None and not fault.cut:
            status, answer = fault.status, fault.answer
        else:
            status, answer = await self._ask(request.match_info["token"], method, parameters, parts)
        if fault is not None and fault.cut:
            self.calls.append(Call(method, parameters, 0, answer))
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        self.calls.append(Call(method, parameters, status, answer))
        self.watch("answered", method, answer)
        if self.lag and method != "getUpdates":
            await asyncio.sleep(self.lag)
        return web.json_response(answer, status=status)

    async def _ask(
        self, token: str, method: str, parameters: dict[str, JsonValue], parts: dict[str, Part]
    ) -> tuple[int, Json]:
        asked = Asked(parameters, parts, self.world, self.updates, self.speed, self.bot, self._show)
        if not TOKEN_SHAPE.fullmatch(token):
            return _refuse(Refused(404, "Not Found"))
        if token != self.token:
            return _refuse(Refused(401, "Unauthorized"))
        if method not in METHODS:
            return _refuse(Refused(404, "Not Found: method not found"))
        try:
            return 200, {"ok": True, "result": await METHODS[method](asked)}
        except Refused as refused:
            return _refuse(refused)

    def _show(self, message: Message, edited: bool) -> None:
        if message.chat.id in self.people:
            self.people[message.chat.id].arrives(message, edited)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if self._broken is not None:
            return _broken(self._broken)
        if request.match_info["token"] != self.token:
            return web.json_response(_refuse(Refused(401, "Unauthorized"))[1], status=401)
        for stored in self.world.files.values():
            if stored.path == request.match_info["path"]:
                return web.Response(body=stored.content, content_type="application/octet-stream")
        return web.json_response(_refuse(Refused(404, "Not Found"))[1], status=404)


def _broken(fault: _Fault) -> web.Response:
    if fault.page:
        return web.Response(text=fault.page, content_type="text/html", status=fault.status)
    return web.json_response(fault.answer, status=fault.status)


def _refuse(refused: Refused) -> tuple[int, Json]:
    answer: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters is not None:
        answer["parameters"] = refused.parameters
    return refused.code, answer


async def _parameters(request: web.Request) -> tuple[dict[str, JsonValue], dict[str, Part]]:
    """Read parameters from wherever a bot may put them."""
    parameters: dict[str, JsonValue] = {**request.query}
    parts: dict[str, Part] = {}
    if request.content_type == "application/json" and request.can_read_body:
        given = json.loads(await request.read())
        parameters |= given if isinstance(given, dict) else {}
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                parts[name] = Part(value.filename, value.content_type, value.file.read())
            else:
                parameters[name] = str(value)
    return parameters, parts
