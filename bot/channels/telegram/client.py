"""The client of the Bot API over python-telegram-bot, and what follows from each refusal.

What happens on every turn is posted as it is, where the library's typed methods take 190 µs to build objects that
nobody reads. Documents, files, menus and webhooks use the typed methods.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from telegram import Bot, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat, InputFile, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.request import AiohttpRequest, FloodError, LineCutError
from bot.ports import Consequence, FetchError, SendError, SendResult

log = logging.getLogger(__name__)

Json = Mapping[str, object]
Parameters = dict[str, object]

POLL_SECONDS = 50  # the longest a poll may wait
POLL_GRACE = 10.0
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
TOKEN_REFUSED_SECONDS = 60.0

_NO_CHANGE = "message is not modified"
_CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "chat_write_forbidden")


class TelegramClient:
    """A client of the Bot API; raises SendError and FetchError where noted, TelegramError elsewhere."""

    def __init__(self, token: str, api_url: str) -> None:
        self._request = AiohttpRequest(api_url, token)
        self._polls = AiohttpRequest(api_url, token)
        base = api_url.rstrip("/")
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._polls,
        )

    async def connect(self) -> str:
        """Check the token; return the bot's user name."""
        try:
            await self._bot.initialize()
        except (InvalidToken, EndPointNotFound):  # every server has this method: it is the token
            raise InvalidToken("Telegram refuses the token") from None  # the library's own text holds it
        return self._bot.username

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()
        await self._polls.shutdown()

    async def poll(self, offset: int | None) -> list[Json]:
        """Wait for updates; asking from `offset` tells Telegram that all before it are safe."""
        asked: Parameters = {"timeout": POLL_SECONDS, "allowed_updates": list(UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        found = await self._polls.call("getUpdates", asked, POLL_SECONDS + POLL_GRACE)
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def use_webhook(self, url: str, secret: str) -> None:
        """Set the webhook to `url`, with the secret in a header."""
        await self._bot.set_webhook(url, secret_token=secret, allowed_updates=UPDATES)

    async def use_polling(self) -> None:
        """Remove the webhook, if one is set: Telegram allows only one of the two."""
        await self._bot.delete_webhook()

    async def say(self, chat: str, text: str, markup: Json | None) -> SendResult:
        """Send a message in HTML; raise SendError."""
        try:
            return _delivered(await self._request.call("sendMessage", _message(chat, text, markup)))
        except TelegramError as error:
            raise _send_error(error) from error

    async def edit(self, chat: str, message: str, text: str, markup: Json | None) -> SendResult | None:
        """Edit a message; return None if that is not possible (any more); raise SendError."""
        try:
            asked = _message(chat, text, markup) | {"message_id": int(message)}
            return _delivered(await self._request.call("editMessageText", asked))
        except BadRequest as error:
            said = error.message.lower()
            if _NO_CHANGE in said:
                return SendResult(message=message, position=int(message))
            if any(reason in said for reason in _CANNOT_EDIT):
                return None
            raise _send_error(error) from error
        except TelegramError as error:
            raise _send_error(error) from error

    async def upload(self, chat: str, content: bytes, name: str, caption: str, markup: Json | None) -> SendResult:
        """Send a file as a document; raise SendError."""
        await self._announce(chat, "upload_document")
        return await self._file(self._bot.send_document, chat, InputFile(content, filename=name), caption, markup)

    async def show(self, chat: str, content: bytes, name: str, caption: str, markup: Json | None) -> SendResult:
        """Send a picture that shows in the chat; raise SendError."""
        await self._announce(chat, "upload_photo")
        return await self._file(self._bot.send_photo, chat, InputFile(content, filename=name), caption, markup)

    async def _announce(self, chat: str, sign: str) -> None:
        try:
            await self._bot.send_chat_action(chat, sign)
        except TelegramError:
            log.debug("the sign that a file is coming was not shown")

    async def _file(
        self,
        send: Callable[..., Awaitable[Message]],
        chat: str,
        file: InputFile,
        caption: str,
        markup: Json | None,
    ) -> SendResult:
        asked = None if markup is None else {"reply_markup": markup}
        try:
            sent = await send(chat, file, caption=caption or None, parse_mode="HTML", api_kwargs=asked)
        except TelegramError as error:
            raise _send_error(error) from error
        return SendResult(message=str(sent.message_id), at=sent.date, position=sent.message_id)

    async def delete(self, chat: str, message: str) -> None:
        """Delete one of the bot's messages, if it still exists."""
        await self._quietly("deleteMessage", {"chat_id": chat, "message_id": int(message)})

    async def stop_spinner(self, press: str) -> None:
        """Stop the spinner of a pressed button."""
        await self._quietly("answerCallbackQuery", {"callback_query_id": press})

    async def fetch(self, key: str, most: int) -> bytes:
        """Return a file's bytes; raise FetchError."""
        try:
            found = await self._bot.get_file(key)
            if (found.file_size or 0) > most:
                raise FetchError(f"{found.file_size} bytes", problem="too_large")
            content = bytes(await found.download_as_bytearray())
        except (TelegramError, RuntimeError) as error:
            raise _fetch_error(error) from error
        if not content:
            raise FetchError("the file is empty", problem="empty")
        if len(content) > most:
            raise FetchError(f"{len(content)} bytes", problem="too_large")
        return content

    async def set_commands(self, commands: Sequence[tuple[str, str]], chat: str | None) -> None:
        """Set the menu of all private chats, or of one person's; raise SendError."""
        scope: BotCommandScope = BotCommandScopeAllPrivateChats() if chat is None else BotCommandScopeChat(chat)
        try:
            await self._bot.set_my_commands(list(commands), scope=scope)
        except TelegramError as error:
            raise _send_error(error) from error

    async def _quietly(self, method: str, asked: Parameters) -> None:
        try:
            await self._request.call(method, asked)
        except TelegramError as error:
            log.debug("%s: %s", method, error)


def _message(chat: str, text: str, markup: Json | None) -> Parameters:
    # No previews: a link that somebody typed would unfold a picture in the middle of the interview.
    asked: Parameters = {"chat_id": chat, "text": text, "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}
    if markup is not None:
        asked["reply_markup"] = markup
    return asked


_NO_PREVIEW = {"is_disabled": True}


def _delivered(answer: object) -> SendResult:
    if not isinstance(answer, dict) or not isinstance(answer.get("message_id"), int):
        raise SendError(
            f"Telegram answered something else than a message: {type(answer).__name__}", Consequence.UNCERTAIN
        )
    number, date = answer["message_id"], answer.get("edit_date") or answer.get("date")
    at = datetime.fromtimestamp(date, UTC) if isinstance(date, int) else None
    return SendResult(message=str(number), at=at, position=number)


def _send_error(error: TelegramError) -> SendError:
    said = error.message
    match error:
        case FloodError():
            return SendError(said, retry_after=error.retry_after)
        case Forbidden():
            return SendError(said, Consequence.UNREACHABLE)
        case ChatMigrated():
            return SendError(said, Consequence.NEVER)
        case EndPointNotFound():
            log.error("%s; replies wait", said)
            return SendError(said, retry_after=TOKEN_REFUSED_SECONDS)
        case InvalidToken():
            log.error("Telegram refuses the token: check TUNTUN_TELEGRAM_TOKEN against @BotFather; replies wait")
            return SendError("Telegram refuses the token", retry_after=TOKEN_REFUSED_SECONDS)
        case BadRequest():
            gone = any(reason in said.lower() for reason in _NOBODY_THERE)
            log.log(logging.INFO if gone else logging.ERROR, "Telegram refuses a message: %s", said)
            return SendError(said, Consequence.UNREACHABLE if gone else Consequence.NEVER)
        case NetworkError() if "too large" in said.lower():
            return SendError(said, Consequence.NEVER)
        case TimedOut() | LineCutError():
            return SendError(said, Consequence.UNCERTAIN)
    return SendError(said)


def _fetch_error(error: Exception) -> FetchError:
    said = str(error)
    if "file is too big" in said.lower():
        return FetchError(said, problem="too_large")
    gone = isinstance(error, (BadRequest, InvalidToken, RuntimeError))
    return FetchError(said, problem="gone" if gone else "")
