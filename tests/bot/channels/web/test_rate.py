"""Too many posts at once: what is refused for now, to whom, and when it is accepted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from starlette.requests import Request

from bot.channels.web.channel import WebOptions
from bot.channels.web.post_endpoint import FILE, KNOWN_AFTER, POSTS
from bot.channels.web.visitor import client_network
from bot.http.visitor_rates import MOST_SHARES, Allowance, Allowances, VisitorRates
from bot.texts import word
from tests.fakes.echo import Echo
from tests.fakes.paper import Clock
from tests.fakes.program import Program
from tests.fakes.web.echo_site import Site
from tests.fakes.web.server import AT, serving, web_chat
from tests.fakes.web.visitor import visiting

FEW = Allowance(at_once=3, per_second=0.1)
FEW_EACH = replace(POSTS, visitor=FEW)
FEW_HERE = replace(POSTS, network=FEW)


@asynccontextmanager
async def site_for(folder: Path, clock: Clock, posts: Allowances = POSTS) -> AsyncIterator[Site]:
    async with web_chat(folder, WebOptions(posts=posts), now=clock, clock=clock.monotonic) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base:
            yield Site(web, echo, base, folder)
            await echo.settled()
            await web.stop()


async def test_too_many_posts_are_refused_kindly_and_taken_later(tmp_path: Path) -> None:
    clock = Clock()
    async with site_for(tmp_path, clock, FEW_EACH) as site, visiting(site.base) as alice:
        await alice.opens()
        answers = [await alice.posts(id=f"post-number-{number}", text="Halo") for number in range(4)]
        assert [answer.status for answer in answers] == [202, 202, 202, 429]
        assert answers[-1].problem == word("web.too_many")
        assert len(site.echo.messages) == 3
        clock.passes(seconds=11)
        assert (await alice.posts(id="post-number-3", text="Halo")).status == 202
        assert (await alice.posts(id="post-number-4", text="Halo")).status == 429


async def test_a_refusal_says_when_to_come_again(tmp_path: Path) -> None:
    async with site_for(tmp_path, Clock(), FEW_EACH) as site, visiting(site.base) as alice:
        await alice.opens()
        for _ in range(3):
            await alice.posts(text="Halo")
        form = aiohttp.FormData({"id": "post-with-file"})
        form.add_field("file", b"x" * 300_000, filename="foto.jpg")
        headers = {"Origin": site.base}
        async with alice.session.post(f"{site.base}/chat/messages", data=form, headers=headers) as answer:
            assert answer.status == 429, "a browser hears it although it was still sending"
            assert answer.headers["Retry-After"] == "30"


async def test_one_visitor_takes_no_room_from_another(tmp_path: Path) -> None:
    async with (
        site_for(tmp_path, Clock(), FEW_EACH) as site,
        visiting(site.base) as alice,
        visiting(site.base) as bob,
    ):
        await alice.opens()
        await bob.opens()
        statuses = [(await alice.posts(text="Halo")).status for _ in range(5)]
        assert statuses.count(429) == 2
        assert (await bob.posts(text="Halo")).status == 202


async def test_one_address_can_not_pass_for_many_visitors(tmp_path: Path) -> None:
    statuses = []
    async with site_for(tmp_path, Clock(), FEW_HERE) as site:
        for _ in range(4):
            async with visiting(site.base) as somebody:
                await somebody.opens()
                statuses.append((await somebody.posts(text="Halo")).status)
    assert statuses == [202, 202, 202, 429]


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_place_is_an_address_or_the_network_of_one_home(host: str, place: str) -> None:
    assert client_network(Request({"type": "http", "client": (host, 5000), "headers": []})) == place


def test_a_burst_that_a_person_can_make_is_never_refused() -> None:
    clock = Clock()
    meter = VisitorRates(POSTS, clock.monotonic)
    hall = [meter.seconds_to_wait(f"visitor {number}", "hall") for number in range(60) for _ in range(20)]
    assert not any(hall), "sixty people begin at once"
    clock.passes(seconds=60)
    assert not any(meter.seconds_to_wait("alice", "home") for _ in range(100)), "a phone comes back to the net"
    assert not any(meter.seconds_to_wait("bob", "office", FILE) for _ in range(20)), "an album of photos"


def test_a_refused_post_costs_nothing() -> None:
    clock = Clock()
    meter = VisitorRates(FEW_EACH, clock.monotonic)
    assert [meter.seconds_to_wait("alice", "home") > 0 for _ in range(9)].count(False) == 3
    clock.passes(seconds=10)
    assert meter.seconds_to_wait("alice", "home") == 0


def test_who_has_not_posted_for_long_is_forgotten() -> None:
    clock = Clock()
    meter = VisitorRates(POSTS, clock.monotonic, most_known=10)
    for number in range(100):
        assert meter.seconds_to_wait(f"visitor {number}", f"place {number}") == 0
        clock.passes(seconds=5)
    assert len(meter) <= 12


async def test_a_clock_that_is_set_back_shuts_nobody_out(tmp_path: Path) -> None:
    clock = Clock()
    async with site_for(tmp_path, clock, FEW_EACH) as site, visiting(site.base) as alice:
        await alice.opens()
        assert [(await alice.posts(text="Halo")).status for _ in range(4)] == [202, 202, 202, 429]
        clock.is_set(hours=-8)
        clock.passes(seconds=11)
        assert (await alice.posts(text="Halo")).status == 202


async def test_fresh_cookies_take_no_room_from_who_was_here_before(tmp_path: Path) -> None:
    clock = Clock()
    async with site_for(tmp_path, clock, FEW_HERE) as site, visiting(site.base) as alice:
        await alice.opens()
        assert (await alice.posts(text="Halo")).status == 202
        clock.passes(seconds=KNOWN_AFTER.total_seconds())
        noise = []
        for _ in range(6):
            async with visiting(site.base) as stranger:
                await stranger.opens()
                noise.append((await stranger.posts(text="x")).status)
        assert noise == [202, 202, 202, 429, 429, 429]
        assert [(await alice.posts(text="Jawaban")).status for _ in range(10)] == [202] * 10


async def test_who_has_written_a_moment_ago_is_no_better_than_a_stranger(tmp_path: Path) -> None:
    async with site_for(tmp_path, Clock(), FEW_HERE) as site, visiting(site.base) as noisy:
        await noisy.opens()
        assert [(await noisy.posts(text="x")).status for _ in range(5)] == [202, 202, 202, 429, 429]


def test_a_known_visitor_who_is_noisy_is_slowed_like_any_other() -> None:
    clock = Clock()
    meter = VisitorRates(POSTS, clock.monotonic)
    taken = [meter.seconds_to_wait_known("alice", "office", AT) == 0 for _ in range(200)]
    assert taken == [True] * 20 + [False] * 180
    clock.passes(seconds=3)
    assert meter.seconds_to_wait_known("alice", "office", AT) == 0


def test_whoever_came_first_keeps_a_share_when_very_many_claim_one() -> None:
    clock = Clock()
    meter = VisitorRates(FEW_HERE, clock.monotonic)
    while meter.seconds_to_wait("noise", "office") == 0:
        pass
    later = AT + timedelta(hours=1)
    crowd = [meter.seconds_to_wait_known(f"crowd {number}", "office", later) == 0 for number in range(MOST_SHARES + 50)]
    assert crowd == [True] * MOST_SHARES + [False] * 50
    assert meter.seconds_to_wait_known("alice", "office", AT) == 0


def test_what_everybody_takes_together_has_an_end() -> None:
    clock = Clock()
    meter = VisitorRates(replace(POSTS, everybody=FEW), clock.monotonic)
    taken = [meter.seconds_to_wait(f"visitor {number}", f"place {number}") == 0 for number in range(5)]
    assert taken == [True, True, True, False, False]


@pytest.mark.parametrize(("proxies", "is_believed"), [("127.0.0.1", True), ("192.0.2.1", False)])
async def test_only_a_proxy_that_is_named_may_say_who_came(tmp_path: Path, proxies: str, is_believed: bool) -> None:
    program = Program(tmp_path, trusted_proxies=proxies)
    base = await program.start()
    try:
        async with visiting(base.removesuffix("/chat")) as proxy:
            headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
            async with proxy.session.get(base, headers=headers) as answer:
                assert ("secure" in answer.headers["Set-Cookie"].lower()) is is_believed
    finally:
        program.kill()
        await program.ended()
