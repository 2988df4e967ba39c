"""The Cloud API on loopback, as strict as Meta's, and the people who talk with the bot."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import JsonValue

from tests.fakes.line import Line
from tests.fakes.whatsapp.business import Business
from tests.fakes.whatsapp.person import Person, Seen
from tests.fakes.whatsapp.rules import Json, Refused, check_message
from tests.fakes.whatsapp.templates import TemplateText, file_of
from tests.fakes.whatsapp.webhooks import PHONE, Asides, Hooks, value_of
from tests.fakes.whatsapp.world import DAY, URL_LIVES, Sent, User, World

__all__ = ["Call", "FakeWhatsApp", "Person", "Seen", "TemplateText"]

TOKEN = "EAAJB-a-token"
BODY_MOST = 110 << 20


@dataclass(frozen=True)
class Call:
    """One request and its answer; `status` 0 means that the connection was cut."""

    kind: str
    """`message`, `read`, `upload`, `media`, or what is asked of the business account."""
    content: Json
    status: int
    answer: Json


class FakeWhatsApp:
    """WhatsApp: `async with FakeWhatsApp() as fake`, then point a bot at `fake.url` and `fake.hooks` at the bot."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self.token, self.phone, self.url = TOKEN, PHONE, ""
        self.world = World(now)
        self.hooks = Hooks()
        self.calls: list[Call] = []
        self.people: dict[str, Person] = {}
        self.line = Line("/messages")
        self.lag = 0.0
        """Seconds from the moment a message is accepted until the bot is told so."""
        self.reports = True
        """Whether statuses are brought at all."""
        self._faults: deque[Refused | None] = deque()
        self._broken: tuple[int, str] | None = None
        self._asides = Asides()
        self._runner: web.AppRunner | None = None
        self.business = Business(
            self.world,
            self.hooks,
            lambda request, kind, given, act: self._answer(request, kind, given, act, phone=False),
        )

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=BODY_MOST, middlewares=[self._breaking])
        self.line.watch(app)
        app.router.add_post("/{version}/{phone}/messages", self._messages)
        app.router.add_post("/{version}/{phone}/media", self._upload)
        self.business.add_to(app)
        app.router.add_get("/{version}/{media}", self._media)
        app.router.add_get("/download/{key}/{media}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._asides.done()
        await self.hooks.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def user(self, number: str, name: str, *, shows_number: bool = True, has_user_id: bool = True) -> Person:
        """Return a person, who has never written to the bot yet."""
        if number not in self.people:
            user = User(number, f"ID.{number[::-1]}", name, shows_number, has_user_id)
            self.world.users[number] = user
            self.people[number] = Person(user, self.world, self.hooks)
        return self.people[number]

    def template(self, template: TemplateText) -> None:
        """Have a template in the account."""
        template.id = template.id or f"8{len(self.world.templates):014}"
        self.world.templates[template.name, template.language] = template

    @property
    def refused(self) -> list[Call]:
        """Return the requests that were answered with an error."""
        return [call for call in self.calls if call.status not in (0, 200)]

    @property
    def messages(self) -> list[Call]:
        """Return the messages that were accepted: what is paid for."""
        return [call for call in self.calls if call.kind == "message" and call.status == 200]

    def fail_next(self, code: int, details: str = "as told", status: int = 400, times: int = 1) -> None:
        """Refuse the next messages."""
        self._faults.extend([Refused(code, details, status)] * times)

    def cut_next(self) -> None:
        """Accept the next message, then close the connection without an answer."""
        self._faults.append(None)

    def break_down(self, status: int, body: str) -> None:
        """Answer every request with these words until forgiven, also for files."""
        self._broken = status, body

    def forgive(self) -> None:
        """Forget the faults that have not come yet."""
        self._faults.clear()
        self._broken = None

    async def settled(self) -> None:
        """Return when all statuses are brought."""
        await self._asides.done()

    @web.middleware
    async def _breaking(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self._broken is None:
            return await handler(request)
        status, body = self._broken
        return web.Response(text=body, status=status)

    # --- requests --------------------------------------------------------------------------------

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        given: Json = json.loads(await request.read())
        kind = "read" if "status" in given else "message"
        if kind == "read":
            return self._answer(request, kind, given, lambda: self._read(given))
        fault = self._faults.popleft() if self._faults else False
        if isinstance(fault, Refused):
            return self._answer(request, kind, given, lambda: _raise(fault))
        response = self._answer(request, kind, given, lambda: self._accept(given))
        await asyncio.sleep(self.lag)
        if fault is None:
            self.calls[-1] = Call(kind, given, 0, self.calls[-1].answer)
            assert request.transport is not None
            request.transport.abort()
        return response

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        fields = await request.post()
        file = fields.get("file")

        def take() -> Json:
            if fields.get("messaging_product") != "whatsapp" or not isinstance(file, web.FileField):
                raise Refused(100, "messaging_product and file are required")
            if fields.get("type") != file.content_type:
                raise Refused(131053, "type and the file's own type differ")
            return {"id": self.world.upload(file.content_type, file.filename, file.file.read()).id}

        return self._answer(request, "upload", {}, take)

    async def _media(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["media"]

        def find() -> Json:
            media = self.world.media.get(name)
            if media is None or media.until < self.world.now():
                raise Refused(100, f"Unsupported get request. Object with ID '{name}' does not exist", 400, 33)
            key = f"k{len(self.world.urls)}"
            self.world.urls[key] = name, self.world.now() + URL_LIVES
            found: Json = {"messaging_product": "whatsapp", "id": name, "mime_type": media.mime, "sha256": media.sha256}
            return found | {"file_size": media.size, "url": f"{self.url}/download/{key}/{name}"}

        return self._answer(request, "media", {"id": name}, find, phone=False)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.Response(status=401)
        name, until = self.world.urls.get(request.match_info["key"], ("", 0.0))
        if name not in self.world.media or until < self.world.now():
            return web.Response(status=404)
        return web.Response(body=self.world.media[name].content, content_type=self.world.media[name].mime)

    def _answer(
        self, request: web.Request, kind: str, content: Json, act: Callable[[], Json], *, phone: bool = True
    ) -> web.Response:
        try:
            self._check(request, phone)
            status, answer = 200, act()
        except Refused as refused:
            status, answer = refused.status, refused.as_json()
        self.calls.append(Call(kind, content, status, answer))
        return web.json_response(answer, status=status, headers={"Date": formatdate(self.world.now(), usegmt=True)})

    def _check(self, request: web.Request, phone: bool) -> None:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            raise Refused(190, "The access token could not be decrypted", 401)
        if phone and request.match_info["phone"] != self.phone:
            raise Refused(100, "Object with this ID does not exist", 400, 33)

    # --- messages --------------------------------------------------------------------------------

    def _read(self, given: Json) -> Json:
        if given.get("status") != "read" or given.get("message_id") not in self.world.received:
            raise Refused(131009, "message_id is not valid")
        return {"success": True}

    def _accept(self, given: Json) -> Json:
        check_message(given)
        self._look_up(given)
        user = self.world.find(given)
        person = str(given.get("to") or given.get("recipient"))
        self.world.count(user.number if user is not None else person)
        sent = Sent(self.world.new_id(), user, given, self.world.now())
        self.world.sent[sent.id] = sent
        self._asides.add(asyncio.create_task(self._arrive(sent)))
        contact: Json = {"input": person}
        if user is not None:
            contact |= {"wa_id": user.number} if "to" in given else {"user_id": user.user_id}
        return {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": sent.id, "message_status": "accepted"}],
        }

    def _look_up(self, given: Json) -> None:
        kind = str(given["type"])
        content = given[kind]
        assert isinstance(content, dict)
        if kind == "template":
            self.world.template(content)
        if kind in ("document", "image") and "id" in content:
            self.world.file(content["id"], "image/" if kind == "image" else "")
        if kind == "template" and (file := file_of(content)) is not None:
            self.world.file(file)
        header = content.get("header")
        if isinstance(header, dict) and isinstance(document := header.get("document"), dict):
            self.world.file(document.get("id"))

    async def _arrive(self, sent: Sent) -> None:
        """Bring the message to the person, and report it."""
        fault = self._fault(sent)
        if fault is None and sent.user is not None:
            self.people[sent.user.number].arrives(sent)
        if not self.reports:
            return
        for status in ("failed",) if fault is not None else ("sent", "delivered", "read"):
            await self.hooks.bring(self.status(sent, status, fault))

    def _fault(self, sent: Sent) -> Refused | None:
        if sent.user is None or sent.user.blocked:
            return Refused(131026, "Message Undeliverable.")
        last = sent.user.last_message
        if sent.content["type"] != "template" and (last is None or sent.at - last > DAY):
            return Refused(131047, "Message failed to send because more than 24 hours have passed")
        return None

    def status(self, sent: Sent, status: str, fault: Refused | None = None) -> Json:
        """Return what a webhook says of a message."""
        reported: Json = {"id": sent.id, "status": status, "timestamp": str(int(self.world.now()))}
        if sent.user is not None:
            reported |= {"recipient_id": sent.user.number} if sent.user.shows_number else {}
            reported |= {"recipient_user_id": sent.user.user_id} if sent.user.has_user_id else {}
        else:
            reported["recipient_id"] = str(sent.content.get("to"))
        told = sent.content.get("biz_opaque_callback_data")
        if told is not None:
            reported["biz_opaque_callback_data"] = told
        if fault is not None:
            error = fault.as_json()["error"]
            assert isinstance(error, dict)
            told_of: Json = {"code": fault.code, "title": error["message"], "message": error["message"]}
            listed: list[JsonValue] = [told_of | {"error_data": error["error_data"]}]
            reported["errors"] = listed
        else:
            template = self.world.known_template(_content(sent)) if sent.content["type"] == "template" else None
            category = template.category.lower() if template is not None else "service"
            reported["pricing"] = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": category}
        contacts = {} if sent.user is None else {"contacts": [sent.user.contact]}
        return value_of(**contacts, statuses=[reported])


def _content(sent: Sent) -> Json:
    content = sent.content[str(sent.content["type"])]
    assert isinstance(content, dict)
    return content


def _raise(refused: Refused) -> Json:
    raise refused
