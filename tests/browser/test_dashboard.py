"""The dashboard in a real browser: on a phone and on a desk, by keyboard, by ear, at night, on paper."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page
from sqlalchemy import Connection

from bot.app import App, build
from bot.settings import Settings
from flows.messages import Address
from storage.people import contacts, web_sessions
from tests.browser.test_web_for_everybody import CONTRAST
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock, PaperChannel
from tests.fakes.regency import fill
from tests.fakes.web.server import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = (
    *("cakupan", "alur", "draf", "draf/1", "ulasan", "siaran", "siaran/1", "jadwal", "jadwal/2"),
    *("unit", "undangan", "biaya"),
)
WIDTHS = (360, 768, 1280)
FIRST_PAGE_BYTES = 60_000


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    """The program with a regency of sixty units."""
    clock = Clock()
    settings = Settings(data_dir=tmp_path_factory.mktemp("board"), admins="paper:Dan")
    make_fresh(settings.url)
    program = build(settings, channels=[PaperChannel(clock)], now=clock, sleep=clock.sleep)
    await program.start()

    def write(connection: Connection) -> None:
        places = [(Address(channel="paper", id=name), name) for name in ("Carol", "Dan")]
        people = [contacts.at(connection, place, name, clock()).id for place, name in places]
        contacts.update(connection, people[0], roles=["coach"])
        fill(connection, clock(), *people)

    await program.database.write(write)
    yield program
    await program.stop()


DAN = Address(channel="paper", id="Dan")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def base(app: App) -> AsyncIterator[str]:
    """The address of its pages."""
    async with serving(app.web().routes) as address:
        yield address


async def link(app: App) -> str:
    """Return where Dan comes in."""
    return f"/dashboard/masuk/{await app.database.write(web_sessions.make_link, DAN, app.now())}"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def desk(browser: Browser, base: str, app: App) -> AsyncIterator[BrowserContext]:
    """A browser without JavaScript in which Dan is signed in."""
    context = await browser.new_context(base_url=base, locale="id-ID", java_script_enabled=False)
    page = await context.new_page()
    await page.goto(await link(app))
    await page.get_by_role("button", name="Masuk").click()
    await page.get_by_role("heading", name="Cakupan unit").wait_for()
    await page.close()
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(desk: BrowserContext, browser: Browser, base: str) -> AsyncIterator[Page]:
    """A page of the same session in which a test may ask questions."""
    context = await browser.new_context(base_url=base, locale="id-ID", storage_state=await desk.storage_state())
    opened = await context.new_page()
    errors: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            errors.append(said.text)

    opened.on("console", note)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []
    await context.close()


async def test_without_javascript_everything_works(desk: BrowserContext) -> None:
    page = await desk.new_page()
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto("/dashboard/unit")
    await page.get_by_label("Cari nama atau kode").fill("wotu")
    await page.get_by_role("button", name="Tampilkan").click()
    await page.get_by_role("button", name="Tutup unit Puskesmas Wotu").click()
    assert "Unit sudah ditutup" in await page.get_by_role("status").inner_text()
    await page.goto("/dashboard/unit?keadaan=closed")
    await page.get_by_role("button", name="Buka lagi Puskesmas Wotu").click()
    assert "dibuka lagi" in await page.get_by_role("status").inner_text()
    await page.locator("summary").click()
    await page.get_by_role("link", name="Waktu ulasan").click()
    assert await page.get_by_role("heading", level=1).inner_text() == "Waktu ulasan"
    await page.close()


async def test_no_page_is_wider_than_the_screen(page: Page) -> None:
    for path in PAGES:
        await page.goto(f"/dashboard/{path}")
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 740})
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


async def test_every_page_can_be_read_by_ear(page: Page) -> None:
    for path in PAGES:
        await page.goto(f"/dashboard/{path}")
        assert await page.locator("html").get_attribute("lang") == "id"
        assert await page.get_by_role("heading", level=1).count() == 1, path
        faults = await page.evaluate(
            """() => [
            ...[...document.querySelectorAll('table')].filter((node) => !node.caption?.textContent.trim()),
            ...[...document.querySelectorAll('svg')].filter((node) => !node.getAttribute('aria-label')),
            ...[...document.querySelectorAll('figure')].filter((node) => !node.querySelector('p').textContent.trim()),
            ...[...document.querySelectorAll('input:not([type=hidden]), select')].filter((node) => !node.labels.length),
            ...[...document.querySelectorAll('a, button')].filter((node) => !node.textContent.trim()),
            ].map((node) => node.outerHTML.slice(0, 200))"""
        )
        assert faults == [], path


@pytest.mark.parametrize("width", [360, 1280])
async def test_a_table_stays_a_table_for_who_hears_it_at_any_width(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    await page.goto("/dashboard/cakupan")
    table = page.get_by_role("table", name="Unit")
    assert await table.get_by_role("row").count() == 61
    assert await table.get_by_role("rowheader").count() == 60
    assert await table.get_by_role("columnheader").all_inner_texts() == [
        "Unit", "Keadaan", "Jenis", "Draf", "Orang", "Terakhir aktif"
    ]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_every_text_stands_out_from_its_ground(page: Page, dark: bool) -> None:
    await page.emulate_media(color_scheme="dark" if dark else "light")
    everything = CONTRAST.replace("p, h1,", "th, td, dd, dt, a, caption, figcaption, span, label, li, footer, p, h1,")
    assert everything != CONTRAST
    for path in ("cakupan", "draf/1", "unit"):
        await page.goto(f"/dashboard/{path}")
        assert await page.evaluate(everything) == [], path


async def test_the_keyboard_alone_is_enough(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto("/dashboard/cakupan")
    focused = "document.activeElement.textContent.trim()"
    await page.keyboard.press("Tab")
    assert await page.evaluate(focused) == "Langsung ke isi"
    await page.keyboard.press("Tab")
    assert await page.evaluate(focused) == "Menu"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate(focused) == "Cakupan"
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/dashboard/alur")


async def test_everything_that_can_be_pressed_on_a_phone_has_room_for_a_thumb(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    for path in ("cakupan", "unit?cari=puskesmas", "draf/1"):
        await page.goto(f"/dashboard/{path}")
        for control in await page.locator("main :is(button, select, input, a):visible").all():
            box = await control.bounding_box()
            assert box is not None
            assert box["height"] >= 32, await control.evaluate("element => element.outerHTML")


async def test_on_paper_only_what_is_known_remains(page: Page) -> None:
    await page.goto("/dashboard/unit")
    await page.emulate_media(media="print")
    assert await page.get_by_role("heading", level=1).is_visible()
    assert await page.locator("table").first.is_visible()
    for part in (".menu", ".side", ".narrow", ".take", "td form"):
        assert await page.locator(part).first.is_hidden(), part
    printed = await page.pdf(format="A4")
    assert printed.startswith(b"%PDF")


async def test_the_first_page_is_far_lighter_than_was_promised(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    await page.goto("/dashboard", wait_until="networkidle")
    assert 2 <= len(received) <= 4
    assert sum(received) < FIRST_PAGE_BYTES / 3


async def test_a_document_and_a_spreadsheet_can_be_taken_along(page: Page) -> None:
    await page.goto("/dashboard/draf?keadaan=approved")
    await page.locator("tbody th a").first.click()
    for label, ending in (("PDF", "pdf"), ("Unduh tabel (Excel)", "xlsx")):
        async with page.expect_download() as started:
            await page.get_by_role("link", name=label).first.click()
        download = await started.value
        assert download.suggested_filename.endswith(ending)
        assert len(await asyncio.to_thread(Path(await download.path()).read_bytes)) > 1000


async def test_going_out_closes_the_board(browser: Browser, base: str, app: App) -> None:
    context = await browser.new_context(base_url=base, viewport={"width": 360, "height": 740}, locale="id-ID")
    page = await context.new_page()
    await page.goto(await link(app))
    await page.get_by_role("button", name="Masuk").click()
    await page.locator("summary").click()
    await page.get_by_role("button", name="Keluar", exact=True).click()
    await page.get_by_role("heading", name="Anda sudah keluar").wait_for()
    await page.goto("/dashboard/unit")
    assert "Masuk lewat obrolan" in await page.locator("main").inner_text()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await context.close()
