"""The client of Meta's API for the business account: its templates and its ids."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from pydantic import JsonValue, ValidationError

from bot.channels.whatsapp.client import VERSION
from bot.channels.whatsapp.webhook import ErrorDetails, LenientModel, each
from bot.operations.redaction import MASK

SECONDS = 30.0
PAGE = 100  # templates an answer holds
FIELDS = "id,name,language,status,category,components,rejected_reason"

Json = dict[str, JsonValue]


class AccountError(Exception):
    """What Meta answered instead of doing what was asked."""


class AccountTemplate(LenientModel):
    """A template as the account has it."""

    id: str
    name: str
    language: str
    status: str = ""
    category: str = ""
    components: tuple[dict[str, JsonValue], ...] = ()
    rejected_reason: str | None = None

    @property
    def reason(self) -> str:
        """Return why Meta rejected it, as Meta calls it."""
        return "" if self.rejected_reason in (None, "NONE") else str(self.rejected_reason)


class _Entity(LenientModel):
    entity_type: str = ""
    id: str = ""


class _RefusalBody(ErrorDetails):
    error_user_title: str | None = None
    error_user_msg: str | None = None

    @property
    def said(self) -> str:
        """Return all that helps to mend it."""
        told = [text for text in (self.error_user_title, self.error_user_msg) if text]
        return f"({self.code}) {': '.join(told) or self.reason}"


@dataclass(frozen=True, slots=True)
class AccountIds:
    """The business account and the app that a number belongs to; "" for what Meta does not tell."""

    account: str = ""
    app: str = ""


class AccountClient:
    """A client of the account's templates; raises AccountError."""

    def __init__(self, token: str, phone: str, account: str, api_url: str) -> None:
        self._token = token
        self._base = f"{api_url.rstrip('/')}/{VERSION}"
        self._phone, self._account = phone, account
        self._owned: AccountIds | None = None
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def templates(self) -> list[AccountTemplate]:
        """Return all templates of the account."""
        found: list[AccountTemplate] = []
        asked = {"fields": FIELDS, "limit": str(PAGE)}
        url = f"{self._base}/{await self._account_id()}/message_templates"
        while True:
            page = await self._ask("GET", url, params=asked)
            data = page.get("data")
            found += each(AccountTemplate, data if isinstance(data, list) else [])
            after = _after(page)
            if after is None:
                return found
            asked = {**asked, "after": after}

    async def number(self) -> str:
        """Return the phone number of the bot, in digits."""
        answer = await self._ask("GET", f"{self._base}/{self._phone}", params={"fields": "display_phone_number"})
        digits = digits_of(str(answer.get("display_phone_number") or ""))
        if not digits:
            raise AccountError("Meta does not tell the number behind this id")
        return digits

    async def create(self, template: Mapping[str, JsonValue]) -> str:
        """Submit a new template; return its state."""
        url = f"{self._base}/{await self._account_id()}/message_templates"
        return str((await self._ask("POST", url, data=json.dumps(template).encode())).get("status", "PENDING"))

    async def edit(self, number: str, template: Mapping[str, JsonValue]) -> None:
        """Submit new content for a template."""
        await self._ask("POST", f"{self._base}/{number}", data=json.dumps(template).encode())

    async def upload_sample(self, content: bytes, name: str, mime: str) -> str:
        """Upload a sample file for Meta's reviewers; return its handle."""
        app = (await self._owner()).app
        if not app:
            raise AccountError("Meta does not tell which app the token belongs to, so no example file can be given")
        asked = {"file_name": name, "file_length": str(len(content)), "file_type": mime}
        opened = await self._ask("POST", f"{self._base}/{app}/uploads", params=asked)
        headers = {"Authorization": f"OAuth {self._token}", "file_offset": "0"}
        taken = await self._ask("POST", f"{self._base}/{opened.get('id')}", data=content, headers=headers)
        handle = taken.get("h")
        if not isinstance(handle, str):
            raise AccountError("Meta answered something else than the handle of a file")
        return handle

    async def _account_id(self) -> str:
        account = self._account or (await self._owner()).account
        if not account:
            raise AccountError("Meta does not tell the account of this number; set TUNTUN_WHATSAPP_ACCOUNT_ID")
        return account

    async def _owner(self) -> AccountIds:
        """Return the ids that the number belongs to, from its health report."""
        if self._owned is None:
            answer = await self._ask("GET", f"{self._base}/{self._phone}", params={"fields": "health_status"})
            health = answer.get("health_status")
            listed = health.get("entities") if isinstance(health, dict) else None
            kinds = {
                entity.entity_type: entity.id for entity in each(_Entity, listed if isinstance(listed, list) else [])
            }
            self._owned = AccountIds(kinds.get("WABA", ""), kinds.get("APP", ""))
        return self._owned

    async def _ask(self, method: str, url: str, **more: Any) -> Json:
        if isinstance(more.get("data"), bytes) and "headers" not in more:
            more["headers"] = {"Content-Type": "application/json"}
        try:
            async with self._open().request(method, url, **more) as response:
                status = response.status
                body = (await response.read()).replace(self._token.encode(), MASK.encode())  # refusals repeat it
        except (aiohttp.ClientError, OSError) as error:
            raise AccountError(f"Meta is not reached: {type(error).__name__}") from error
        answer = _object(body)
        if status != 200:
            raise AccountError(_said(answer, status))
        return answer

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=aiohttp.ClientTimeout(total=SECONDS),
                trust_env=True,
            )
        return self._session


def digits_of(shown: str) -> str:
    """Return a number as links hold it: "+62 811-0000" is 628110000."""
    return "".join(sign for sign in shown if sign.isascii() and sign.isdigit())


def _after(page: Json) -> str | None:
    """Return the cursor of the next page; None on the last."""
    paging = page.get("paging")
    if not isinstance(paging, dict) or "next" not in paging:
        return None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) else None


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _said(answer: Json, status: int) -> str:
    try:
        return _RefusalBody.model_validate(answer.get("error")).said
    except ValidationError:
        return f"HTTP {status}"
