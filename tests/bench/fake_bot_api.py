"""A Bot API for measuring: delivers updates by getUpdates, so many people at a time, and counts the replies.

Each person is a closed loop: the next message is given out when the reply to the one before has arrived.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from aiohttp import web
from aiohttp.web_request import BaseRequest

READS = 0.005
"""Seconds a person takes to read a reply; another message within that time is read too."""
LONGEST_POLL = 10.0
BOT = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


@dataclass
class Round:
    """One measured run: people who each say the same texts, `at_once` of them at a time."""

    people: deque[int]
    texts: list[str]
    asked: float = field(default_factory=time.perf_counter)
    said: dict[int, int] = field(default_factory=dict)
    busy: int = 0
    answered: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Bot:
    """What the Bot API knows of one token."""

    def __init__(self) -> None:
        self._updates: deque[dict[str, object]] = deque()
        self._news = asyncio.Event()
        self._update = 0
        self._messages: dict[int, int] = {}
        self._markups: dict[int, str] = {}
        self._reading: dict[int, asyncio.TimerHandle] = {}
        self._round: Round | None = None
        self.polled = asyncio.Event()

    async def play(self, people: list[int], texts: list[str], at_once: int) -> dict[str, float]:
        """Let people say their texts; return when every one of them is answered."""
        this = self._round = Round(deque(people), texts)
        for _ in range(min(at_once, len(people))):
            self._next_person(this)
        await this.over.wait()
        self._round = None
        seconds = time.perf_counter() - this.asked
        return {"answered": this.answered, "seconds": seconds}

    async def updates(self, offset: int, longest: float) -> list[dict[str, object]]:
        """Return what is new from `offset`, waiting for it; what is older was received."""
        while self._updates and int(str(self._updates[0]["update_id"])) < offset:
            self._updates.popleft()
        if not self._updates and longest:
            self.polled.set()
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), min(longest, LONGEST_POLL))
            except TimeoutError:
                return []
        return list(self._updates)[:100]

    def sent(self, chat: int, text: str, markup: str) -> dict[str, object]:
        """Take a message of the bot; the person it reaches goes on."""
        self._markups[chat] = markup
        this = self._round
        if this is not None:
            if chat in self._reading:
                self._reading[chat].cancel()
            else:
                this.answered += 1
            self._reading[chat] = asyncio.get_running_loop().call_later(READS, self._next_text, this, chat)
        return self._message(chat, BOT, text)

    def _next_person(self, this: Round) -> None:
        if this.people:
            this.busy += 1
            self._next_text(this, this.people.popleft())
        elif not this.busy:
            this.over.set()

    def _next_text(self, this: Round, chat: int) -> None:
        self._reading.pop(chat, None)
        count = this.said.setdefault(chat, 0)
        if count == len(this.texts):
            this.busy -= 1
            self._next_person(this)
            return
        this.said[chat] = count + 1
        self._update += 1
        self._updates.append({"update_id": self._update, **self._content(chat, this.texts[count])})
        self._news.set()

    def _content(self, chat: int, text: str) -> dict[str, object]:
        """Return a message; for `[verb]` the press of a button with this verb, if the last reply has one."""
        person = {"id": chat, "is_bot": False, "first_name": "Alice", "language_code": "id"}
        token = re.search(rf"[0-9.]+\.{text[1:-1]}\.", self._markups.get(chat, "")) if text[0] == "[" else None
        if token is None:
            return {"message": self._message(chat, person, text)}
        press = {"id": f"{chat}-{self._update}", "from": person, "chat_instance": "1", "data": token[0]}
        return {"callback_query": press | {"message": self._message(chat, BOT, "", new=False)}}

    def _message(self, chat: int, sender: dict[str, object], text: str, *, new: bool = True) -> dict[str, object]:
        number = self._messages[chat] = self._messages.get(chat, 0) + new
        message: dict[str, object] = {
            "message_id": number,
            "from": sender,
            "chat": {"id": chat, "type": "private", "first_name": "Alice"},
            "date": int(time.time()),
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return message


BOTS: dict[str, Bot] = {}


async def answer(request: BaseRequest) -> web.StreamResponse:
    """Answer `/bot<token>/<method>`, and the benchmark's own `/play/<token>` and `/polled/<token>`."""
    _, first, last = request.path.split("/", 2)
    body = await request.read()
    if first == "play":
        order = json.loads(body)
        return _json(await BOTS.setdefault(last, Bot()).play(order["people"], order["texts"], order["at_once"]))
    if first == "polled":
        await BOTS.setdefault(last, Bot()).polled.wait()
        return _json(True)
    bot = BOTS.setdefault(first.removeprefix("bot"), Bot())
    return _json({"ok": True, "result": await _result(bot, last.lower(), _given(request, body))})


def _given(request: BaseRequest, body: bytes) -> dict[str, str]:
    if not body:
        return dict(request.query)
    if request.content_type == "application/json":
        return {name: str(value) for name, value in json.loads(body).items()}
    if request.content_type == "multipart/form-data":
        return _form(body, request.headers["Content-Type"])
    return {name: values[-1] for name, values in parse_qs(body.decode()).items()}


def _form(body: bytes, kind: str) -> dict[str, str]:
    """Read the plain fields of a form; a library for it would take longer than the bots that are measured."""
    mark = b"--" + kind.partition("boundary=")[2].strip('"').encode()
    fields: dict[str, str] = {}
    for part in body.split(mark)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0]
        fields[name.decode()] = value.removesuffix(b"\r\n").decode()
    return fields


async def _result(bot: Bot, method: str, given: dict[str, str]) -> object:
    match method:
        case "getupdates":
            return await bot.updates(int(given.get("offset", 0)), float(given.get("timeout", 0)))
        case "sendmessage" | "editmessagetext":
            return bot.sent(int(given["chat_id"]), given["text"], given.get("reply_markup", ""))
        case "getme":
            return BOT | {"can_join_groups": True, "can_read_all_group_messages": False}
        case _:
            return True


def _json(value: object) -> web.Response:
    return web.Response(body=json.dumps(value).encode(), content_type="application/json")


async def main(port: int) -> None:
    """Serve until told to stop."""
    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
