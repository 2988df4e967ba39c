"""The web chat as a channel."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.routing import BaseRoute, Route

from bot.channels.web.attachments import Attachments
from bot.channels.web.history import BOT
from bot.channels.web.listeners import PageListeners
from bot.channels.web.pages import Pages
from bot.channels.web.post_endpoint import NAME, POSTS, PostEndpoint
from bot.channels.web.schema import StoredPost, bot_body
from bot.channels.web.stores import WebStores
from bot.channels.web.stream import KEEP_ALIVE_SECONDS, EventStream
from bot.files.quota import NoRoomError, writing
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
"""Pages that may hold a stream at the same time; those beyond poll now and then."""
FULL_SECONDS = 60.0
"""Seconds until a file is sent again that the disk had no room for."""


def utc_now() -> datetime:
    """Return the time of the wall clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """What may be set about the web chat; tests set it narrower."""

    public_url: str = ""
    limits: Limits = LIMITS
    posts: Allowances = POSTS
    streams: int = STREAMS
    keep_alive: float = KEEP_ALIVE_SECONDS


class WebChannel:
    """The channel between the page `/chat` and the bot."""

    def __init__(
        self,
        stores: WebStores,
        options: WebOptions,
        workers: Workers,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._history = stores.history
        self._files = stores.files
        self._attachments = attachments = Attachments(stores.files, stores.sent, stores.documents)
        self._public_url = options.public_url
        self._now = now
        self._limits = limits = options.limits
        self._listeners = PageListeners(options.streams)
        rate = VisitorRates(options.posts, clock)
        self._pages = Pages(stores.keys, rate, public_url=options.public_url, file_limit=limits.file_in)
        self._post_endpoint = PostEndpoint(
            stores, self._listeners, workers, rate=rate, now=now, file_limit=limits.file_in
        )
        self._stream = EventStream(
            stores.history, attachments, self._listeners, keep_alive=options.keep_alive, clock=clock
        )

    @property
    def name(self) -> str:
        """Return `web`."""
        return NAME

    @property
    def limits(self) -> Limits:
        """Return what fits into one line."""
        return self._limits

    def link(self, payload: str) -> str | None:
        """Return the page's URL with a code; None without a public URL."""
        return f"{self._public_url.rstrip('/')}/chat?mulai={payload}" if self._public_url else None

    def trouble(self) -> str:
        """Return why no posts are accepted; "" while they are."""
        return "" if self._post_endpoint.is_open else "has not started"

    def routes(self) -> Sequence[BaseRoute]:
        """Return the page's routes and those it posts to and reads from."""
        own = self._public_url
        return [
            *self._pages.routes(),
            Route("/chat/messages", guarded(self._post_endpoint.post, own), methods=["POST"]),
            Route("/chat/messages", guarded(self._stream.read, own)),
            Route("/chat/events", guarded(self._stream.stream, own)),
            Route("/chat/files/{number}/{name}", guarded(self._stream.download, own)),
        ]

    async def start(self, receive: Receive) -> None:
        """Start to accept posts."""
        self._post_endpoint.open(receive)

    async def stop(self) -> None:
        """Stop accepting posts and close every open page; call it before the server waits for its connections."""
        self._post_endpoint.close()
        self._listeners.close()

    def translate(self, update: RawUpdate) -> IncomingMessage | None:
        """Translate a stored post."""
        return StoredPost.model_validate_json(update.body).message(Address(channel=NAME, id=update.address))

    async def send(self, message: OutgoingMessage) -> SendResult:
        """Add a line to the visitor's chat and wake their pages; an edit keeps its line's number."""
        now = self._now()
        address = message.address.id
        try:
            with writing(len(message.content or b"")):
                file = await self._attachments.keep(message)
        except NoRoomError as error:
            raise SendError(str(error), retry_after=FULL_SECONDS) from error
        number = await self._history.add(address, BOT, secrets.token_hex(16), bot_body(message, now, file))
        self._listeners.wake(address)
        return SendResult(message=message.edits or str(number), at=now)

    async def fetch(self, file: File) -> bytes:
        """Return the bytes of a posted file."""
        try:
            return await self._files.get(file.key)
        except LookupError as error:
            raise FetchError(f"no stored file {file.key}", problem="gone") from error
