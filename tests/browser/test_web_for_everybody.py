"""The web chat by keyboard, by ear, at night, on paper and on a slow line."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, BrowserContext, Response

from tests.fakes.echo import Echo
from tests.fakes.web.browser import Chat, phone

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOST = "Sinyal hilang. Tulisan Anda aman di HP ini."


async def test_the_keyboard_alone_is_enough(chat: Chat, echo: Echo) -> None:
    keys = chat.page.keyboard
    await chat.page.locator("#text").focus()
    for _ in range(8):  # file, then the seven buttons, backwards
        await keys.press("Shift+Tab")
    assert await chat.page.evaluate("document.activeElement.textContent") == "Bidan"
    await keys.press("Enter")
    await chat.hears("Tersimpan ✓ Bidan.")
    await chat.page.locator("#text").focus()
    await keys.type("Baris satu")
    await keys.press("Shift+Enter")
    await keys.type("Baris dua")
    await keys.press("Enter")
    await chat.hears("Baris dua")
    assert echo.texts() == ["Baris satu\nBaris dua"]
    await chat.page.locator("summary").focus()
    await keys.press("Enter")
    await keys.press("Tab")
    assert await chat.page.evaluate("document.activeElement.textContent") == "Daftar pertanyaan"
    await keys.press("Escape")
    assert await chat.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not await chat.page.locator(".sheet").is_visible()


async def test_a_mark_keeps_the_focus_when_its_bubble_changes(chat: Chat) -> None:
    await chat.says("pilih")
    await chat.button("Balita").focus()
    await chat.page.keyboard.press("Space")
    await chat.button("✓ Balita").wait_for()
    assert await chat.page.evaluate("document.activeElement.textContent") == "✓ Balita"


async def test_a_screen_reader_hears_what_arrives_and_who_said_it(chat: Chat) -> None:
    await chat.taps("Bidan")
    heard = chat.page.locator("[aria-live=polite]")
    assert "Masalah apa yang Anda lihat setiap hari di pelayanan?" in await heard.inner_text()
    assert (await chat.page.locator(".bot.live .bubble").inner_text()).startswith("Tuntun:")
    assert (await chat.page.locator(".me .bubble").last.inner_text()).startswith("Anda:")


async def test_everything_that_can_be_pressed_has_a_name_and_room_for_a_thumb(chat: Chat) -> None:
    await chat.says("lokasi")
    await chat.page.locator("summary").click()
    controls = chat.page.locator("button:visible, summary:visible, textarea, label:visible, a.file:visible")
    for control in await controls.all():
        box = await control.bounding_box()
        assert box is not None
        assert box["height"] >= 44, await control.evaluate("element => element.outerHTML")
        assert box["width"] >= 44
    unnamed = """() => [...document.querySelectorAll('button, summary, input, textarea, a')].filter(
        (element) => !(element.ariaLabel || element.textContent.trim())).map((element) => element.outerHTML)"""
    assert await chat.page.evaluate(unnamed) == []
    assert await chat.page.locator("html").get_attribute("lang") == "id"


CONTRAST = """() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[0-9.]+/g).slice(0, 3).map((value) => value / 255)
      .map((value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const back = (element) => {
    for (; element; element = element.parentElement) {
      const color = getComputedStyle(element).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const weak = [];
  for (const element of document.querySelectorAll('p, h1, .bubble, button, small, b, strong, .mark, summary')) {
    if (!element.offsetParent || !element.textContent.trim()) continue;
    const [lighter, darker] = [light(getComputedStyle(element).color), light(back(element))].sort((a, b) => b - a);
    const ratio = (lighter + 0.05) / (darker + 0.05);
    if (ratio < 4.5) weak.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return weak;
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_every_text_stands_out_from_its_ground(browser: Browser, base: str, dark: bool) -> None:
    context = await phone(browser, base, dark=dark)
    chat = Chat(await context.new_page())
    await chat.opens()
    await chat.says("pilih")
    await chat.taps("Balita")
    await chat.says("draf")
    await context.set_offline(True)
    await chat.page.get_by_text(LOST).wait_for()
    assert await chat.page.evaluate(CONTRAST) == []
    await context.close()


async def test_nothing_is_wider_than_the_screen(chat: Chat) -> None:
    await chat.says("a" * 3000)
    await chat.says("draf")
    for width in (320, 360, 1280):
        await chat.page.set_viewport_size({"width": width, "height": 740})
        assert await chat.page.evaluate("document.documentElement.scrollWidth") <= width
    assert await chat.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "17px"


async def test_who_wants_no_motion_gets_none(chat: Chat) -> None:
    await chat.page.emulate_media(reduced_motion="reduce")
    await chat.taps("Bidan")
    assert await chat.page.evaluate("document.getAnimations().length") == 0


async def test_on_paper_only_the_talk_remains(chat: Chat) -> None:
    await chat.taps("Bidan")
    await chat.page.emulate_media(media="print")
    assert await chat.page.locator(".bot .bubble").last.is_visible()
    for part in ("#composer", "#menu", ".keys", ".state"):
        assert await chat.page.locator(part).first.is_hidden()


async def test_without_javascript_the_page_says_what_to_do(browser: Browser, base: str) -> None:
    context = await browser.new_context(base_url=base, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/chat")
    assert "Aktifkan di pengaturan peramban" in await page.locator("main").inner_text()
    await context.close()


async def test_the_page_and_all_it_loads_are_light(handset: BrowserContext) -> None:
    page, loaded = await handset.new_page(), []

    def note(response: Response) -> None:
        loaded.append(response)

    page.on("response", note)
    chat = Chat(page)
    await chat.opens()
    parts = [response for response in loaded if "/static/" in response.url or response.url.endswith("/chat")]
    sizes = {response.url.rpartition("/")[2]: len(await response.body()) for response in parts}
    assert len(sizes) == 6
    assert sum(sizes.values()) < 40_000, sizes
    await page.reload()
    await page.locator(".bot.live").wait_for()
    assert [response.status for response in loaded if response.status >= 400] == []
