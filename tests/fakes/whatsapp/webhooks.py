"""Webhooks as Meta sends them: signed, in batches, more than once, in any order."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import Sequence

import aiohttp

from tests.fakes.whatsapp.rules import Json

PHONE = "106540352242922"
ACCOUNT = "102290129340398"
APP_SECRET = "an-app-secret"
VERIFY_TOKEN = "a-verify-token"


class Hooks:
    """The line to the bot's webhook; while it is `held`, what should go gathers."""

    def __init__(self) -> None:
        self.url = ""
        self.held = False
        self.waiting: list[Json] = []
        self.brought: list[Json] = []
        """Every value the bot has taken."""
        self.answers: list[int] = []
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End."""
        if self._session is not None:
            await self._session.close()

    async def verify(self, token: str = VERIFY_TOKEN) -> tuple[int, str]:
        """Ask the webhook to prove itself; return status and body."""
        asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": token}
        async with self._open().get(self.url, params=asked) as answer:
            return answer.status, await answer.text()

    async def bring(self, value: Json) -> None:
        """Bring one change; keep it for later where the bot does not take it."""
        if self.held or not self.url:
            self.waiting.append(value)
            return
        status = await self.post(envelope([value]))
        (self.brought if status == 200 else self.waiting).append(value)

    async def tell(self, field: str, value: Json) -> None:
        """Bring a change of the account."""
        change: Json = {"field": field, "value": value}
        await self.post({"object": "whatsapp_business_account", "entry": [{"id": ACCOUNT, "changes": [change]}]})

    async def flush(self, *, chance: random.Random | None = None, repeated: float = 0.0, batch: int = 1) -> None:
        """Bring what waits: shuffled, a share of it twice, several in a webhook; again, until all is taken."""
        values, self.waiting = self.waiting, []
        if chance is not None:
            values += [value for value in values if chance.random() < repeated]
            chance.shuffle(values)
        for at in range(0, len(values), batch):
            some = values[at : at + batch]
            status = await self.post(envelope(some))
            (self.brought if status == 200 else self.waiting).extend(some)

    async def repeat(self) -> None:
        """Bring the last thing once more, as after a lost answer."""
        await self.post(envelope([self.brought[-1]]))

    async def post(self, whole: Json, signature: str | None = None) -> int:
        """Post a webhook; return the bot's status."""
        # Meta escapes what is not ASCII, and slashes.
        body = json.dumps(whole).replace("/", "\\/").encode()
        signed = signature if signature is not None else sign(body)
        headers = {"Content-Type": "application/json"} | ({"X-Hub-Signature-256": signed} if signed else {})
        try:
            async with self._open().post(self.url, data=body, headers=headers) as answer:
                self.answers.append(answer.status)
                return answer.status
        except aiohttp.ClientError:
            return 0

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # A server that failed closes its connection: each webhook gets a new one.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        return self._session


def sign(body: bytes, secret: str = APP_SECRET) -> str:
    """Return the signature of a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def envelope(values: Sequence[Json]) -> Json:
    """Return changes in as many entries as there are."""
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": ACCOUNT, "changes": [{"field": "messages", "value": value}]} for value in values],
    }


def value_of(**content: object) -> Json:
    """Return what a change of the number holds."""
    head: Json = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6285500001111", "phone_number_id": PHONE},
    }
    through: Json = json.loads(json.dumps(content))  # as it comes out of JSON
    return head | through


class Asides:
    """Background work that nobody awaits, until somebody does."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, task: asyncio.Task[None]) -> None:
        """Keep a task."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def done(self) -> None:
        """Return when nothing is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)
