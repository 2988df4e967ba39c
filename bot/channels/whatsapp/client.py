"""The client of WhatsApp's Cloud API over aiohttp, and what follows from each refusal."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp
from pydantic import JsonValue

from bot.channels.whatsapp.errors import send_error
from bot.operations.redaction import MASK
from bot.ports import Consequence, FetchError, SendError, SendResult

VERSION = "v26.0"
CONNECTIONS = 100
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
UPLOAD_SECONDS = 120.0  # 100 MB over a slow line
URL_TRIES = 2  # a media url lives five minutes: a new one is asked for once
GONE = (400, 404, 410)
OK = 200
UNNAMED = 500  # what a refusal counts as that neither its status nor a code of ours explains: it is tried again

Json = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    date: datetime | None

    def json(self) -> Json:
        """Return the object in the body; an empty one if there is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class WhatsAppClient:
    """A client that sends, uploads and downloads; raises SendError and FetchError."""

    def __init__(self, token: str, phone: str, api_url: str) -> None:
        self._token = token
        self._base = f"{api_url.rstrip('/')}/{VERSION}"
        self._phone = f"{self._base}/{phone}"
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, message: Json) -> SendResult:
        """Send a message; a webhook reports later what became of it; raise SendError."""
        answer = await self._post(f"{self._phone}/messages", data=json.dumps(message).encode())
        listed = answer.json().get("messages")
        first = listed[0] if isinstance(listed, list) and listed else None
        name = first.get("id") if isinstance(first, dict) else None
        if not isinstance(name, str):
            raise SendError("WhatsApp answered something else than a message", Consequence.UNCERTAIN)
        return SendResult(message=name, at=answer.date)

    async def mark_read(self, message: str) -> None:
        """Mark a message as read, and show that an answer is being written."""
        asked: Json = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message,
            "typing_indicator": {"type": "text"},
        }
        await self._post(f"{self._phone}/messages", data=json.dumps(asked).encode())

    async def upload(self, content: bytes, name: str, mime: str) -> str:
        """Upload a file; return its id; raise SendError."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("messaging_product", "whatsapp")
        form.add_field("type", mime)
        form.add_field("file", io.BytesIO(content), filename=name, content_type=mime)
        answer = await self._post(f"{self._phone}/media", data=form, seconds=UPLOAD_SECONDS)
        media = answer.json().get("id")
        if not isinstance(media, str):
            raise SendError("WhatsApp answered something else than a file's id")
        return media

    async def fetch(self, media: str, most: int) -> bytes:
        """Return a file's bytes; raise FetchError."""
        if not (media.isascii() and media.isdecimal()):
            raise FetchError("no id of a file", problem="gone")
        for _ in range(URL_TRIES):
            found = (await self._get(f"{self._base}/{media}", 1 << 20)).json()
            size, url = found.get("file_size"), found.get("url")
            if isinstance(size, (int, str)) and str(size).isdecimal() and int(size) > most:
                raise FetchError(f"{size} bytes", problem="too_large")
            if not isinstance(url, str):
                raise FetchError("WhatsApp names no address of the file")
            try:
                content = (await self._get(url, most)).body
            except FetchError as error:
                if error.problem != "gone":
                    raise
                continue
            if not content:
                raise FetchError("the file is empty", problem="empty")
            return content
        raise FetchError("the file is not there any more", problem="gone")

    async def _post(self, url: str, *, data: bytes | aiohttp.FormData, seconds: float = ANSWER_SECONDS) -> _Answer:
        headers = {"Content-Type": "application/json"} if isinstance(data, bytes) else {}
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._open().post(url, data=data, headers=headers, timeout=timeout) as response:
                body = (await response.read()).replace(self._token.encode(), MASK.encode())  # refusals repeat it
                answer = _Answer(response.status, body, _date(response.headers.get("Date")))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SendError(f"WhatsApp is not reached: {type(error).__name__}") from error
        except (aiohttp.ClientError, OSError) as error:  # a timeout is an OSError too
            raise SendError(f"the line to WhatsApp broke: {type(error).__name__}", Consequence.UNCERTAIN) from error
        if answer.status != OK or (b'"error"' in answer.body and "error" in answer.json()):
            raise _refusal(answer)
        return answer

    async def _get(self, url: str, most: int) -> _Answer:
        timeout = aiohttp.ClientTimeout(total=UPLOAD_SECONDS, sock_connect=CONNECT_SECONDS)
        try:
            async with self._open().get(url, timeout=timeout) as response:
                body = b""
                async for piece in response.content.iter_chunked(1 << 16):
                    body += piece
                    if len(body) > most:
                        raise FetchError(f"more than {most} bytes", problem="too_large")
                status = response.status
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(f"the line to WhatsApp broke: {type(error).__name__}") from error
        if status in GONE:
            raise FetchError(f"WhatsApp answered {status}", problem="gone")
        if status != OK:
            raise FetchError(f"WhatsApp answered {status}")
        return _Answer(status, body, None)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                headers={"Authorization": f"Bearer {self._token}"},
                trust_env=True,
            )
        return self._session


def _refusal(answer: _Answer) -> SendError:
    error = answer.json().get("error")
    status = UNNAMED if answer.status == OK else answer.status
    if not isinstance(error, dict):
        return send_error(None, f"HTTP {answer.status}", status)
    code, more = error.get("code"), error.get("error_data")
    details = more.get("details") if isinstance(more, dict) else None
    return send_error(code if isinstance(code, int) else None, str(details or error.get("message")), status)


def _date(written: str | None) -> datetime | None:
    try:
        return None if written is None else parsedate_to_datetime(written)
    except ValueError:
        return None
