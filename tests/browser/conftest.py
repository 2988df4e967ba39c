"""Chromium, started once, and a web chat with a small bot for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from bot.channels.web.channel import LIMITS, WebChannel, WebOptions
from tests.fakes.echo import Echo
from tests.fakes.web.browser import NAMES, Chat, chromium, find_chromium, phone
from tests.fakes.web.server import serving, web_chat


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A running Chromium."""
    path = find_chromium()
    if path is None:
        pytest.skip(f"no Chromium here: none of {', '.join(NAMES)} is on the path")
    async with chromium(path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def web(tmp_path: Path) -> AsyncIterator[WebChannel]:
    """The web chat, with nothing said yet."""
    async with web_chat(tmp_path, WebOptions(limits=replace(LIMITS, file_in=1_000_000))) as channel:
        yield channel


@pytest.fixture
def echo(web: WebChannel) -> Echo:
    """The bot behind it."""
    return Echo(web)


@pytest_asyncio.fixture(loop_scope="session")
async def base(web: WebChannel, echo: Echo) -> AsyncIterator[str]:
    """The address the chat is served at."""
    await web.start(echo.receive)
    async with serving(web.routes()) as address:
        yield address
        await web.stop()
        echo.may_reply.set()
        await echo.settled()


@pytest_asyncio.fixture(loop_scope="session")
async def handset(browser: Browser, base: str) -> AsyncIterator[BrowserContext]:
    """A phone that was never here."""
    context = await phone(browser, base)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def chat(handset: BrowserContext) -> AsyncIterator[Chat]:
    """The chat, opened on it for the first time."""
    page = Chat(await handset.new_page())
    await page.opens()
    yield page
    assert page.errors == []
