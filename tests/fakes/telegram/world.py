"""What Telegram knows: chats, messages, files, presses; and how fast a bot may go."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.telegram.rules import Json, Refused, bad

DOWNLOAD_MOST = 20 << 20
UPLOAD_MOST = 50 << 20


@dataclass
class Chat:
    """A chat with the bot: a person's, or a group."""

    id: int
    kind: str
    name: str
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    upgraded_to: int | None = None

    def as_json(self) -> Json:
        """Return the chat as updates hold it."""
        if self.kind == "private":
            return {"id": self.id, "type": "private", "first_name": self.name}
        return {"id": self.id, "type": self.kind, "title": self.name}


@dataclass
class Message:
    """A message in a chat, of either side."""

    id: int
    chat: Chat
    from_bot: bool
    content: Json
    """Text, entities, document ...: what the Message object holds beside its head."""
    date: int
    markup: Json | None = None
    edited: int | None = None

    def as_json(self, bot: Json) -> Json:
        """Return the message as the bot sees it."""
        person: Json = {"id": self.chat.id, "is_bot": False, "first_name": self.chat.name, "language_code": "id"}
        seen: Json = {
            "message_id": self.id,
            "from": bot if self.from_bot else person,
            "chat": self.chat.as_json(),
            "date": self.date,
            **self.content,
        }
        if self.edited is not None:
            seen["edit_date"] = self.edited
        if self.markup is not None and "inline_keyboard" in self.markup:
            seen["reply_markup"] = self.markup
        return seen


@dataclass(frozen=True)
class Stored:
    """A file on Telegram's side; `size` may claim more than the bytes a test wants to make."""

    id: str
    path: str
    name: str
    content: bytes
    size: int


@dataclass
class Press:
    """A pressed button whose spinner turns until the bot answers."""

    id: str
    user: int
    message: int
    answered: bool = False


@dataclass
class World:
    """Everything behind the Bot API."""

    now: Callable[[], float] = time.time
    chats: dict[int, Chat] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    files: dict[str, Stored] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    last_message: int = 100

    def chat(self, given: object) -> Chat:
        """Return a chat that the bot may write to; refuse as the server does."""
        if given in (None, ""):
            raise bad("chat_id is empty")
        try:
            chat = self.chats[int(str(given))]
        except (ValueError, KeyError):
            raise bad("chat not found") from None
        if not chat.started:
            raise bad("chat not found")
        if chat.upgraded_to is not None:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.upgraded_to},
            )
        if chat.deactivated:
            raise Refused(403, "Forbidden: user is deactivated")
        if chat.blocked:
            person = chat.kind == "private"
            raise Refused(
                403,
                "Forbidden: bot was blocked by the user" if person else "Forbidden: bot was kicked from the group chat",
            )
        return chat

    def add(self, chat: Chat, content: Json, *, from_bot: bool, markup: Json | None = None) -> Message:
        """Put a message into a chat; ids rise over both sides."""
        self.last_message += 1
        message = Message(self.last_message, chat, from_bot, content, int(self.now()), markup)
        self.messages[message.id] = message
        return message

    def store(self, kind: str, name: str, content: bytes, size: int | None = None) -> Stored:
        """Keep a file; return its record."""
        number = len(self.files) + 1
        suffix = name.rpartition(".")[2] or "bin"
        file = Stored(
            f"FILE-{kind}-{number}",
            f"{kind}s/file_{number}.{suffix}",
            name,
            content,
            len(content) if size is None else size,
        )
        self.files[file.id] = file
        return file

    def own(self, chat: Chat, given: object, what: str) -> Message:
        """Return the bot's message that is to be edited or deleted; refuse as the server does."""
        try:
            message = self.messages[int(str(given))]
        except (ValueError, KeyError):
            raise bad(f"message to {what} not found") from None
        if message.chat is not chat:
            raise bad(f"message to {what} not found")
        if not message.from_bot and what == "edit":
            raise bad("message can't be edited")
        return message


@dataclass
class Speed:
    """What the server tolerates, in a sliding window; retry_after says when there is room again."""

    clock: Callable[[], float] = time.monotonic
    per_second: int = 30
    chat_burst: int = 5
    """Messages to one chat within as many seconds: 1/s with short bursts."""
    group_per_minute: int = 20
    all: deque[float] = field(default_factory=deque)
    chats: dict[int, deque[float]] = field(default_factory=dict)

    def check(self, chat: Chat) -> None:
        """Count a message, or refuse it with 429; a refused one is not counted."""
        now = self.clock()
        own = self.chats.setdefault(chat.id, deque())
        most, window = (
            (self.chat_burst, float(self.chat_burst)) if chat.kind == "private" else (self.group_per_minute, 60.0)
        )
        for sent, allowed, seconds in ((self.all, self.per_second, 1.0), (own, most, window)):
            while sent and sent[0] <= now - seconds:
                sent.popleft()
            if len(sent) >= allowed:
                wait = max(1, round(sent[0] + seconds - now + 0.5))
                raise Refused(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        self.all.append(now)
        own.append(now)
