"""A person with WhatsApp: says, taps, sends; sees what the bot sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from pydantic import JsonValue

from tests.fakes.whatsapp.markup import shown
from tests.fakes.whatsapp.rules import Json
from tests.fakes.whatsapp.templates import file_name_of, file_of, filled, pressed
from tests.fakes.whatsapp.webhooks import PHONE, Hooks, value_of
from tests.fakes.whatsapp.world import Sent, User, World

WAIT_SECONDS = 5.0
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 200


@dataclass(frozen=True)
class Seen:
    """A message of the bot as the phone shows it."""

    id: str
    kind: str
    text: str
    """The body or caption without signs, and the footer."""
    bold: tuple[str, ...] = ()
    styled: tuple[str, ...] = ()
    footer: str = ""
    buttons: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    """What stands below each row."""
    ids: tuple[str, ...] = ()
    """What pressing sends, in the order of buttons or rows."""
    document: str = ""
    content: bytes = field(default=b"", repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return all that can be pressed."""
        return self.buttons + self.rows


class Person:
    """Somebody who uses the bot."""

    def __init__(self, user: User, world: World, hooks: Hooks) -> None:
        self.user = user
        self.messages: list[Seen] = []
        self._world, self._hooks = world, hooks
        self._heard = 0
        self._came = asyncio.Event()

    # --- what the person sees

    def arrives(self, sent: Sent) -> None:
        """Show what the bot sent; the server calls it."""
        self.messages.append(_seen(sent, self._world))
        self._came.set()

    async def hears(self, seconds: float = WAIT_SECONDS) -> Seen:
        """Return the bot's next message that was not heard yet."""
        return (await self.waits_for(1, seconds))[0]

    async def waits_for(self, count: int, seconds: float = WAIT_SECONDS) -> list[Seen]:
        """Return the next messages."""
        try:
            async with asyncio.timeout(seconds):
                while len(self.messages) < self._heard + count:
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            heard = len(self.messages) - self._heard
            raise AssertionError(f"{self.user.name} heard {heard} of {count}; last: {self.messages[-2:]}") from None
        start, self._heard = self._heard, self._heard + count
        return self.messages[start : self._heard]

    # --- what the person does

    async def says(self, text: str, reply_to: str = "", at: float | None = None) -> str:
        """Type a text."""
        return await self.sends({"type": "text", "text": {"body": text}}, reply_to=reply_to, at=at)

    async def sends(self, content: Json, reply_to: str = "", at: float | None = None) -> str:
        """Send a message with any content, as webhooks name it; return its id. `at` is when, if not now."""
        moment = self._world.now() if at is None else at
        self.user.last_message = max(moment, self.user.last_message or 0.0)
        self._world.count(None)
        name = self._world.new_id()
        self._world.received.add(name)
        message: Json = {**self.user.sender, "id": name, "timestamp": str(int(moment)), **content}
        if reply_to:
            message["context"] = {"from": PHONE, "id": reply_to}
        await self._hooks.bring(value_of(contacts=[self.user.contact], messages=[message]))
        return name

    async def taps(self, label: str, on: str = "") -> str:
        """Press a button or a row: of the newest message that has it, or of a certain one."""
        for seen in reversed(self.messages):
            if label in seen.labels and on in ("", seen.id):
                return await self.presses(seen, seen.labels.index(label))
        last = [seen.labels for seen in self.messages if seen.labels][-2:]
        raise AssertionError(f"{self.user.name} sees nothing to press called {label!r}; the last are {last}")

    async def presses(self, seen: Seen, place: int) -> str:
        """Press a button or row of a message by its place."""
        kind = "button_reply" if seen.buttons else "list_reply"
        reply: Json = {"id": seen.ids[place], "title": seen.labels[place]}
        if kind == "list_reply" and seen.more[place]:
            reply["description"] = seen.more[place]
        return await self.sends({"type": "interactive", "interactive": {"type": kind, kind: reply}}, reply_to=seen.id)

    async def presses_template(self, label: str) -> str:
        """Press a quick reply of the newest template that has it."""
        seen = next(
            message for message in reversed(self.messages) if message.kind == "template" and label in message.buttons
        )
        payload = seen.ids[seen.buttons.index(label)]
        return await self.sends({"type": "button", "button": {"payload": payload, "text": label}}, reply_to=seen.id)

    async def sends_photo(self, content: bytes = JPEG, caption: str = "", size: int | None = None) -> str:
        """Send a photo."""
        return await self.sends({"type": "image", "image": self._file("image/jpeg", content, caption, size)})

    async def sends_document(
        self,
        content: bytes,
        name: str = "bukti.pdf",
        mime: str = "application/pdf",
        caption: str = "",
        size: int | None = None,
    ) -> str:
        """Send a file; `size` may claim more than the bytes."""
        document = self._file(mime, content, caption, size) | {"filename": name}
        return await self.sends({"type": "document", "document": document})

    async def sends_voice(self, content: bytes = b"OggS" + b"0" * 100) -> str:
        """Send a voice message."""
        voice = self._file("audio/ogg; codecs=opus", content) | {"voice": True}
        return await self.sends({"type": "audio", "audio": voice})

    async def shares_location(self, latitude: float, longitude: float) -> str:
        """Share a place."""
        return await self.sends({"type": "location", "location": {"latitude": latitude, "longitude": longitude}})

    async def reacts(self, emoji: str, to: str) -> str:
        """Put an emoji to a message."""
        return await self.sends({"type": "reaction", "reaction": {"message_id": to, "emoji": emoji}})

    async def changes_number(self, number: str) -> None:
        """Move to another number: the user id changes too."""
        old, self.user.number, self.user.user_id = self.user.number, number, f"ID.{number[::-1]}"
        system: Json = {
            "body": f"User {self.user.name} changed from {old} to {number}",
            "wa_id": number,
            "type": "user_changed_number",
        }
        if self.user.has_user_id:
            system["user_id"] = self.user.user_id
        message: Json = {"from": old, "id": self._world.new_id(), "timestamp": str(int(self._world.now()))}
        await self._hooks.bring(value_of(messages=[message | {"type": "system", "system": system}]))

    async def changes_user_id(self, user_id: str, *, shows_number: bool = False) -> None:
        """Get another user id; the message about it may name no number."""
        old, self.user.user_id = self.user.user_id, user_id
        system: Json = {
            "body": f"User changed from {old} to {user_id}",
            "user_id": user_id,
            "previous_user_id": old,
            "type": "user_changed_user_id",
        }
        sender: Json = {"from": self.user.number} if shows_number else {}
        message: Json = {**sender, "id": self._world.new_id(), "timestamp": str(int(self._world.now()))}
        await self._hooks.bring(value_of(messages=[message | {"type": "system", "system": system}]))

    def _file(self, mime: str, content: bytes, caption: str = "", size: int | None = None) -> Json:
        media = self._world.store(mime, "", content, inbound=True, size=size)
        file: Json = {"id": media.id, "mime_type": mime, "sha256": media.sha256}
        return file | ({"caption": caption} if caption else {})


