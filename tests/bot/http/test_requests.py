"""Requests held open against a server with little room: who gets an answer all the same."""

from __future__ import annotations

import pytest

from bot.http import requests
from bot.http.capacity import Capacity
from bot.http.requests import MOST_BYTES, seconds_for
from tests.fakes.limited import Limited, Line, head, limited_server
from tests.fakes.paper import Clock

SMALL = Capacity(64)  # 32 streams, 16 requests, 8 webhooks; of one network half of these


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def half(server: Limited, clock: Clock, count: int, path: str = "/page") -> list[Line]:
    """Begin some requests whose bodies do not come."""
    lines = []
    for _ in range(count):
        line = await server.line()
        line.says(head(path, 900) + b"{")
        lines.append(line)
        clock.passes(seconds=0.1)
    return lines


async def test_half_heads_leave_room_for_everybody(clock: Clock) -> None:
    async with limited_server(SMALL, clock.monotonic) as server:
        for _ in range(200):
            (await server.line()).says(b"POST /page HTTP/1.1\r\nHost: ")
        assert await server.asks("/page", b"halo") == 200
        assert await server.asks("/whatsapp", b"{}") == 200
        assert len(server.connections) <= SMALL.connections


async def test_half_bodies_leave_room_for_everybody(clock: Clock) -> None:
    async with limited_server(SMALL, clock.monotonic) as server:
        slow = await half(server, clock, 40)
        clock.passes(seconds=5)
        assert [await server.asks("/page", b"halo") for _ in range(5)] == [200] * 5
        assert await server.asks("/whatsapp", b"{}") == 200
        assert await slow[0].status() == 0


async def test_half_bodies_of_webhooks_leave_room_for_the_vendors(clock: Clock) -> None:
    async with limited_server(SMALL, clock.monotonic) as server:
        await half(server, clock, 40, "/whatsapp")
        clock.passes(seconds=5)
        assert [await server.asks("/whatsapp", b"{}") for _ in range(5)] == [200] * 5
        assert await server.asks("/page", b"halo") == 200


async def test_whoever_sends_on_stays_while_whoever_sends_nothing_goes(clock: Clock) -> None:
    async with limited_server(SMALL, clock.monotonic) as server:
        upload = await server.line()
        upload.says(head("/page", 80_000) + b"x" * 60_000)
        await half(server, clock, 7)
        clock.passes(seconds=3)
        await half(server, clock, 10)
        upload.says(b"x" * 20_000)
        assert await upload.status() == 200


async def test_a_body_that_does_not_come_in_in_time_ends_the_connection(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "BODY_SECONDS", 0.0)
    async with limited_server(SMALL, clock.monotonic) as server:
        (slow,) = await half(server, clock, 1)
        assert await slow.status() == 408
        rest = await slow.reader.read()
        assert b"connection: close" in rest.lower()
        assert slow.reader.at_eof()


async def test_answers_that_nobody_takes_leave_room_for_others(clock: Clock) -> None:
    async with limited_server(SMALL, clock.monotonic) as server:
        for _ in range(20):
            (await server.line()).says(b"GET /large HTTP/1.1\r\nHost: tuntun\r\n\r\n")
        clock.passes(seconds=5)
        assert [await server.asks("/page", b"halo") for _ in range(5)] == [200] * 5


async def test_a_connection_is_used_for_one_request_after_another(clock: Clock) -> None:
    async with limited_server(SMALL, clock.monotonic) as server:
        line = await server.line()
        for text in (b"one", b"three"):
            line.says(head("/page", len(text)) + text)
            assert await line.status() == 200
            while (await line.reader.readline()).strip():
                pass
            assert await line.reader.readexactly(1) == str(len(text)).encode()
        assert len(server.connections) == 1


@pytest.mark.parametrize(
    ("length", "seconds"),
    [(b"", 30), (b"900", 30.03), (b"20000000", 30 + 2000 / 3), (b"9" * 50, 30 + MOST_BYTES / 30_000), (b"-1", 30)],
)
def test_a_body_has_time_for_its_length_but_not_for_what_is_only_claimed(length: bytes, seconds: float) -> None:
    assert seconds_for({"headers": [(b"content-length", length)]}) == pytest.approx(seconds)
