"""The updates that the bot has not taken yet: getUpdates with its offsets, webhooks with their retries."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import aiohttp

from tests.fakes.telegram.rules import Json, Refused

USUAL = (
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query",
    "chosen_inline_result", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member",
    "chat_join_request",
)  # fmt: skip
REPEATED_WITHIN = 0.5
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass
class Hook:
    """A webhook that is set."""

    url: str
    secret: str
    errors: list[str] = field(default_factory=list)


class Updates:
    """The queue between people and the bot."""

    def __init__(self) -> None:
        self.last = 700_000_000
        self.waiting: list[Json] = []
        self.allowed: tuple[str, ...] = USUAL
        self.hook: Hook | None = None
        self.leads_to: dict[str, str] = {}
        """Public address -> the address on loopback where its server really listens."""
        self.second = 1.0
        """Length of a second between two tries of a webhook."""
        self.polled = asyncio.Event()
        """Is set while a poll waits."""
        self.empty = asyncio.Event()
        """Is set while the bot has everything."""
        self.empty.set()
        self._forgotten: Json | None = None
        self._changed = asyncio.Event()
        self._poll: asyncio.Future[bool] | None = None
        self._previous: tuple[int, float] | None = None
        self._deliveries: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    def add(self, kind: str, content: Json) -> int:
        """Queue an update, if the bot asked for its kind; return its id, or 0."""
        if kind not in self.allowed:
            return 0
        self.last += 1
        self.waiting.append({"update_id": self.last, kind: content})
        self.empty.clear()
        self._changed.set()
        if self.hook is not None:
            self._deliver()
        return self.last

    def repeat(self) -> None:
        """Bring the last update once more, as if the bot had never said that it has it."""
        assert self._forgotten is not None, "the bot has none yet"
        self.waiting.insert(0, self._forgotten)
        self.empty.clear()
        self._changed.set()

    def allow(self, kinds: object) -> None:
        """Change which kinds are queued from now on; None leaves it as it is."""
        if isinstance(kinds, list):
            self.allowed = tuple(str(kind) for kind in kinds) or USUAL

    async def get(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Answer getUpdates."""
        if self.hook is not None:
            raise Refused(409, WEBHOOK_SET)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(True)
        self._forget(offset)
        limit = min(max(limit, 1), 100) if limit else 100
        now = time.monotonic()
        if self._previous is not None and self._previous[0] == offset and now - self._previous[1] < REPEATED_WITHIN:
            limit = 1
        if not self.waiting and seconds > 0:
            await self._wait(min(seconds, 50))
        if self.hook is not None:
            raise Refused(409, WEBHOOK_SET)
        self._previous = (offset, time.monotonic())
        return self.waiting[:limit]

    def set_hook(self, hook: Hook | None) -> None:
        """Set or take away the webhook."""
        self.hook = hook
        self._changed.set()
        if hook is not None:
            self._deliver()

    async def close(self) -> None:
        """Stop delivering."""
        tasks = [*self._deliveries.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(False)
        if self._session is not None:
            await self._session.close()

    def _forget(self, offset: int) -> None:
        if offset > 0:
            known = [update for update in self.waiting if _number(update) < offset]
            self._forgotten = known[-1] if known else self._forgotten
            self.waiting = [update for update in self.waiting if _number(update) >= offset]
        elif offset < 0:
            self.waiting = self.waiting[offset:]
        if not self.waiting:
            self.empty.set()

    async def _wait(self, seconds: float) -> None:
        self._poll = mine = asyncio.get_running_loop().create_future()
        self._changed.clear()
        self.polled.set()
        change = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({mine, change}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if mine.done() and mine.result():
                raise Refused(409, TERMINATED)
        finally:
            change.cancel()
            if self._poll is mine:
                self._poll = None
                self.polled.clear()

    def _deliver(self) -> None:
        """See that each chat's updates are on their way, in order; chats do not wait for each other."""
        for chat in {_chat(update) for update in self.waiting}:
            if chat not in self._deliveries or self._deliveries[chat].done():
                self._deliveries[chat] = asyncio.create_task(self._bring(chat))

    async def _bring(self, chat: str) -> None:
        tries = 0
        while self.hook is not None and (mine := [update for update in self.waiting if _chat(update) == chat]):
            wait = await self._post(self.hook, mine[0])
            if wait is None:
                self.waiting.remove(mine[0])
                self._forget(0)
                tries = 0
                continue
            # The first repetition comes at once, then after 2, 4, 8 ... seconds.
            await asyncio.sleep(max(wait, 0 if tries == 0 else min(2.0**tries, 60)) * self.second)
            tries += 1

    async def _post(self, hook: Hook, update: Json) -> float | None:
        """Bring one update; return None if it was taken, else how long the bot's server asks to wait."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            async with self._session.post(
                self._real(hook.url), json=update, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return None
                hook.errors.append(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                return min(float(answer.headers.get("Retry-After", 0)), 3600)
        except aiohttp.ClientError as error:
            hook.errors.append(f"Connection failed: {type(error).__name__}")
            return 0

    def _real(self, url: str) -> str:
        for public, local in self.leads_to.items():
            if url.startswith(public):
                return local + url.removeprefix(public)
        return url


def _number(update: Json) -> int:
    number = update["update_id"]
    assert isinstance(number, int)
    return number


def _chat(update: Json) -> str:
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message", content)
            chat = message.get("chat") if isinstance(message, dict) else None
            return str(chat["id"]) if isinstance(chat, dict) else ""
    return ""
