"""The rate limit of a vendor: messages are spaced so that it refuses none."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from flows.messages import Address
from storage.records import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """The rates that a vendor allows; the defaults are Telegram's."""

    per_second: float = 29.85
    """Over all chats, evenly."""
    limit: int | None = 30
    """Over all chats, in any second, however late some timers are; None: no vendor counts."""
    per_chat: float = 1.0
    """To one chat, in the long run."""
    burst: int = 3
    """To one chat, at once."""
    both_ways: bool = False
    """Whether messages of people count as well."""
    apart: bool = False
    """Whether a refusal is about one chat only, however many are refused at once."""


WHATSAPP = RateLimits(per_second=79.6, limit=80, per_chat=1 / 6.05, burst=44, both_ways=True, apart=True)
"""WhatsApp allows 80 a second, in and out together, and to one person 45 at once and then one in 6 seconds."""


WINDOW = 1.015  # a second, and by how much a message may be slower on its way to the vendor than one behind it
CATCH_UP = 0.2  # seconds a message may go late without those behind it waiting longer for it
LEAD = 0.05  # seconds that a message may have its turn early, so that it is ready when it may go
SOON = 10.0  # seconds within which a refusal for a second chat means that the whole bot is too fast
KEEP = 10_000  # chats to remember before the idle ones are forgotten


class Throttle:
    """The earliest moment of the next message: arithmetic only, on seconds that it is given."""

    def __init__(self, rates: RateLimits) -> None:
        self._rates = rates
        self._next = 0.0
        self._recent: deque[float] = deque(
            maxlen=rates.limit or 1
        )  # when the last ones went, as many as a window holds
        self._leaving = 0  # had their turn and have not gone yet
        self._lead = 0.0  # how long they took lately to get ready
        self._blocked = 0.0
        self._chats: dict[Address, float] = {}  # when the chat's bucket is full again
        self._refused: dict[Address, float] = {}  # until when
        self._last_refusal: tuple[Address, float] | None = None

    def any_at(self) -> float:
        """Return when the next message to any chat may go."""
        return max(self._next, self._blocked, self._window_at())

    def _window_at(self) -> float:
        """Return when one more message fits into the last second's limit."""
        if self._rates.limit is None:
            return 0.0
        free = self._rates.limit - self._leaving  # those may go at any moment
        if free <= 0:
            return math.inf
        return self._recent[-free] + WINDOW - self._lead if len(self._recent) >= free else 0.0

    def leaves_at(self) -> float:
        """Return when an admitted message may go: incoming messages may have used its room."""
        is_full = self._rates.limit is not None and len(self._recent) == self._rates.limit
        return self._recent[0] + WINDOW if is_full else 0.0

    def chat_at(self, address: Address) -> float:
        """Return when this chat's own limit allows the next message."""
        saved = (self._rates.burst - 1) / self._rates.per_chat
        return max(self._chats.get(address, 0.0) - saved, self._refused.get(address, 0.0))

    def take(self, address: Address, now: float, due: float | None = None) -> None:
        """Count a message to this chat; `due` is when it should have gone, if a timer was late."""
        began = now if due is None else max(due, now - CATCH_UP)
        self._next = max(self._next, began) + 1 / self._rates.per_second
        self._leaving += 1
        self._chats[address] = max(self._chats.get(address, 0.0), now) + 1 / self._rates.per_chat
        if len(self._chats) > KEEP:
            self._chats = {chat: full for chat, full in self._chats.items() if full > now}

    def ready(self, seconds: float) -> None:
        """Record how long a message took from its admission until it could go."""
        self._lead += (min(seconds, LEAD) - self._lead) / 8

    def leave(self, now: float | None) -> None:
        """Count an admitted message as going at this moment, or never (None)."""
        self._leaving -= 1
        if now is not None:
            self._recent.append(now)

    def came(self, count: int, now: float) -> None:
        """Count incoming messages, if the vendor counts them too."""
        if self._rates.both_ways:
            self._next = max(self._next, now - CATCH_UP) + count / self._rates.per_second
            self._recent.extend([now] * count)

    def refuse(self, address: Address, retry_after: float, now: float) -> None:
        """Record a refusal: a pause for this chat, or for all if another chat was refused just before."""
        until = now + retry_after
        self._refused = {chat: end for chat, end in self._refused.items() if end > now}
        self._refused[address] = max(until, self._refused.get(address, 0.0))
        last, self._last_refusal = self._last_refusal, (address, now)
        if not self._rates.apart and last is not None and last[0] != address and now - last[1] <= SOON:
            self._blocked = max(self._blocked, until)


