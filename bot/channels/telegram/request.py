"""The transport of python-telegram-bot over aiohttp, which costs a quarter of its own."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from pydantic import JsonValue
from telegram._utils.types import JSONDict
from telegram.error import EndPointNotFound, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.lenient_json import parse
from bot.operations.redaction import MASK

CONNECTIONS = 100
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
UPLOAD_SECONDS = 120.0  # 50 MB over a slow line
OK = 200
NOT_FOUND = 404
TOO_MANY_REQUESTS = 429
UNNAMED = 500
"""The status of a refusal without a reason: it is retried."""
NOT_FOUND_MEANS = (
    "the token is malformed, or this server has no such method; "
    "check TUNTUN_TELEGRAM_TOKEN against @BotFather, and TUNTUN_TELEGRAM_API_URL if it is set"
)
LONGEST_WAIT = 600.0
"""The longest wait in seconds: whatever asks for longer is retried then."""


class FloodError(TelegramError):
    """Telegram asks to wait (the library's own RetryAfter warns each time it is made)."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"Too Many Requests: retry after {retry_after:g}")
        self.retry_after = retry_after


class LineCutError(NetworkError):
    """The connection broke after a request was begun: whether it was carried out is unknown."""


class AiohttpRequest(BaseRequest):
    """A transport to the Bot API with one pool of kept connections."""

    def __init__(self, url: str, token: str) -> None:
        self._proxy = _proxy(url)
        self._token = token
        self._methods = f"{url.rstrip('/')}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Return the seconds an answer may take."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        self._open()

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """Return the object in an answer, whatever people put into it; raise TelegramError, without its words."""
        try:
            found = json.loads(payload)
        except (ValueError, RecursionError):
            found = _parsed(payload)
        if not isinstance(found, dict):
            raise TelegramError("Telegram answered something else than an object")
        return found

    async def call(self, method: str, parameters: Mapping[str, object], seconds: float = ANSWER_SECONDS) -> object:
        """Call a method by its documented name; raise TelegramError. The library's own way warns at each typed one."""
        given = RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])
        return await self.post(f"{self._methods}/{method}", given, read_timeout=seconds)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Make one request; return its status and body; raise a TelegramError where it fails."""
        del write_timeout, connect_timeout, pool_timeout  # one limit over all of them is enough
        uploads = request_data is not None and request_data.contains_files
        seconds = float(read_timeout) if isinstance(read_timeout, (int, float)) else ANSWER_SECONDS
        timeout = aiohttp.ClientTimeout(total=UPLOAD_SECONDS if uploads else seconds, sock_connect=CONNECT_SECONDS)
        headers = {"Content-Type": "application/json"} if request_data is not None and not uploads else None
        try:
            async with self._open().request(
                method, url, data=_body(request_data), headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                # An answer may repeat the address, and the address holds the token: the library makes errors of it.
                body = (await answer.read()).replace(self._token.encode(), MASK.encode())
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            said = f"{type(error).__name__} {str(error).replace(url, '')}".strip().replace(self._token, MASK)
            kind = NetworkError if isinstance(error, aiohttp.ClientConnectorError) else LineCutError
            raise kind(said) from None
        is_download = method == "GET"  # a file's bytes; all methods are posted
        status = answer.status if answer.status != OK or is_download or _is_good(body) else _status(body)
        if status == TOO_MANY_REQUESTS:
            raise FloodError(_retry_after(body))
        if status == NOT_FOUND and not is_download:  # the library takes each for a refused token
            raise EndPointNotFound(f"Telegram answers 404 to {url.rpartition('/')[2]}: {NOT_FOUND_MEANS}")
        return status, body

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),  # Telegram sets none; looking for them at each request has a price
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )
        return self._session


def _parsed(payload: bytes) -> JsonValue:
    try:
        return parse(payload)
    except ValueError:
        return None


def _proxy(url: str) -> str | None:
    """Return the proxy the environment names; aiohttp would look for it in other threads at every request."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_payload
    form = aiohttp.FormData(quote_fields=False)  # else "Proposal–Gizi.pdf" arrives percent-encoded
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in data.multipart_data.items():
        # A stream, because aiohttp warns of large bytes.
        form.add_field(
            name, io.BytesIO(content) if isinstance(content, bytes) else content, filename=file_name, content_type=mime
        )
    return form


def _is_good(body: bytes) -> bool:
    """Tell whether an answer looks like a result, as all but a few do: reading each twice would have a price."""
    return body.startswith((b'{"ok":true,"result"', b'{"ok": true, "result"'))


def _status(body: bytes) -> int:
    """Return the status hidden in the body of an answer that claims success; raise LineCutError if there is none."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or (answer.get("ok") is not False and "result" not in answer):
        raise LineCutError("Telegram's answer is none")  # whoever stands between us may have handed the request on
    if answer.get("ok") is not False:
        return OK
    code = answer.get("error_code")
    return code if isinstance(code, int) and 400 <= code < 600 else UNNAMED


def _retry_after(body: bytes) -> float:
    """Return the seconds that Telegram asks to wait, within bounds: anything may answer on the line."""
    try:
        seconds = float(json.loads(body)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return 1.0
    return min(seconds, LONGEST_WAIT) if seconds >= 0 else 1.0  # not a number is neither
