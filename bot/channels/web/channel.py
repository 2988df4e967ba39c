"""Is the web chat as a channel."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from starlette.routing import BaseRoute, Route

from bot.channels.web.bodies import Taken, Upload, bot_body
from bot.channels.web.door import NAME, Door
from bot.channels.web.history import BOT, Files, History
from bot.channels.web.keys import Keys
from bot.channels.web.pages import Pages
from bot.channels.web.rate import PLACE, VISITOR, Allowance, Rate
from bot.channels.web.uploads import kind_of, safe_name
from bot.channels.web.waiting import Waiting
from bot.channels.web.window import KEEP_ALIVE_SECONDS, Window
from bot.ports import Delivered, FetchError, Limits, RawUpdate, Receive
from bot.site.guard import guarded
from bot.workers import Workers
from flows.messages import Address, File, IncomingMessage, OutgoingMessage

# No vendor limits us here: what a phone shows well, and 20 MB as Telegram's own, so that a form works on both.
LIMITS = Limits(
    text=20_000,
    text_with_buttons=20_000,
    caption=20_000,
    label=120,
    token=64,
    buttons=100,
    per_row=4,
    file_in=20_000_000,
    file_out=50_000_000,
    can_edit=True,
    calls=False,
    taps_links=False,
)


def utc_now() -> datetime:
    """Return the time of the wall clock."""
    return datetime.now(UTC)


class WebChannel:
    """Carries messages between the page `/chat` and the bot."""

    def __init__(
        self,
        history: History,
        files: Files,
        keys: Keys,
        *,
        workers: Workers | None = None,
        public_url: str = "",
        now: Callable[[], datetime] = utc_now,
        limits: Limits = LIMITS,
        visitor: Allowance = VISITOR,
        place: Allowance = PLACE,
        keep_alive: float = KEEP_ALIVE_SECONDS,
    ) -> None:
        self._history = history
        self._files = files
        self._public_url = public_url
        self._now = now
        self._limits = limits
        self._waiting = Waiting()
        rate = Rate(now, visitor, place)
        self._pages = Pages(keys, rate, public_url=public_url, file_limit=limits.file_in)
        self._door = Door(
            history, files, self._waiting, workers or Workers(), rate=rate, now=now, file_limit=limits.file_in
        )
        self._window = Window(history, files, self._waiting, keep_alive=keep_alive)

    @property
    def name(self) -> str:
        """Return `web`."""
        return NAME

    @property
    def limits(self) -> Limits:
        """Return what fits into one line."""
        return self._limits

    def link(self, payload: str) -> str | None:
        """Return the page's address with a code; None where no public address is set."""
        return f"{self._public_url.rstrip('/')}/chat?mulai={payload}" if self._public_url else None

    def trouble(self) -> str:
        """Return why no posts are taken; "" where they are."""
        return "" if self._door.is_open else "has not started"

    def routes(self) -> Sequence[BaseRoute]:
        """Return the page's routes and those it posts to and reads from."""
        own = self._public_url
        return [
            *self._pages.routes(),
            Route("/chat/messages", guarded(self._door.post, own), methods=["POST"]),
            Route("/chat/messages", guarded(self._window.read, own)),
            Route("/chat/events", guarded(self._window.stream, own)),
            Route("/chat/files/{number:int}/{name}", guarded(self._window.download, own)),
        ]

    async def start(self, receive: Receive) -> None:
        """Begin to take posts."""
        self._door.open(receive)

    async def stop(self) -> None:
        """Take no more posts and let every open page go; call it before the server waits for its connections."""
        self._door.close()
        self._waiting.close()

    def translate(self, update: RawUpdate) -> IncomingMessage | None:
        """Turn a stored post into a message."""
        return Taken.model_validate_json(update.body).message(Address(channel=NAME, id=update.address))

    async def send(self, message: OutgoingMessage) -> Delivered:
        """Add a line to the visitor's chat and wake their pages; an edit keeps the number of what it changes."""
        now = self._now()
        address = message.address.id
        body = bot_body(message, now, await self._attached(message))
        number = await self._history.add(address, BOT, secrets.token_hex(16), body)
        self._waiting.wake(address)
        return Delivered(message=message.edits or str(number), at=now)

    async def _attached(self, message: OutgoingMessage) -> Upload | None:
        attachment, content = message.attachment, message.content
        if attachment is None or content is None:
            return None
        key = await self._files.put(content)
        name = safe_name(attachment.name)
        return Upload(key=key, kind=kind_of(attachment.mime), name=name, mime=attachment.mime, size=len(content))

    async def fetch(self, file: File) -> bytes:
        """Return the bytes of a posted file."""
        try:
            return await self._files.get(file.key)
        except LookupError as error:
            raise FetchError(f"no stored file {file.key}", problem="gone") from error