@dataclass(eq=False, slots=True)
class Admission:
    """A message's position in a vendor's queue; leaving the block without a call gives it up."""

    address: Address
    since: float
    """When it joined the queue; then when it was admitted."""
    come: asyncio.Future[None] = field(repr=False)
    """Done when the message may go."""
    rate_limiter: RateLimiter = field(repr=False)
    is_over: bool = False

    def __enter__(self) -> Self:
        """Join the queue."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the queue."""
        if not self.is_over:
            self.rate_limiter.left(self, is_used=False)

    async def use(self) -> None:
        """Return when the message may go: the vendor counts from here, however long it took to prepare."""
        await self.rate_limiter.room(self)
        self.rate_limiter.left(self, is_used=True)


Later = Callable[[float, Callable[[], None]], object]
"""Calls a function after some seconds: the event loop's `call_later`."""


class RateLimiter:
    """The queue of a vendor: chats before broadcasts, first come first served."""

    def __init__(
        self,
        rates: RateLimits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        later: Later | None = None,
    ) -> None:
        self._pace = Throttle(rates or RateLimits())
        self._clock = clock
        self._later = later
        self._waiting: dict[Priority, deque[Admission]] = {priority: deque() for priority in Priority}
        self._wakes_at: float | None = None
        self._is_full = False
        """Whether the queue waits for an admitted message to go."""

    def turn(self, address: Address, priority: Priority = Priority.CHAT) -> Admission:
        """Return a place in the queue for a message to this address: await its `come`, then `use` it.

        Only then is it known what the vendor counts, so at most as many get ready at once as it takes in a second.
        """
        loop = asyncio.get_running_loop()
        if self._later is None:
            self._later = loop.call_later
        turn = Admission(address, self._clock(), loop.create_future(), self)
        self._waiting[priority].append(turn)
        self._let_go()
        return turn

    @property
    def announced(self) -> int:
        """Return the number of broadcast deliveries in the queue."""
        return len(self._waiting[Priority.BROADCAST])

    def refused(self, address: Address, retry_after: float) -> None:
        """Record that the vendor refused a message and asks to wait for `retry_after` seconds."""
        self._pace.refuse(address, retry_after, self._clock())

    def came(self, count: int) -> None:
        """Count incoming messages."""
        self._pace.came(count, self._clock())

    async def room(self, turn: Admission) -> None:
        """Return when an admitted message may go; mostly at once."""
        self._pace.ready(self._clock() - turn.since)
        while (wait := self._pace.leaves_at() - self._clock()) > 0:
            assert self._later is not None, "turn() set it"
            woken = asyncio.get_running_loop().create_future()
            self._later(wait, partial(_wake_up, woken))
            await woken

    def left(self, turn: Admission, *, is_used: bool) -> None:
        """Remove a message from the queue: it goes now, or never."""
        turn.is_over = True
        if not turn.come.done() or turn.come.cancelled():
            turn.come.cancel()  # gave up waiting
            return
        self._pace.leave(self._clock() if is_used else None)
        if self._is_full:
            self._let_go()

    def _let_go(self) -> None:
        """Admit the messages whose time has come, and schedule the next look."""
        now = self._clock()
        while (upon := self._soonest(now)) is not None:
            at, line, turn = upon
            self._is_full = at == math.inf
            if self._is_full:
                return
            if at > now:
                self._wake(at, now)
                return
            line.remove(turn)
            self._pace.take(turn.address, now, max(at, turn.since))
            turn.since = now
            turn.come.set_result(None)

    def _soonest(self, now: float) -> tuple[float, deque[Admission], Admission] | None:
        """Return the next message and its time: the first whose chat is free, else the one freed soonest."""
        best: tuple[float, deque[Admission], Admission] | None = None
        any_at = self._pace.any_at()
        for line in self._waiting.values():
            while line and line[0].come.done():  # gave up waiting
                line.popleft()
            for turn in line:
                if turn.come.done():
                    continue
                at = self._pace.chat_at(turn.address)
                if at <= max(any_at, now):
                    return max(any_at, at), line, turn
                if best is None or at < best[0]:
                    best = at, line, turn
        return best

    def _wake(self, at: float, now: float) -> None:
        if self._wakes_at is not None and now < self._wakes_at <= at:
            return
        self._wakes_at = at
        assert self._later is not None, "turn() set it"
        self._later(at - now, self._woken)

    def _woken(self) -> None:
        self._wakes_at = None
        self._let_go()


def _wake_up(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)
