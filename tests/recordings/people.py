"""A phone or a browser for each person, with one way to talk whatever the app."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Protocol

from aiohttp import CookieJar
from pydantic import JsonValue

from bot.channels.web.visitor import COOKIE
from tests.fakes.telegram.person import Person as TelegramUser
from tests.fakes.telegram.world import Message, World
from tests.fakes.web.visitor import Line, Visitor
from tests.fakes.whatsapp.person import Person as WhatsAppUser
from tests.fakes.whatsapp.person import Seen

VERB_AT = 3
"""Dots in what a button carries: conversation, question message, verb, argument."""
_PLACE = re.compile(r"^(\d+\. )?(✓ )?")
Rest = Callable[[], Awaitable[None]]
Pressable = tuple[str, str]
"""A button's label and what pressing it sends."""
Shown = dict[str, JsonValue]
"""A message with buttons as it stands on a phone: its id, how it begins, its buttons."""


class App(Protocol):
    """What one vendor's fake must do for a person."""

    async def says(self, text: str) -> None: ...
    async def sends(self, content: bytes, name: str) -> None: ...
    async def presses(self, message: str, label: str, token: str) -> None: ...
    async def messages(self) -> list[tuple[str, str, list[Pressable]]]:
        """Return id, text and buttons of what the bot said, oldest first, as it stands now."""

    async def came(self) -> list[str]:
        """Return the text of all that ever came, each change once more."""

    def put_back(self, message: Shown) -> None:
        """Let a message stand on the phone that came before the recording ended."""


class Person:
    """A person who waits after each act until all is answered, and knows what was said to it."""

    def __init__(self, name: str, app: App, rest: Rest) -> None:
        self.name, self.app = name, app
        self._rest = rest
        self._before = 0

    async def says(self, text: str) -> str:
        """Type a text; return all that the bot says to it."""
        await self._begins()
        await self.app.says(text)
        return await self.hears()

    async def sends(self, content: bytes, name: str) -> str:
        """Send a file."""
        await self._begins()
        await self.app.sends(content, name)
        return await self.hears()

    async def taps(self, start: str) -> str:
        """Press the newest button whose label begins so, behind its number and tick."""
        for message, _, buttons in reversed(await self.app.messages()):
            for label, token in buttons:
                if label.startswith(start) or _PLACE.sub("", label).startswith(start):
                    return await self.presses(message, label, token)
        seen = [buttons for _, _, buttons in await self.app.messages() if buttons][-2:]
        raise AssertionError(f"{self.name} sees no button {start!r}; the last are {seen}; heard: {await self.heard()}")

    async def presses(self, message: str, label: str, token: str) -> str:
        """Press a certain button of a certain message."""
        await self._begins()
        await self.app.presses(message, label, token)
        return await self.hears()

    async def hears(self) -> str:
        """Return what came since the person last did something, once all is answered."""
        await self._rest()
        return await self.heard()

    async def heard(self) -> str:
        """Return what came since the person last did something."""
        return "\n\n".join((await self.app.came())[self._before :])

    async def _begins(self) -> None:
        await self._rest()
        self._before = len(await self.app.came())


class OnTelegram:
    """A phone with Telegram."""

    def __init__(self, user: TelegramUser, world: World) -> None:
        self.user, self._world = user, world

    async def says(self, text: str) -> None:
        await self.user.says(text)

    async def sends(self, content: bytes, name: str) -> None:
        if name.endswith(".ogg"):
            await self.user.sends_voice(content)
        elif name.endswith(".jpg"):
            await self.user.sends_photo(content)
        else:
            await self.user.sends_document(content, name, _mime(name))

    async def presses(self, message: str, label: str, token: str) -> None:
        await self.user.presses(int(message), token)

    async def messages(self) -> list[tuple[str, str, list[Pressable]]]:
        mine = [
            message for message in self._world.messages.values() if message.from_bot and message.chat.id == self.user.id
        ]
        return [(str(message.id), _words(message), _buttons(message)) for message in mine]

    async def came(self) -> list[str]:
        return [" ".join(part for part in (seen.text, seen.document) if part) for seen in self.user.arrived]

    def put_back(self, message: Shown) -> None:
        number, chat = int(str(message["id"])), self._world.chats[self.user.id]
        rows = [[{"text": label, "callback_data": token}] for label, token in pressables(message)]
        markup: dict[str, JsonValue] = {"inline_keyboard": json.loads(json.dumps(rows))}
        date = int(self._world.now()) - 60
        self._world.messages[number] = Message(number, chat, True, {"text": str(message["text"])}, date, markup)


def _mime(name: str) -> str:
    return {"csv": "text/csv", "jpg": "image/jpeg"}.get(name.rpartition(".")[2], "application/pdf")


def _words(message: Message) -> str:
    return str(message.content.get("text", message.content.get("caption", "")))


def _buttons(message: Message) -> list[Pressable]:
    rows = (message.markup or {}).get("inline_keyboard")
    return [
        (str(button["text"]), str(button["callback_data"]))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, list)
        for button in row
        if isinstance(button, dict) and "callback_data" in button
    ]


