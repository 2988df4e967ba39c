"""The Telegram channel.

A person sees one bubble with buttons. Two things are particular here. Only private chats are served. And a place is
shared with one tap by a keyboard that takes the place of the letters; Telegram allows it only on a message without
buttons of its own. So a question for a place keeps its buttons, and a second short message carries that keyboard;
it is deleted, and the keyboard with it, as soon as the bot has something else to say.
"""

from __future__ import annotations

import asyncio
import hmac
import html
import io
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.lenient_json import parse
from bot.channels.telegram import translate as telegram_translate
from bot.channels.telegram.translate import FILE_IN, NAME
from bot.ports import Consequence, Limits, RawUpdate, Receive, SendError, SendResult
from bot.scheduling.background_tasks import BackgroundTasks
from bot.texts import word
from flows.messages import Address, File, IncomingMessage, InputKind, OutgoingMessage, Rich

if TYPE_CHECKING:  # the library takes a third of a second to import; a terminal chat never needs it
    from bot.channels.telegram.client import TelegramClient
    from bot.channels.telegram.polling import Polling

log = logging.getLogger(__name__)

API_URL = "https://api.telegram.org"
PATH = "/telegram"
BODY_BYTES = 1 << 20  # an update holds 4,096 characters and some ids
FILE_OUT = 50 << 20
PHOTO_OUT = 10 << 20
PHOTO_SIDES = 10_000  # width and height together
PHOTO_SIDE = 5_000  # the longer side is shrunk to 2,560: of more than twice that a file shows more
PHOTO_RATIO = 20
PHOTOS = ("image/png", "image/jpeg")
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds, after one, two, three ... failures in a row
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")

LIMITS = Limits(
    text=4096,
    text_with_buttons=4096,
    caption=1024,
    label=40,  # Telegram takes more; this much a phone shows in one line
    token=64,
    buttons=100,
    per_row=8,
    file_in=FILE_IN,
    file_out=FILE_OUT,
    can_edit=True,
)

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates, and the secret by which they are known to be Telegram's."""

    public_url: str
    secret: str

    def check(self) -> None:
        """Raise ValueError where Telegram would refuse it."""
        if not (SECRET.fullmatch(self.secret) and self.public_url.startswith("https://")):
            raise ValueError(
                "a Telegram webhook needs a public https address, and a secret of 1-256 letters, digits, - or _"
            )


