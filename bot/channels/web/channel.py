"""Is the web chat as a channel."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from starlette.routing import BaseRoute, Route

from bot.channels.web.attachments import Attachments, Documents
from bot.channels.web.history import BOT, FileStore, History
from bot.channels.web.keys import Keys
from bot.channels.web.listeners import PageListeners
from bot.channels.web.pages import Pages
from bot.channels.web.post_endpoint import NAME, POSTS, PostEndpoint
from bot.channels.web.schema import StoredPost, bot_body
from bot.channels.web.stream import KEEP_ALIVE_SECONDS, EventStream
from bot.files.quota import NoRoomError, Quota, writing
from bot.http.visitor_rates import Allowances, VisitorRates
from bot.ports import FetchError, Limits, RawUpdate, Receive, SendError, SendResult
from bot.render.worker_processes import Workers
from bot.site.guard import guarded
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
    has_notifications=False,
    taps_links=False,
)
STREAMS = 500
"""Pages that may wait for news at the same time; those beyond ask now and then."""
FULL_SECONDS = 60.0
"""When a file is sent again for which the disk had no room."""


def utc_now() -> datetime:
    """Return the time of the wall clock."""
    return datetime.now(UTC)


class WebChannel:
    """Carries messages between the page `/chat` and the bot."""

    def __init__(
        self,
        history: History,
        files: FileStore,
        keys: Keys,
        sent: FileStore,
        quota: Quota,
        *,
        workers: Workers | None = None,
        documents: Callable[[], Documents] | None = None,
        public_url: str = "",
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
        limits: Limits = LIMITS,
        posts: Allowances = POSTS,
        streams: int = STREAMS,
        keep_alive: float = KEEP_ALIVE_SECONDS,
    ) -> None:
        self._history = history
        self._files = files
        self._attachments = attachments = Attachments(files, sent, documents)
        self._public_url = public_url
        self._now = now
        self._limits = limits
        self._waiting = PageListeners(streams)
        rate = VisitorRates(posts, clock)
        self._pages = Pages(keys, rate, public_url=public_url, file_limit=limits.file_in)
        self._door = PostEndpoint(
            history,
            files,
            self._waiting,
            workers or Workers(),
            rate=rate,
            quota=quota,
            now=now,
            file_limit=limits.file_in,
        )
        self._window = EventStream(history, attachments, self._waiting, keep_alive=keep_alive, clock=clock)

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
            Route("/chat/files/{number}/{name}", guarded(self._window.download, own)),
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
        return StoredPost.model_validate_json(update.body).message(Address(channel=NAME, id=update.address))

    async def send(self, message: OutgoingMessage) -> SendResult:
        """Add a line to the visitor's chat and wake their pages; an edit keeps the number of what it changes."""
        now = self._now()
        address = message.address.id
        try:
            with writing(len(message.content or b"")):
                file = await self._attachments.keep(message)
        except NoRoomError as error:
            raise SendError(str(error), retry_after=FULL_SECONDS) from error
        number = await self._history.add(address, BOT, secrets.token_hex(16), bot_body(message, now, file))
        self._waiting.wake(address)
        return SendResult(message=message.edits or str(number), at=now)

    async def fetch(self, file: File) -> bytes:
        """Return the bytes of a posted file."""
        try:
            return await self._files.get(file.key)
        except LookupError as error:
            raise FetchError(f"no stored file {file.key}", problem="gone") from error
