"""The web chat in a real Chromium, used as a person with a phone does."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = (360, 740)

NEWEST = "() => document.querySelector('.bot.live')?.dataset.number ?? ''"
NEWER = "(old) => (document.querySelector('.bot.live')?.dataset.number ?? '') !== old"


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@asynccontextmanager
async def chromium(path: str) -> AsyncIterator[Browser]:
    """Start a browser, and end it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        await browser.close()


async def phone(browser: Browser, base: str, *, dark: bool = False) -> BrowserContext:
    """Return a browser as on a small phone, with its own cookies."""
    return await browser.new_context(
        base_url=base,
        viewport={"width": PHONE[0], "height": PHONE[1]},
        color_scheme="dark" if dark else "light",
        locale="id-ID",
        device_scale_factor=2,
    )


class Chat:
    """One open page of the web chat."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        """What the page complained about, a lost network aside."""
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)
        page.set_default_timeout(10_000)

    async def opens(self, path: str = "/chat") -> None:
        """Open the chat and wait until it shows what was said."""
        await self.page.goto(path)
        await self.page.locator("html[data-ready]").wait_for()
        await self.page.locator(".bot.live").wait_for()

    async def says(self, text: str, *, waits: bool = True) -> None:
        """Type a text and send it; wait for the reply unless there can be none."""
        before = await self._newest()
        await self.page.locator("#text").fill(text)
        await self.page.locator(".send").click()
        await self._reply(before, waits)

    async def taps(self, label: str, *, waits: bool = True) -> None:
        """Press the newest button with this label; wait for the reply unless there can be none."""
        before = await self._newest()
        await self.button(label).click()
        await self._reply(before, waits)

    async def uploads(self, path: Path, *, waits: bool = True) -> None:
        """Send a file."""
        before = await self._newest()
        await self.page.locator("#file").set_input_files(path)
        await self._reply(before, waits)

    async def downloads(self) -> tuple[str, bytes]:
        """Take the newest file the bot offers; return its name and bytes."""
        async with self.page.expect_download() as started:
            await self.page.locator(".bot a.file").last.click()
        download = await started.value
        return download.suggested_filename, await asyncio.to_thread(Path(await download.path()).read_bytes)

    async def hears(self, text: str) -> None:
        """Wait until the newest thing the bot said has this text."""
        await self.page.locator(".bot.live", has_text=text).wait_for()

    async def last(self) -> str:
        """Return the newest thing the bot said, without its buttons."""
        said = await self.page.locator(".bot.live .bubble").inner_text()
        return said.removeprefix("Tuntun:").strip()

    async def buttons(self) -> list[str]:
        """Return the labels of the newest buttons."""
        return await self.page.locator(".bot.live button").all_inner_texts()

    async def mine(self) -> list[str]:
        """Return what the person sees of their own side."""
        texts = await self.page.locator(".me:visible .bubble").all_inner_texts()
        return [text.removeprefix("Anda:").strip() for text in texts]

    async def progress(self) -> str:
        """Return what the header says about the way so far."""
        return await self.page.locator("#progress").inner_text()

    def button(self, label: str) -> Locator:
        """Return the newest button with this label."""
        return self.page.locator(".bot").get_by_role("button", name=label, exact=True).last

    def state(self, text: str) -> Locator:
        """Return the newest mark under a message of the person: `terkirim`, `menunggu sinyal`."""
        return self.page.locator(".me .state", has_text=text).last

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and not said.text.startswith("Failed to load resource"):
            self.errors.append(said.text)

    async def _newest(self) -> str:
        return str(await self.page.evaluate(NEWEST))

    async def _reply(self, before: str, waits: bool) -> None:
        if waits:
            await self.page.wait_for_function(NEWER, arg=before)
