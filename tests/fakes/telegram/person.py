"""A person with a phone: says, taps, sends; sees what the bot sent, edits applied."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from pydantic import JsonValue

from tests.fakes.telegram.html import utf16
from tests.fakes.telegram.rules import TEXT_MOST, Json
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.world import Chat, Message, Press, World

WAIT_SECONDS = 5.0
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 200
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Seen:
    """A message of the bot as the person sees it at one moment."""

    id: int
    text: str
    """The text, or a document's caption."""
    bold: tuple[str, ...] = ()
    buttons: tuple[tuple[str, ...], ...] = ()
    """Labels below the message, row by row."""
    keyboard: tuple[tuple[str, ...], ...] = ()
    """Labels of the keyboard in place of the letters."""
    document: str = ""
    """The file's name, of a picture too."""
    is_photo: bool = False
    content: bytes = field(default=b"", repr=False)
    edited: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """Return all labels below the message."""
        return tuple(label for row in self.buttons for label in row)


class Person:
    """Somebody who uses the bot."""

    def __init__(self, chat: Chat, world: World, updates: Updates, bot: Json) -> None:
        self.id = chat.id
        self.name = chat.name
        self.arrived: list[Seen] = []
        """Everything that came, each edit once more, in order."""
        self._chat, self._world, self._updates, self._bot = chat, world, updates, bot
        self._heard = 0
        self._came = asyncio.Event()

    # --- what the person sees

    @property
    def messages(self) -> list[Seen]:
        """Return the bot's messages as they stand in the chat now."""
        return [self._seen(message) for message in self._world.messages.values() if self._is_mine(message)]

    @property
    def spinning(self) -> list[str]:
        """Return the presses that the bot has not answered yet."""
        return [press.id for press in self._world.presses.values() if press.user == self.id and not press.answered]

    @property
    def keyboard(self) -> tuple[tuple[str, ...], ...]:
        """Return the keyboard in place of the letters, if one is shown."""
        for message in reversed([m for m in self._world.messages.values() if self._is_mine(m)]):
            if message.markup is not None and "remove_keyboard" in message.markup:
                return ()
            if message.markup is not None and "keyboard" in message.markup:
                return _labels(message.markup["keyboard"])
        return ()

    async def hears(self, seconds: float = WAIT_SECONDS) -> Seen:
        """Return the bot's next message, or next edit, that was not heard yet."""
        return (await self.waits_for(1, seconds))[0]

    async def waits_for(self, count: int, seconds: float = WAIT_SECONDS) -> list[Seen]:
        """Return the next messages, edits among them."""
        try:
            async with asyncio.timeout(seconds):
                while len(self.arrived) < self._heard + count:
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            raise AssertionError(
                f"{self.name} heard {len(self.arrived) - self._heard} of {count} messages; last: {self.arrived[-2:]}"
            ) from None
        start, self._heard = self._heard, self._heard + count
        return self.arrived[start : self._heard]

    def arrives(self, message: Message, edited: bool) -> None:
        """Show what the bot sent; the server calls it."""
        self.arrived.append(self._seen(message, edited=edited))
        self._came.set()

    # --- what the person does

    async def says(self, text: str, reply_to: int | None = None) -> int:
        """Type a text; phone apps cut a long one into several messages. Return the last message's id."""
        last = 0
        for at in range(0, len(text), TEXT_MOST):
            last = await self.sends({"text": text[at : at + TEXT_MOST]}, reply_to=reply_to)
        return last

    async def opens_link(self, parameter: str) -> int:
        """Follow `t.me/BOT?start=PARAMETER`."""
        assert START_PARAMETER.fullmatch(parameter), "Telegram's apps do not follow such a link"
        return await self.says(f"/start {parameter}")

    async def sends(self, content: Json, reply_to: int | None = None) -> int:
        """Send a message with any content, as the Message object names it; return its id."""
        assert not self._chat.blocked, f"{self.name} must unblock the bot first"
        self._chat.started = True
        answered: Json = {}
        if reply_to is not None:
            answered = {"reply_to_message": self._world.messages[reply_to].as_json(self._bot)}
        message = self._world.add(self._chat, {**content, **answered}, from_bot=False)
        self._updates.add("message", message.as_json(self._bot))
        await asyncio.sleep(0)
        return message.id

    async def taps(self, label: str, message: int | None = None) -> None:
        """Press a button: of the newest message that has it, or of a certain one.

        A keyboard's label is sent as text, as apps do; for one that shares a place use `shares_location`.
        """
        if message is None and any(label in row for row in self.keyboard):
            await self.says(label)
            return
        for candidate in reversed([m for m in self._world.messages.values() if self._is_mine(m)]):
            data = _data(candidate.markup, label)
            if data is not None and message in (None, candidate.id):
                await self.presses(candidate.id, data)
                return
        shown = [seen.labels for seen in self.messages if seen.labels]
        raise AssertionError(f"{self.name} sees no button {label!r}; the last are {shown[-2:]}")

    async def presses(self, message: int, data: str) -> None:
        """Press a button by its data; an old one too, that an app still shows."""
        number = len(self._world.presses) + 1
        press = Press(f"{self.id}{number:06}", self.id, message)
        self._world.presses[press.id] = press
        there = self._world.messages.get(message)
        gone: Json = {"chat": self._chat.as_json(), "message_id": message, "date": 0}
        content: Json = {
            "id": press.id,
            "from": self._as_json(),
            "chat_instance": str(self.id),
            "message": gone if there is None else there.as_json(self._bot),
            "data": data,
        }
        self._updates.add("callback_query", content)
        await asyncio.sleep(0)

    async def sends_photo(self, content: bytes = JPEG, caption: str = "", size: int | None = None) -> int:
        """Send a photo, which Telegram offers in several sizes."""
        small = self._world.store("photo", "foto.jpg", content[:100])
        large = self._world.store("photo", "foto.jpg", content, size)
        sizes: list[JsonValue] = [
            {"file_id": f.id, "file_unique_id": f"U{f.id}", "width": w, "height": h, "file_size": f.size}
            for f, w, h in ((small, 90, 67), (large, 1280, 960))
        ]
        return await self.sends({"photo": sizes, **_captioned(caption)})

    async def sends_document(
        self,
        content: bytes,
        name: str = "bukti.pdf",
        mime: str = "application/pdf",
        caption: str = "",
        size: int | None = None,
    ) -> int:
        """Send a file; `size` may claim more than the bytes."""
        return await self.sends({"document": self._file("document", name, mime, content, size), **_captioned(caption)})

    async def sends_voice(self, content: bytes = b"OggS" + b"0" * 100, seconds: int = 3) -> int:
        """Send a voice message."""
        return await self.sends({"voice": self._file("voice", "", "audio/ogg", content) | {"duration": seconds}})

    async def shares_location(self, latitude: float, longitude: float) -> int:
        """Share a place."""
        return await self.sends({"location": {"latitude": latitude, "longitude": longitude}})

    async def sends_sticker(self, emoji: str = "👍") -> int:
        """Send a sticker."""
        sticker: Json = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return await self.sends({"sticker": self._file("sticker", "", "", b"webp") | sticker | {"emoji": emoji}})

    async def edits(self, message: int, text: str) -> None:
        """Change one's own message."""
        mine = self._world.messages[message]
        assert not mine.from_bot, "people edit their own messages"
        mine.content, mine.edited = mine.content | {"text": text}, int(self._world.now())
        self._updates.add("edited_message", mine.as_json(self._bot))
        await asyncio.sleep(0)

    async def blocks(self) -> None:
        """Block the bot."""
        self._chat.blocked = True
        await self._membership(self._chat, "member", "kicked")

    async def unblocks(self) -> None:
        """Take the block away."""
        self._chat.blocked = False
        await self._membership(self._chat, "kicked", "member")

    async def adds_bot_to(self, group: int, title: str = "Grup") -> None:
        """Add the bot to a group."""
        chat = self._world.chats.setdefault(group, Chat(group, "supergroup", title, started=True))
        await self._membership(chat, "left", "member")

    async def says_in(self, group: int, text: str) -> None:
        """Say something in a group."""
        message = self._world.add(self._world.chats[group], {"text": text}, from_bot=False)
        self._updates.add("message", message.as_json(self._bot) | {"from": self._as_json()})
        await asyncio.sleep(0)

    async def _membership(self, chat: Chat, old: str, new: str) -> None:
        content: Json = {
            "chat": chat.as_json(),
            "from": self._as_json(),
            "date": int(self._world.now()),
            "old_chat_member": {"user": self._bot, "status": old},
            "new_chat_member": {"user": self._bot, "status": new},
        }
        self._updates.add("my_chat_member", content)
        await asyncio.sleep(0)

    # --- how things look

    def _is_mine(self, message: Message) -> bool:
        return message.from_bot and message.chat is self._chat

    def _as_json(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "id"}

    def _file(self, kind: str, name: str, mime: str, content: bytes, size: int | None = None) -> Json:
        stored = self._world.store(kind, name, content, size)
        file: Json = {"file_id": stored.id, "file_unique_id": f"U{stored.id}", "file_size": stored.size}
        return file | ({"file_name": name} if name else {}) | ({"mime_type": mime} if mime else {})

    def _seen(self, message: Message, *, edited: bool = False) -> Seen:
        content, markup = message.content, message.markup or {}
        text = str(content.get("text", content.get("caption", "")))
        sizes = content.get("photo")
        document = sizes[-1] if isinstance(sizes, list) else content.get("document")
        file = self._world.files[str(document["file_id"])] if isinstance(document, dict) else None
        return Seen(
            id=message.id,
            text=text,
            bold=_bold(text, content.get("entities", content.get("caption_entities"))),
            buttons=_labels(markup.get("inline_keyboard")),
            keyboard=_labels(markup.get("keyboard")),
            document=file.name if file else "",
            is_photo=isinstance(sizes, list),
            content=file.content if file else b"",
            edited=edited or message.edited is not None,
        )


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}


def _buttons(rows: JsonValue) -> list[list[Json]]:
    if not isinstance(rows, list):
        return []
    return [[button for button in row if isinstance(button, dict)] for row in rows if isinstance(row, list)]


def _labels(rows: JsonValue) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(button["text"]) for button in row) for row in _buttons(rows))


def _data(markup: Json | None, label: str) -> str | None:
    for row in _buttons((markup or {}).get("inline_keyboard")):
        for button in row:
            if button["text"] == label and "callback_data" in button:
                return str(button["callback_data"])
    return None


def _bold(text: str, entities: JsonValue) -> tuple[str, ...]:
    units = text.encode("utf-16-le")
    assert utf16(text) * 2 == len(units)
    found: list[str] = []
    for entity in entities if isinstance(entities, list) else []:
        if isinstance(entity, dict) and entity["type"] == "bold":
            start, length = entity["offset"], entity["length"]
            assert isinstance(start, int)
            assert isinstance(length, int)
            found.append(units[start * 2 : (start + length) * 2].decode("utf-16-le"))
    return tuple(found)
