"""An open page shows nothing of somebody who had everything deleted, without being loaded anew by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.app import build
from bot.settings import Settings
from tests.fakes.fresh_database import make_fresh
from tests.fakes.web.browser import Chat, phone
from tests.fakes.web.server import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def page(tmp_path: Path, browser: Browser) -> AsyncIterator[Chat]:
    """The page of the whole program, opened on a phone that was never here."""
    settings = Settings(data_dir=tmp_path)
    make_fresh(settings.url)
    app = build(settings)
    await app.start()
    async with serving(app.web().routes) as base:
        handset = await phone(browser, base)
        chat = Chat(await handset.new_page())
        await chat.opens()
        yield chat
        assert chat.errors == []
        await handset.close()
        await app.close()
    await app.finish()


async def test_an_open_page_lets_go_of_all_it_shows(page: Chat) -> None:
    await page.says("/mulai rancangan")
    await page.says("Siti Rahasia")
    await page.says("hapus data")
    await page.taps("Ya, hapus semua", waits=False)
    await page.page.get_by_text("Semua data Anda sudah dihapus.").wait_for()
    text = await page.page.locator("#lines").inner_text()
    assert "Rahasia" not in text
    assert "hapus data" not in text
    await page.says("mulai")
    assert "Semua data Anda" in await page.page.locator("#lines").inner_text()