def _seen(sent: Sent, world: World) -> Seen:
    kind = str(sent.content["type"])
    content = sent.content[kind]
    assert isinstance(content, dict)
    if kind == "interactive":
        return _interactive(sent, content, world)
    if kind == "template":
        return _template(sent, content, world)
    words = str(content.get("body" if kind == "text" else "caption", ""))
    text, bold, styled = shown(words)
    if kind in ("document", "image"):
        file = world.media[str(content["id"])]
        name = str(content.get("filename", file.name))
        return Seen(sent.id, kind, text, bold, styled, document=name, content=file.content)
    return Seen(sent.id, kind, text, bold, styled)


def _template(sent: Sent, content: Json, world: World) -> Seen:
    template = world.known_template(content)
    assert template is not None, "it was accepted"
    text, bold, styled = shown(filled(template, content))
    keys = pressed(template, content)
    file = file_of(content)
    labels, payloads = tuple(label for label, _ in keys), tuple(payload for _, payload in keys)
    return Seen(
        sent.id, "template", text, bold, styled, buttons=labels, ids=payloads, document=file_name_of(content),
        content=world.media[str(file)].content if file is not None else b"",
    )  # fmt: skip


def _interactive(sent: Sent, content: Json, world: World) -> Seen:
    body, footer, header, action = (_part(content, name) for name in ("body", "footer", "header", "action"))
    text, bold, styled = shown(str(body["text"]))
    foot = str(footer.get("text", ""))
    file = _part(header, "document")
    media = world.media[str(file["id"])] if file else None
    is_list = content["type"] == "list"
    if is_list:
        keys = [row for section in _parts(action, "sections") for row in _parts(section, "rows")]
    else:
        keys = [_part(button, "reply") for button in _parts(action, "buttons")]
    titles = tuple(str(key["title"]) for key in keys)
    return Seen(
        sent.id,
        str(content["type"]),
        f"{text}\n\n{foot}" if foot else text,
        bold,
        styled,
        foot,
        () if is_list else titles,
        titles if is_list else (),
        tuple(str(key.get("description", "")) for key in keys),
        tuple(str(key["id"]) for key in keys),
        str(file.get("filename", "")) if file else "",
        media.content if media is not None else b"",
    )


def _part(holder: Json, name: str) -> Json:
    value: JsonValue = holder.get(name)
    return value if isinstance(value, dict) else {}


def _parts(holder: Json, name: str) -> list[Json]:
    value: JsonValue = holder.get(name)
    return [json_value for json_value in value if isinstance(json_value, dict)] if isinstance(value, list) else []
