"""A channel on paper: people of a test speak, and what they are told lies before them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from mimetypes import guess_type

from starlette.routing import BaseRoute

from bot.app import App
from bot.channels.layout.callback_data import read_token
from bot.ports import FetchError, Limits, RawUpdate, Receive, SendError, SendResult
from flows.messages import (
    Address,
    ButtonPress,
    File,
    FileInput,
    FileKind,
    IncomingMessage,
    LocationInput,
    OutgoingMessage,
    TextInput,
    UnsupportedInput,
    plain,
)

LIMITS = Limits(
    text=4096,
    text_with_buttons=4096,
    caption=1024,
    label=40,
    token=64,
    buttons=100,
    per_row=8,
    file_in=20_000_000,
    file_out=50_000_000,
    can_edit=True,
)

CUT_AT = 4096
"""People of a test write with an app that cuts long texts, as Telegram's do."""


class Clock:
    """A clock that a test moves; whoever sleeps by it wakes when the test says that time has passed."""

    def __init__(self) -> None:
        self.time = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)
        self._set_by = timedelta()
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []
        self._slept = asyncio.Event()

    def __call__(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time + self._set_by

    def monotonic(self) -> float:
        """Return seconds that only ever grow, whatever the clock is set to."""
        return self.time.timestamp()

    def is_set(self, **by: float) -> None:
        """Be set to another time, as by an operator: `is_set(hours=-8)`; no time passes."""
        self._set_by += timedelta(**by)

    async def sleep(self, seconds: float) -> None:
        """Return when so much time has passed on this clock."""
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.time + timedelta(seconds=seconds), sleeper))
        self._slept.set()
        await sleeper

    async def until_asleep(self, count: int) -> None:
        """Return when so many sleep by this clock."""
        async with asyncio.timeout(10):
            while sum(not sleeper.done() for _, sleeper in self._sleepers) < count:
                self._slept.clear()
                await self._slept.wait()

    def passes(self, **span: float) -> None:
        """Let time go by: `passes(days=1)`."""
        self.time += timedelta(**span)
        due = [sleeper for at, sleeper in self._sleepers if at <= self.time]
        self._sleepers = [(at, sleeper) for at, sleeper in self._sleepers if at > self.time]
        for sleeper in due:
            if not sleeper.done():
                sleeper.set_result(None)


class PaperChannel:
    """A channel that numbers both sides' messages in one row, as Telegram does, and stores all that was sent."""

    name = "paper"
    limits = LIMITS

    def __init__(self, clock: Clock, name: str = "paper") -> None:
        self.name = name
        self._clock = clock
        self._receive: Receive | None = None
        self._count = 0
        self._came = asyncio.Event()
        self.sent: list[OutgoingMessage] = []
        self.ids: list[str] = []
        """The id of each sent message."""
        self.files: dict[str, bytes] = {}
        self.failures: list[SendError] = []
        self.while_sending: Callable[[OutgoingMessage], Awaitable[None]] | None = None
        """What happens elsewhere while a message is on its way."""

    def link(self, payload: str) -> str | None:
        return f"{self.name}://tuntun?start={payload}" if self.name != "paper" else None

    def routes(self) -> Sequence[BaseRoute]:
        return ()

    async def start(self, receive: Receive) -> None:
        self._receive = receive

    async def stop(self) -> None:
        self._receive = None

    async def receive(self, *updates: RawUpdate) -> None:
        assert self._receive is not None, "the channel is started"
        await self._receive(updates)

    async def until(self, count: int) -> None:
        """Return when so many messages were sent."""
        async with asyncio.timeout(10):
            while len(self.sent) < count:
                self._came.clear()
                await self._came.wait()

    def update(self, person: str, **body: object) -> RawUpdate:
        """Return a new update from a person."""
        self._count += 1
        body = {"position": self._count, "at": self._clock().isoformat(), "name": person, **body}
        return RawUpdate(channel=self.name, key=str(self._count), address=person, body=json.dumps(body))

    def translate(self, update: RawUpdate) -> IncomingMessage | None:
        body = json.loads(update.body)
        common = {
            "address": Address(channel=self.name, id=update.address),
            "at": datetime.fromisoformat(body["at"]),
            "position": body["position"],
            "name": body["name"],
            "cut_at": body.get("cut_at", CUT_AT),
            "also": body.get("also"),
        }
        if "token" in body:
            meant = read_token(body["token"])
            assert meant is not None, body["token"]
            did = ButtonPress(verb=meant.verb, argument=meant.argument, ask=meant.ask)
            return IncomingMessage(
                input=did, conversation=meant.conversation, ask=meant.ask, pressed=body["pressed"], **common
            )
        if "file" in body:
            file = File(key=body["file"], kind=FileKind(body["kind"]), name=body["as"], mime=body["mime"], size=0)
            return IncomingMessage(input=FileInput(file=file, caption=body.get("caption", "")), **common)
        if "odd" in body:
            odd = UnsupportedInput(what=body["odd"], text=body.get("text", ""), problem=body.get("problem", ""))
            return IncomingMessage(input=odd, **common)
        if "pin" in body:
            return IncomingMessage(input=LocationInput(latitude=body["pin"][0], longitude=body["pin"][1]), **common)
        if "gone" in body:
            return IncomingMessage(input=TextInput(text=""), gone=body["gone"], **common)
        return IncomingMessage(input=TextInput(text=body["text"]), reply_to=body.get("reply_to"), **common)

    async def send(self, message: OutgoingMessage) -> SendResult:
        if self.while_sending is not None:
            await self.while_sending(message)
        if self.failures:
            raise self.failures.pop(0)
        length = len(plain(message.text))
        assert length <= (LIMITS.caption if message.attachment else LIMITS.text), "the text fits"
        assert message.text or message.attachment, "a message says something"
        assert not message.attachment or message.content, "a file has bytes"
        self._count += 1
        self.sent.append(message)
        self.ids.append(str(self._count))
        self._came.set()
        return SendResult(message=str(self._count), at=self._clock(), position=self._count)

    async def fetch(self, file: File) -> bytes:
        if file.key not in self.files:
            raise FetchError("no such file", problem="gone")
        return self.files[file.key]


