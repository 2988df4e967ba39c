"""Polling for updates: each batch is durable before Telegram hears that it arrived."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError

from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.request import FloodError

log = logging.getLogger(__name__)

Json = Mapping[str, object]
Take = Callable[[Sequence[Json]], Awaitable[None]]
"""Makes updates durable."""

SILENT_SECONDS = 180.0
"""Seconds without an answer after which Telegram counts as away: three full polls."""
STOP_SECONDS = 0.9  # what a batch gets to become durable when the bot ends


class Polling:
    """The loop that asks Telegram for updates."""

    def __init__(
        self,
        client: TelegramClient,
        take: Take,
        pauses: Sequence[float],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._take = take
        self._pauses = pauses
        self._monotonic = monotonic
        self._answered_at = monotonic()
        """When Telegram last answered; until it did, when it was first to be asked."""
        self._failures = 0
        self._taking = False
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to poll."""
        self._task = asyncio.create_task(self._run(), name="telegram polling")

    def trouble(self) -> str:
        """Return why no updates come in; "" while they do."""
        if self._task is None or self._task.done():
            return "polling has ended"
        silent = self._monotonic() - self._answered_at
        return f"Telegram has not answered for {silent:.0f} s" if silent > SILENT_SECONDS else ""

    async def stop(self) -> None:
        """Stop polling within a second; a batch on its way to the database is still stored."""
        self._stopping = True
        if self._task is None:
            return
        if not self._taking:
            self._task.cancel()
        _, late = await asyncio.wait({self._task}, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    async def _run(self) -> None:
        offset: int | None = None
        ready = False
        while not self._stopping:
            try:
                if not ready:
                    await self._client.use_polling()
                    ready = True
                updates = await self._client.poll(offset)
                self._answered_at = self._monotonic()
            except TelegramError as error:
                ready = ready and not isinstance(error, Conflict)  # a webhook may have been set meanwhile
                await asyncio.sleep(self._pause(error))
                continue
            except Exception:
                log.exception("polling Telegram failed in a way nobody foresaw; it goes on")
                await asyncio.sleep(self._next_pause())
                continue
            if not updates or await self._taken(updates):
                self._failures = 0
                offset = _after(updates, offset)
            else:
                await asyncio.sleep(self._next_pause())

    async def _taken(self, updates: Sequence[Json]) -> bool:
        """Store a batch; tell whether it is durable. If not, Telegram sends it again."""
        self._taking = True
        try:
            await self._take(updates)
        except Exception:
            log.exception(
                "%d updates could not be stored; Telegram keeps them and they are asked for again", len(updates)
            )
            return False
        finally:
            self._taking = False
        return True

    def _pause(self, error: TelegramError) -> float:
        """Log what went wrong and what to do; return the seconds to wait."""
        pause = self._next_pause()
        match error:
            case Conflict():
                log.error("%s. Only one Tuntun may poll with a token: stop the other one", error.message)
            case EndPointNotFound():
                log.error("%s, then restart", error.message)
                return self._pauses[-1]
            case InvalidToken():
                log.error("Telegram refuses the token: check TUNTUN_TELEGRAM_TOKEN against @BotFather, then restart")
                return self._pauses[-1]
            case FloodError():
                return error.retry_after
            case _:
                say = log.warning if self._failures > 1 else log.info  # a single cut connection is nothing
                say("Telegram cannot be reached (%s); next try in %g s", error.message, pause)
        return pause

    def _next_pause(self) -> float:
        self._failures += 1
        return self._pauses[min(self._failures, len(self._pauses)) - 1]


def _after(updates: Sequence[Json], offset: int | None) -> int | None:
    numbers = [number for update in updates if isinstance(number := update.get("update_id"), int)]
    return max(numbers) + 1 if numbers else offset