class OnWhatsApp:
    """A phone with WhatsApp."""

    def __init__(self, user: WhatsAppUser) -> None:
        self.user = user

    async def says(self, text: str) -> None:
        await self.user.says(text)

    async def sends(self, content: bytes, name: str) -> None:
        if name.endswith(".ogg"):
            await self.user.sends_voice(content)
        else:
            await self.user.sends_document(content, name, _mime(name))

    async def presses(self, message: str, label: str, token: str) -> None:
        seen = next(other_seen for other_seen in self.user.messages if other_seen.id == message)
        if seen.kind == "template":
            await self.user.sends({"type": "button", "button": {"payload": token, "text": label}}, reply_to=message)
        else:
            kind = "list_reply" if seen.rows else "button_reply"
            reply: dict[str, JsonValue] = {"id": token, "title": label}
            await self.user.sends({"type": "interactive", "interactive": {"type": kind, kind: reply}}, reply_to=message)

    async def messages(self) -> list[tuple[str, str, list[Pressable]]]:
        return [(seen.id, seen.text, list(zip(seen.labels, seen.ids, strict=False))) for seen in self.user.messages]

    async def came(self) -> list[str]:
        return [" ".join(part for part in (seen.text, seen.document) if part) for seen in self.user.messages]

    def put_back(self, message: Shown) -> None:
        found = pressables(message)
        labels, ids = tuple(label for label, _ in found), tuple(token for _, token in found)
        kind, is_list = str(message["kind"]), message["kind"] == "list"
        buttons, rows = ((), labels) if is_list else (labels, ())
        number, said, more = str(message["id"]), str(message["text"]), ("",) * len(ids)
        self.user.messages.append(Seen(number, kind, said, buttons=buttons, rows=rows, more=more, ids=ids))


class OnTheWeb:
    """A browser with the web chat; `prefix` sets its posts apart from those of another browser with the same key."""

    def __init__(self, visitor: Visitor, prefix: str) -> None:
        self.visitor = visitor
        self._posts = (f"{prefix}-{number:06}" for number in count(1))

    @property
    def key(self) -> str:
        """Return the secret that makes the browser this person's."""
        return next(cookie.value for cookie in self.visitor.session.cookie_jar if cookie.key == COOKIE)

    def keep(self, key: str) -> None:
        """Be the person with this key."""
        jar = self.visitor.session.cookie_jar
        assert isinstance(jar, CookieJar)
        jar.update_cookies({COOKIE: key})

    async def says(self, text: str) -> None:
        await self._posts_one(text=text)

    async def sends(self, content: bytes, name: str) -> None:
        answer = await self.visitor.uploads(content, name, _mime(name), id=next(self._posts))
        assert answer.status == 202, answer.problem

    async def presses(self, message: str, label: str, token: str) -> None:
        await self._posts_one(token=token, label=label, pressed=int(message))

    async def _posts_one(self, **fields: JsonValue) -> None:
        answer = await self.visitor.posts(origin="", id=next(self._posts), **fields)
        assert answer.status == 202, answer.problem

    async def messages(self) -> list[tuple[str, str, list[Pressable]]]:
        return [(str(line["number"]), _said(line), _offered(line)) for line in await self._lines()]

    async def came(self) -> list[str]:
        return [_said(line) for line in await self._lines()]

    def put_back(self, message: Shown) -> None:
        """Do nothing: the page reads its own history from the database."""

    async def _lines(self) -> list[Line]:
        return [line for line in await self.visitor.reads("after=0") if line["side"] == "bot"]


def _said(line: Line) -> str:
    spans, file = line["text"], line.get("file")
    words = "".join(str(span[0]) for span in spans if isinstance(span, list)) if isinstance(spans, list) else ""
    return f"{words} {file['name']}".strip() if isinstance(file, dict) else words


def _offered(line: Line) -> list[Pressable]:
    rows = line["rows"]
    return [
        (str(key[0]), str(key[1]))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, list)
        for key in row
        if isinstance(key, list)
    ]


def pressables(message: Shown) -> list[Pressable]:
    """Return the buttons of a recorded message."""
    found = message["buttons"]
    assert isinstance(found, list)
    return [(str(json_value[0]), str(json_value[1])) for json_value in found if isinstance(json_value, list)]


def verbs(message: Shown) -> list[str]:
    """Return what the buttons of a recorded message do, in the program's words."""
    return [verb_of(token) for _, token in pressables(message)]


def verb_of(token: str) -> str:
    """Return the verb that a button carries: `12.34.choose.kesehatan` chooses; a template's own words carry none."""
    return token.split(".", 3)[2] if token.count(".") >= VERB_AT else ""


def question_of(token: str) -> tuple[str, int] | None:
    """Return to which question of which draft a button belongs, if it belongs to one."""
    draft, ask = (*token.split(".", 2), "", "")[:2]
    return (draft, int(ask)) if token.count(".") >= VERB_AT and ask else None
