"""The rate limit, on a clock that the test moves."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.rate_limit import KEEP, SOON, WINDOW, RateLimiter, RateLimits, Throttle
from flows.messages import Address
from storage.records import Priority

PLAIN = RateLimits(per_second=10, per_chat=1, burst=3)
GAP = 0.1


def chat(number: int) -> Address:
    return Address(channel="telegram", id=str(number))


@dataclass
class Clock:
    """Time that passes when the test says so; runs what was to be called later."""

    now: float = 1000.0
    due: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    lateness: float = 0.0

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        heapq.heappush(self.due, (self.now + max(0.0, seconds), len(self.due), call))

    async def pass_until(self, end: float) -> None:
        await settle()
        while self.due and self.due[0][0] + self.lateness <= end:
            at, _, call = heapq.heappop(self.due)
            self.now = max(self.now, at + self.lateness)
            call()
            await settle()
        self.now = max(self.now, end)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@dataclass
class Office:
    """A sender through a rate limiter that records when each message went."""

    clock: Clock = field(default_factory=Clock)
    rates: RateLimits = PLAIN
    went: list[tuple[str, float]] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rate_limiter = RateLimiter(self.rates, clock=lambda: self.clock.now, later=self.clock.later)
        self.began = self.clock.now

    def send(self, name: str, number: int, priority: Priority = Priority.CHAT) -> asyncio.Task[None]:
        async def go() -> None:
            with self.rate_limiter.turn(chat(number), priority) as turn:
                await turn.come
                await turn.use()
            self.went.append((name, round(self.clock.now - self.began, 3)))

        task = asyncio.create_task(go())
        self.tasks.add(task)
        return task

    async def after(self, seconds: float) -> list[tuple[str, float]]:
        await self.clock.pass_until(self.began + seconds)
        return self.went


async def test_the_first_message_goes_at_once_and_others_evenly() -> None:
    office = Office()
    for number in range(4):
        office.send(f"to {number}", number)
    assert await office.after(0) == [("to 0", 0)]
    went = await office.after(1)
    assert [name for name, _ in went] == ["to 0", "to 1", "to 2", "to 3"]
    assert [at for _, at in went] == pytest.approx([0, GAP, 2 * GAP, 3 * GAP], abs=0.006)


async def test_one_chat_gets_a_small_burst_and_then_one_a_second() -> None:
    office = Office()
    for number in range(5):
        office.send(f"part {number}", 7)
    went = await office.after(5)
    assert [at for _, at in went] == pytest.approx([0, GAP, 2 * GAP, 1, 2], abs=0.006)
    assert [name for name, _ in went] == [f"part {number}" for number in range(5)]


async def test_a_full_chat_holds_nobody_else_up() -> None:
    office = Office()
    for number in range(4):
        office.send(f"alice {number}", 7)
    office.send("bob", 8)
    went = dict(await office.after(2))
    assert went["bob"] < 0.4 < went["alice 3"]


async def test_a_reply_goes_before_a_broadcast() -> None:
    office = Office()
    for number in range(100, 150):
        office.send("news", number, Priority.BROADCAST)
    await office.after(1)
    office.send("reply", 7)
    await office.after(1 + 1.5 * GAP)
    assert office.went[-1][0] == "reply" or office.went[-2][0] == "reply"
    went = await office.after(60)
    assert len(went) == 51


async def test_who_is_refused_waits_alone() -> None:
    office = Office()
    office.rate_limiter.refused(chat(7), 5)
    office.send("alice", 7)
    office.send("bob", 8)
    assert await office.after(10) == [("bob", 0), ("alice", 5)]


async def test_a_second_refusal_from_another_chat_makes_all_wait() -> None:
    office = Office()
    office.rate_limiter.refused(chat(7), 5)
    office.rate_limiter.refused(chat(8), 3)
    office.send("carol", 9)
    assert await office.after(10) == [("carol", 3)]


async def test_refusals_of_one_chat_or_long_ago_hold_nobody_else_up() -> None:
    office = Office()
    office.rate_limiter.refused(chat(7), 5)
    office.rate_limiter.refused(chat(7), 5)
    office.clock.now += SOON + 1
    office.rate_limiter.refused(chat(8), 3)
    office.send("carol", 9)
    assert await office.after(20) == [("carol", SOON + 1)]


async def test_who_gives_up_takes_no_turn() -> None:
    office = Office()
    office.send("one", 1)
    given_up = office.send("two", 2)
    office.send("three", 3)
    await settle()
    given_up.cancel()
    went = await office.after(1)
    assert [name for name, _ in went] == ["one", "three"]
    assert went[1][1] == pytest.approx(GAP, abs=0.006)


async def test_late_timers_cost_no_speed_and_save_no_burst() -> None:
    office = Office(clock=Clock(lateness=0.002), rates=RateLimits())
    for number in range(297):
        office.send("news", number, Priority.BROADCAST)
    went = await office.after(60)
    moments = [at for _, at in went]
    assert moments[-1] == pytest.approx(296 / 29.6, abs=0.05)
    assert most_in_a_second(moments) <= 30


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(1 for other in moments if at <= other < at + 1) for at in moments)


messages = st.lists(
    st.tuples(st.integers(0, 5), st.floats(0, 3, allow_nan=False), st.sampled_from(Priority)), max_size=60
)


@given(messages, st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), max_size=3))
async def test_no_limit_is_ever_passed_and_every_message_goes(
    sent: list[tuple[int, float, Priority]], refusals: list[tuple[int, int]]
) -> None:
    office = Office()
    for number, seconds in refusals:
        office.rate_limiter.refused(chat(number), seconds)
    for number, wait, priority in sorted(sent, key=lambda message: message[1]):
        await office.after(wait)
        office.send(str(number), number, priority)
    went = await office.after(200)
    assert sorted(name for name, _ in went) == sorted(str(number) for number, _, _ in sent)
    assert not went or most_in_a_second([at for _, at in went]) <= 11  # 10, and one that makes up for a late timer
    for name in {name for name, _ in went}:
        own = [at for other, at in went if other == name]
        assert most_in_a_second(own) <= 4
        assert all(later - earlier > 0.98 for earlier, later in zip(own, own[3:], strict=False))
    for number, seconds in refusals:
        assert all(at >= seconds - 0.001 for name, at in went if name == str(number))


def test_idle_chats_are_forgotten() -> None:
    pace = Throttle(RateLimits(per_second=1000))
    for number in range(KEEP + 100):
        pace.take(chat(number), float(number))
    assert len(pace._chats) <= 100


async def test_it_runs_on_the_real_clock_too() -> None:
    rate_limiter = RateLimiter(RateLimits(per_second=200, burst=2))

    async def go(number: int) -> None:
        with rate_limiter.turn(chat(number)) as turn:
            await turn.come
            await turn.use()

    async with asyncio.timeout(5):
        await asyncio.gather(*(go(number) for number in range(10)))


async def test_who_gets_ready_slowly_counts_when_it_goes_and_holds_back_more_than_a_second_takes() -> None:
    office = Office(rates=RateLimits())
    ready = asyncio.Event()
    went: list[float] = []

    async def go(number: int) -> None:
        with office.rate_limiter.turn(chat(number)) as turn:
            await turn.come
            await ready.wait()
            await turn.use()
            went.append(office.clock.now)

    everybody = [asyncio.create_task(go(number)) for number in range(100)]
    await office.after(20)
    assert went == []
    ready.set()
    await office.after(30)
    await asyncio.gather(*everybody)
    assert most_in_a_second(went) <= 30
    assert went[-1] - went[0] < 3.5


async def test_who_had_its_turn_and_does_not_go_leaves_room_for_others() -> None:
    office = Office(rates=RateLimits())

    async def fail(number: int) -> None:
        with office.rate_limiter.turn(chat(number)) as turn:
            await turn.come
            await office_closed.wait()

    office_closed = asyncio.Event()
    failing = [asyncio.create_task(fail(number)) for number in range(30)]
    office.send("late", 99)
    assert await office.after(5) == []
    office_closed.set()
    await asyncio.gather(*failing)
    assert [name for name, _ in await office.after(6)] == ["late"]


async def test_what_people_write_while_a_message_gets_ready_counts_before_it() -> None:
    office = Office(rates=RateLimits(per_second=1000, limit=30, both_ways=True))
    ready = asyncio.Event()

    async def go() -> None:
        with office.rate_limiter.turn(chat(1)) as turn:
            await turn.come
            await ready.wait()
            await turn.use()
        office.went.append(("ready", round(office.clock.now - office.began, 3)))

    task = asyncio.create_task(go())
    await office.after(0.5)
    office.rate_limiter.came(30)
    ready.set()
    assert await office.after(1.4) == []
    await office.after(2)
    await task
    [(what, at)] = office.went
    assert what == "ready"
    assert at == pytest.approx(0.5 + WINDOW)