class Person:
    """Somebody who talks to the bot; each of its words waits until all is answered."""

    def __init__(self, app: App, channel: PaperChannel, name: str) -> None:
        self._app = app
        self._channel = channel
        self.name = name
        self.before = 0

    @property
    def messages(self) -> list[OutgoingMessage]:
        """Return all that this person was sent."""
        return [message for message in self._channel.sent if message.address.id == self.name]

    @property
    def heard(self) -> list[OutgoingMessage]:
        """Return what came since the person last spoke."""
        return self.messages[self.before :]

    @property
    def last(self) -> OutgoingMessage:
        """Return the newest message."""
        return self.messages[-1]

    def id_of(self, message: OutgoingMessage) -> str:
        """Return a message's id in the chat."""
        return next(name for name, sent in zip(self._channel.ids, self._channel.sent, strict=True) if sent is message)

    @property
    def text(self) -> str:
        """Return the newest message's text."""
        return plain(self.last.text)

    @property
    def labels(self) -> list[str]:
        """Return the newest message's buttons."""
        return [button.label for row in self.last.rows for button in row]

    async def says(self, *texts: str, reply_to: str | None = None) -> str:
        """Type one text, or several in one burst."""
        return await self.gives(*[self._channel.update(self.name, text=text, reply_to=reply_to) for text in texts])

    async def taps(self, label: str, on: OutgoingMessage | None = None) -> str:
        """Press a button by its label, on the newest message that has it or on the given one."""
        return await self.gives(self.tap(label, on))

    def tap(self, label: str, on: OutgoingMessage | None = None) -> RawUpdate:
        """Return the update of pressing a button."""
        for message in [on] if on is not None else reversed(self.messages):
            for row in message.rows:
                for button in row:
                    if button.label == label:
                        return self._channel.update(self.name, token=button.token, pressed="1")
        raise AssertionError(f"no button {label!r}; the last message has {self.labels}")

    async def sends(self, content: bytes, name: str = "foto.jpg", kind: str = "photo", caption: str = "") -> str:
        """Send a file."""
        mime = {"photo": "image/jpeg", "voice": "audio/ogg"}.get(kind) or guess_type(name)[0] or "application/pdf"
        key = f"file-{len(self._channel.files)}"
        self._channel.files[key] = content
        update = self._channel.update(self.name, file=key, kind=kind, mime=mime, caption=caption, **{"as": name})
        return await self.gives(update)

    async def gives(self, *updates: RawUpdate) -> str:
        """Give raw updates in one batch, and wait until all is answered."""
        self.before = len(self.messages)
        await self._channel.receive(*updates)
        await self._app.idle()
        return self.text if self.messages else ""

    def update(self, **body: object) -> RawUpdate:
        """Return a new update of this person, not given yet."""
        return self._channel.update(self.name, **body)
