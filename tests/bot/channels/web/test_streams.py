"""More open pages than there is room for: which hold a stream, and which are closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

from bot.channels.web.channel import WebOptions
from bot.channels.web.listeners import MOST_PAGES, PageListeners
from bot.channels.web.stream import STRANGER_SECONDS
from tests.fakes.echo import Echo
from tests.fakes.paper import Clock
from tests.fakes.web.echo_site import Site
from tests.fakes.web.server import serving, web_chat
from tests.fakes.web.visitor import visiting

STREAMS = 64
"""Of one address: sixteen, and six of them for visitors who have said nothing."""


@asynccontextmanager
async def site_for(folder: Path, clock: Clock) -> AsyncIterator[Site]:
    async with web_chat(folder, WebOptions(streams=STREAMS, keep_alive=0.01), now=clock, clock=clock.monotonic) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base:
            yield Site(web, echo, base, folder)
            await echo.settled()
            await web.stop()


async def test_made_up_cookies_leave_streams_to_who_has_said_something(tmp_path: Path) -> None:
    async with site_for(tmp_path, Clock()) as site, visiting(site.base) as alice, AsyncExitStack() as stack:
        await alice.opens()
        await alice.posts(text="Halo")
        statuses = []
        for _ in range(MOST_PAGES + 3):
            stranger = await stack.enter_async_context(visiting(site.base))
            await stranger.opens()
            stream = await stack.enter_async_context(stranger.listens())
            statuses.append(stream.response.status)
        assert statuses == [200] * MOST_PAGES + [429] * 3
        async with alice.listens() as stream:
            assert (await stream.line())[1]["text"] == "Halo"
        await site.web.stop()


async def test_a_stream_of_somebody_who_says_nothing_ends_and_one_of_somebody_who_does_goes_on(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        site_for(tmp_path, clock) as site,
        visiting(site.base) as alice,
        visiting(site.base) as stranger,
    ):
        await alice.opens()
        await stranger.opens()
        async with alice.listens() as stream, stranger.listens() as other:
            assert await other.frame() == "retry: 2000"
            await alice.posts(text="Halo")
            assert (await stream.line())[1]["text"] == "Halo"
            clock.passes(seconds=STRANGER_SECONDS)
            while await other.frame():
                pass
            await alice.posts(text="angka")
            while (await stream.line())[1].get("text") != "angka":
                pass


async def test_whoever_opens_one_page_more_lets_their_oldest_go(tmp_path: Path) -> None:
    async with site_for(tmp_path, Clock()) as site, visiting(site.base) as alice, AsyncExitStack() as stack:
        await alice.opens()
        await alice.posts(text="Halo")
        streams = [await stack.enter_async_context(alice.listens()) for _ in range(MOST_PAGES + 1)]
        while await streams[0].frame():
            pass
        for stream in streams[1:]:
            assert (await stream.line())[1]["text"] == "Halo"
        await site.web.stop()


def test_what_ended_takes_no_room() -> None:
    waiting = PageListeners(STREAMS)
    for number in range(500):
        with waiting.subscribe(f"visitor {number}", "office", is_stranger=True) as bell:
            assert not bell.is_over
    assert waiting.has_room("office", is_stranger=True)


def test_one_address_holds_a_quarter_of_all_streams_and_all_together_no_more_than_there_are() -> None:
    waiting = PageListeners(STREAMS)
    with ExitStack() as stack:
        for number in range(16):
            stack.enter_context(waiting.subscribe(f"visitor {number}", "office", is_stranger=False))
        assert not waiting.has_room("office", is_stranger=False)
        assert waiting.has_room("hall", is_stranger=False)
        for number in range(48):
            stack.enter_context(waiting.subscribe(f"guest {number}", f"place {number}", is_stranger=False))
        assert not waiting.has_room("hall", is_stranger=False)
        late = stack.enter_context(waiting.subscribe("late", "hall", is_stranger=False))
        assert late.is_over
