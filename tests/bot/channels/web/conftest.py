"""A served web chat with a small bot behind it, and Alice and Bob as its visitors."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.web.channel import LIMITS, WebOptions
from tests.fakes.echo import Echo
from tests.fakes.web.echo_site import Site
from tests.fakes.web.server import serving, web_chat
from tests.fakes.web.visitor import Visitor, visiting

SMALL = dataclasses.replace(LIMITS, file_in=1_000_000)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A web chat that takes files of up to one megabyte and sends a sign of life at once."""
    async with web_chat(tmp_path, WebOptions(limits=SMALL, keep_alive=0.01)) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base:
            yield Site(web, echo, base, tmp_path)
            await echo.settled()
            await web.stop()


@pytest.fixture
async def alice(site: Site) -> AsyncIterator[Visitor]:
    """A visitor who opened the page."""
    async with visiting(site.base) as visitor:
        await visitor.opens()
        yield visitor


@pytest.fixture
async def bob(site: Site) -> AsyncIterator[Visitor]:
    """Another one, who must never see Alice's things."""
    async with visiting(site.base) as visitor:
        await visitor.opens()
        yield visitor