class TelegramChannel:
    """The channel over Telegram's Bot API: by webhook if one is given, else by polling."""

    name = NAME
    limits = LIMITS

    def __init__(
        self,
        token: str,
        *,
        api_url: str = API_URL,
        webhook: Webhook | None = None,
        menu: Sequence[tuple[str, str]] = (),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        if webhook is not None:
            webhook.check()
        self._token, self._api_url, self._hook, self._menu = token, api_url, webhook, menu
        self._now, self._pauses = now, pauses
        self._open: TelegramClient | None = None
        self._polling: Polling | None = None
        self._receive: Receive | None = None
        self._has_ended = False
        self._tasks = BackgroundTasks()
        self._keyboards: dict[str, str] = {}
        self._username = ""
        self._is_hooked = False
        """Whether Telegram has taken our webhook."""

    def link(self, payload: str) -> str | None:
        """Return a deep link with a code; None until Telegram has told the bot's name."""
        return f"https://t.me/{self._username}?start={payload}" if self._username else None

    def trouble(self) -> str:
        """Return why no updates come in; "" where all is well."""
        if self._polling is not None:
            return self._polling.trouble()
        return "" if self._is_hooked else "Telegram does not bring updates here yet"

    def routes(self) -> Sequence[BaseRoute]:
        """Return the webhook's route, if there is one."""
        return [Route(PATH, self._webhook, methods=["POST"])] if self._hook is not None else []

    async def start(self, receive: Receive) -> None:
        """Start to receive updates; an unreachable Telegram is retried in the background."""
        from bot.channels.telegram.polling import Polling

        self._receive, self._has_ended = receive, False
        if self._hook is not None:
            self._tasks.begin(self._set_webhook(self._hook))
        else:
            self._polling = Polling(self._client, self._take, self._pauses)
            self._polling.start()
        if self._menu:
            self._tasks.begin(self.set_commands(self._menu))
        self._tasks.begin(self._learn_name())

    async def stop(self) -> None:
        """Stop receiving and close the connections; what is sent later is for the next run."""
        self._has_ended = True
        if self._polling is not None:
            await self._polling.stop()
            self._polling = None
        self._receive = None
        await self._tasks.end()
        if self._open is not None:
            await self._open.close()

    def translate(self, update: RawUpdate) -> IncomingMessage | None:
        """Translate a stored update; None if it has no meaning for us."""
        return telegram_translate.translate(update.body, self._now)

    async def send(self, message: OutgoingMessage) -> SendResult:
        """Send or edit one message; raise SendError."""
        if self._has_ended:
            raise SendError("the Telegram channel has ended")
        chat, text, markup = message.address.id, to_html(message.text), _keyboard(message)
        if keyboard := self._keyboards.pop(chat, ""):
            self._tasks.begin(self._client.delete(chat, keyboard))
        if message.attachment is not None:
            return await self._send_file(message, text, markup)
        if message.edits is not None and message.edits.isdecimal():
            edited = await self._client.edit(chat, message.edits, text, markup)
            if edited is not None:
                return edited
        delivered = await self._client.say(chat, text, markup)
        if message.wants is InputKind.LOCATION:
            await self._offer_location(chat)
        return delivered

    async def fetch(self, file: File) -> bytes:
        """Return the bytes of a file a person sent; raise FetchError."""
        return await self._client.fetch(file.key, self.limits.file_in)

    async def set_commands(self, commands: Sequence[tuple[str, str]], address: Address | None = None) -> None:
        """Set the menu of all private chats, or of one person's; a menu that cannot be set is only logged."""
        try:
            await self._client.set_commands(commands, None if address is None else address.id)
        except SendError as error:
            log.warning("the menu of commands was not set: %s", error)

    async def username(self) -> str:
        """Return the bot's name, for links like `t.me/NAME?start=CODE`; raise SendError."""
        return await self._client.connect()

    @property
    def _client(self) -> TelegramClient:
        if self._open is None:
            from bot.channels.telegram.client import TelegramClient

            self._open = TelegramClient(self._token, self._api_url)
        return self._open

    async def _send_file(self, message: OutgoingMessage, text: str, markup: Json | None) -> SendResult:
        assert message.attachment is not None, "only called for one"
        content = message.content
        if not content or len(content) > FILE_OUT:
            raise SendError(f"a file of {len(content or b'')} bytes cannot be sent", Consequence.NEVER)
        send = self._client.show if is_photo(message.attachment.mime, content) else self._client.upload
        return await send(message.address.id, content, message.attachment.name, text, markup)

    async def _offer_location(self, chat: str) -> None:
        markup = {
            "keyboard": [[{"text": word("telegram.share_label"), "request_location": True}]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
        try:
            self._keyboards[chat] = (await self._client.say(chat, word("telegram.share"), markup)).message
        except SendError as error:
            log.info("the question for a place stands without its keyboard: %s", error)

    async def _take(self, updates: Sequence[Json]) -> None:
        """Store updates durably, and only then stop the spinners of their buttons."""
        assert self._receive is not None, "started"
        await self._receive([raw for update in updates if (raw := _raw(update)) is not None])
        for update in updates:
            if press := telegram_translate.callback_id(update):
                self._tasks.begin(self._client.stop_spinner(press))
            elif group := telegram_translate.group_joined(update):
                self._tasks.begin(self._say_only_private(group))

    async def _say_only_private(self, group: str) -> None:
        try:
            await self._client.say(group, word("telegram.only_private"), None)
        except SendError as error:
            log.debug("a group did not hear that only private chats are served: %s", error)

    async def _learn_name(self) -> None:
        failures = 0
        while not (name := await self._name()):
            await asyncio.sleep(self._pauses[min(failures, len(self._pauses) - 1)])
            failures += 1
        self._username = name

    async def _name(self) -> str:
        """Return the bot's name; "" while Telegram does not say it."""
        from telegram.error import TelegramError

        try:
            return await self.username()
        except TelegramError as error:
            log.info("Telegram does not say yet what the bot is called: %s", error)
            return ""

    async def _set_webhook(self, hook: Webhook) -> None:
        failures = 0
        while not await self._webhook_is_set(hook):
            await asyncio.sleep(self._pauses[min(failures, len(self._pauses) - 1)])
            failures += 1
        self._is_hooked = True

    async def _webhook_is_set(self, hook: Webhook) -> bool:
        from telegram.error import TelegramError

        try:
            await self._client.use_webhook(hook.public_url.rstrip("/") + PATH, hook.secret)
        except TelegramError as error:
            log.warning("Telegram did not take the webhook %s, which is tried again: %s", hook.public_url, error)
            return False
        return True

    async def _webhook(self, request: Request) -> Response:
        """Receive one update: 2xx only when it is durable, else Telegram sends it again."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if self._hook is None or not hmac.compare_digest(given.encode(), self._hook.secret.encode()):
            return Response(status_code=403)
        if self._receive is None:
            return Response(status_code=503)
        body = await _read(request)
        try:
            update = parse(body)
        except ValueError:
            update = None
        if isinstance(update, dict):
            await self._take([update])
        else:  # it would be as unreadable when it comes again
            log.error("a webhook of Telegram is not readable; it is left out")
        return Response(status_code=200)


def to_html(text: Rich) -> str:
    """Write a styled text as Telegram's HTML; what people typed stays text."""
    pieces = ((html.escape(span.text, quote=False), span.bold) for span in text)
    return "".join(f"<b>{piece}</b>" if bold else piece for piece, bold in pieces)


def is_photo(mime: str, content: bytes) -> bool:
    """Tell whether a file is a picture that Telegram shows in the chat, with nothing lost that matters."""
    from PIL import Image, UnidentifiedImageError

    if mime not in PHOTOS or len(content) > PHOTO_OUT:
        return False
    try:
        short, long = sorted(Image.open(io.BytesIO(content)).size)
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return False
    return long <= PHOTO_SIDE and short + long <= PHOTO_SIDES and long <= short * PHOTO_RATIO


def _keyboard(message: OutgoingMessage) -> Json | None:
    if not message.rows:
        return None
    rows = [[{"text": key.label, "callback_data": key.token} for key in row] for row in message.rows]
    return {"inline_keyboard": rows}


def _raw(update: Json) -> RawUpdate | None:
    """Return an update as it is stored; None for one that can not be serialised, so that the others are stored."""
    try:
        return telegram_translate.raw(update)
    except (ValueError, RecursionError) as error:
        log.error("an update of Telegram can not be written down and is left out: %s", type(error).__name__)
        return None


async def _read(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            return b""
    return body
