"""The terminal as a channel: the smallest one, and the simulator of a form."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import threading
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from starlette.routing import BaseRoute

from bot.channels.layout.callback_data import read_token
from bot.ports import FetchError, Limits, RawUpdate, Receive, SendResult
from bot.texts import word
from flows.messages import (
    Address,
    ButtonPress,
    File,
    FileInput,
    FileKind,
    IncomingMessage,
    Input,
    InputKind,
    KeyButton,
    LocationInput,
    OutgoingMessage,
    Rich,
    TextInput,
    UnsupportedInput,
)

NAME = "terminal"
# Nothing limits a terminal; a hundred numbered buttons are what a person can still read.
LIMITS = Limits(
    text=1_000_000,
    text_with_buttons=1_000_000,
    caption=1_000_000,
    label=200,
    token=64,
    buttons=100,
    per_row=6,
    file_in=100_000_000,
    file_out=100_000_000,
    can_edit=False,
)
LEAVE = ":keluar"
PERSON = "saya"
"""The only address there is."""


async def at_once() -> None:
    """Wait for nothing."""


class TerminalChannel:
    """A channel for one person: lines from one text stream, bubbles to another."""

    def __init__(
        self,
        said: TextIO,
        shown: TextIO,
        *,
        begin: str = "/mulai",
        folder: Path = Path(),
        settled: Callable[[], Awaitable[None]] = at_once,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._said = said
        self._shown = shown
        self._begin = begin
        self._folder = folder
        self._settled = settled
        """Returns when all replies are sent, so that a script's next line answers the last question."""
        self._now = now
        self._buttons: tuple[KeyButton, ...] = ()
        self._mark = ""
        """The prefix of a button's number: a colon where a number may be the answer."""
        self._reading: asyncio.Task[None] | None = None
        self._sent = 0

    @property
    def name(self) -> str:
        """Return `terminal`."""
        return NAME

    @property
    def limits(self) -> Limits:
        """Return what fits into a bubble: nearly anything."""
        return LIMITS

    def link(self, payload: str) -> str | None:  # noqa: ARG002
        """Return None: the terminal has no deep links."""
        return None

    def routes(self) -> Sequence[BaseRoute]:
        """Return no routes."""
        return ()

    async def start(self, receive: Receive) -> None:
        """Show the help, send the first command, and start to read."""
        self._show(word("terminal.help"))
        self._reading = asyncio.create_task(self._read(receive))

    async def ended(self) -> None:
        """Return when the person has left."""
        if self._reading is not None:
            await self._reading

    async def stop(self) -> None:
        """End reading."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self, receive: Receive) -> None:
        line = self._begin
        while line.strip() != LEAVE:
            if line.strip():
                body = json.dumps(
                    {"line": line.rstrip("\n"), "token": self._pressed(line), "at": self._now().isoformat()}
                )
                await receive([RawUpdate(channel=NAME, key=uuid.uuid4().hex, address=PERSON, body=body)])
                await self._settled()
            line = await self._line()
            if not line:
                return

    async def _line(self) -> str:
        """Read the next line in a thread of its own, so that Ctrl+C need not wait for Enter."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Future[str] = loop.create_future()

        def settle(line: str) -> None:
            if not arrived.done():
                arrived.set_result(line)

        def read() -> None:
            line = self._said.readline()
            with suppress(RuntimeError):  # the program is over
                loop.call_soon_threadsafe(settle, line)

        threading.Thread(target=read, daemon=True).start()
        return await arrived

    def _pressed(self, line: str) -> str | None:
        """Return the token of the button with this number or label."""
        word = line.strip()
        number = word.removeprefix(self._mark)
        if word.startswith(self._mark) and number.isdecimal() and 0 < int(number) <= len(self._buttons):
            return self._buttons[int(number) - 1].token
        return next((button.token for button in self._buttons if button.label.casefold() == word.casefold()), None)

    def translate(self, update: RawUpdate) -> IncomingMessage | None:
        """Translate a line."""
        body = json.loads(update.body)
        meant = read_token(body["token"]) if body["token"] else None
        return IncomingMessage(
            address=Address(channel=NAME, id=update.address),
            input=ButtonPress(verb=meant.verb, argument=meant.argument, ask=meant.ask)
            if meant
            else _input(body["line"]),
            at=datetime.fromisoformat(body["at"]),
            conversation=meant.conversation if meant else None,
            ask=meant.ask if meant else None,
        )

    async def send(self, message: OutgoingMessage) -> SendResult:
        """Write a bubble; a file is written into the folder."""
        self._sent += 1
        self._show("", self._styled(message.text))
        if message.attachment and message.content is not None:
            path = self._folder / Path(message.attachment.name).name
            await asyncio.to_thread(path.write_bytes, message.content)
            self._show(f"[berkas: {path}]")
        if message.rows:
            self._offer(message)
        return SendResult(message=str(self._sent), at=self._now())

    def _offer(self, message: OutgoingMessage) -> None:
        self._buttons = tuple(button for row in message.rows for button in row)
        self._mark = "" if message.wants is InputKind.CHOICE else ":"
        labels = iter(f"[{self._mark}{number}] {button.label}" for number, button in enumerate(self._buttons, 1))
        self._show(*("  ".join(next(labels) for _ in row) for row in message.rows))

    async def fetch(self, file: File) -> bytes:
        """Return the bytes of a file on this computer."""
        try:
            return await asyncio.to_thread(Path(file.key).read_bytes)
        except OSError as error:
            raise FetchError(str(error), problem="gone") from error

    def _styled(self, text: Rich) -> str:
        on, off = ("\x1b[1m", "\x1b[0m") if self._shown.isatty() else ("", "")
        return "".join(f"{on}{span.text}{off}" if span.bold else span.text for span in text)

    def _show(self, *lines: str) -> None:
        self._shown.write("".join(f"{line}\n" for line in lines))
        self._shown.flush()


def _input(line: str) -> Input:
    word, _, rest = line.partition(" ")
    if word == ":foto":
        path = Path(rest.strip()).expanduser()
        mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind = FileKind.PHOTO if mime.startswith("image/") else FileKind.DOCUMENT
        size = path.stat().st_size if path.is_file() else 0
        return FileInput(file=File(key=str(path), kind=kind, name=path.name, mime=mime, size=size))
    if word == ":lokasi":
        try:
            latitude, longitude = map(float, rest.split(","))
        except ValueError:
            return UnsupportedInput(what="location", text=rest)
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return UnsupportedInput(what="location", text=rest)
        return LocationInput(latitude=latitude, longitude=longitude)
    return TextInput(text=line)
