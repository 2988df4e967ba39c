"""Uses the web chat as people do, in Chromium at the width of a small phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Response

from bot.channels.web.channel import WebChannel
from flows.messages import Did, OutgoingMessage, Pinned, Said, Sent, Span
from tests.fakes.browser import Chat, phone
from tests.fakes.echo import PROPOSAL, Echo

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOST = "Sinyal hilang. Tulisan Anda aman di HP ini."


def said(echo: Echo) -> list[str]:
    """Return the texts the bot got, without the greeting's."""
    texts = [message.input.text for message in echo.messages if isinstance(message.input, Said)]
    return [text for text in texts if text != "/mulai"]


# --- a conversation ------------------------------------------------------------------------------


async def test_a_newcomer_is_greeted_without_typing(chat: Chat) -> None:
    assert "Selamat malam! Saya Tuntun." in await chat.last()
    assert await chat.buttons() == [
        "Bidan",
        "Perawat",
        "Dokter",
        "Tenaga kesehatan masyarakat di puskesmas pembantu",
        "Bantuan",
        "Contoh",
        "Lanjut nanti",
    ]
    assert await chat.progress() == "Bagian 1 dari 6 · sekitar 14 menit lagi"
    assert await chat.mine() == []


async def test_taps_and_typing_carry_a_conversation(chat: Chat, echo: Echo) -> None:
    await chat.taps("Bidan")
    assert "Tersimpan ✓ Bidan." in await chat.last()
    assert await chat.progress() == "Bagian 2 dari 6 · sekitar 13 menit lagi"
    await chat.says("Ibu hamil datang terlambat.")
    await chat.state("terkirim ✓").wait_for()
    assert await chat.mine() == ["Bidan", "Ibu hamil datang terlambat."]
    assert (echo.messages[-1].conversation, echo.messages[-1].ask) == (7, 2)


async def test_the_code_of_a_unit_comes_along_once(handset: BrowserContext, echo: Echo) -> None:
    chat = Chat(await handset.new_page())
    await chat.opens("/chat?mulai=PKM-WOTU")
    await chat.page.reload()
    await chat.hears("Selamat malam!")
    await chat.says("angka")
    assert [message.input for message in echo.messages] == [Said(text="/mulai PKM-WOTU"), Said(text="angka")]
    assert await chat.mine() == ["angka"]


async def test_a_double_tap_is_one(chat: Chat, echo: Echo) -> None:
    echo.may_reply.clear()
    await chat.button("Bidan").dblclick()
    await chat.state("terkirim ✓").wait_for()
    echo.may_reply.set()
    await chat.hears("Tersimpan ✓ Bidan.")
    assert [message.input for message in echo.messages[1:]] == [Did(verb="choose", argument="job0", ask=1)]
    assert await chat.mine() == ["Bidan"]


async def test_an_old_button_stays_and_says_which_question_it_is_for(chat: Chat, echo: Echo) -> None:
    await chat.taps("Bidan")
    await chat.says("angka")
    await chat.taps("Perawat")
    assert echo.messages[-1].input == Did(verb="choose", argument="job1", ask=1)
    assert echo.messages[-1].pressed == "2"


async def test_marking_several_changes_one_bubble_in_place(chat: Chat, echo: Echo) -> None:
    await chat.says("pilih")
    bubbles = await chat.page.locator("article:visible").count()
    for label in ("Balita", "Lansia", "✓ Balita"):
        await chat.taps(label)
    assert (await chat.buttons())[:3] == ["Ibu hamil", "Balita", "✓ Lansia"]
    assert await chat.button("✓ Lansia").get_attribute("aria-pressed") == "true"
    assert await chat.page.locator("article:visible").count() == bubbles
    assert await chat.mine() == ["pilih"]
    await chat.page.reload()
    await chat.hears("Siapa saja")
    assert (await chat.buttons())[:3] == ["Ibu hamil", "Balita", "✓ Lansia"]
    assert await chat.mine() == ["pilih"]


async def test_while_the_bot_writes_the_page_shows_it(chat: Chat, echo: Echo) -> None:
    echo.may_reply.clear()
    await chat.says("angka", waits=False)
    await chat.page.locator("#typing").wait_for()
    echo.may_reply.set()
    await chat.hears("Berapa ibu hamil")
    await chat.page.locator("#typing").wait_for(state="hidden")


async def test_the_menu_says_the_same_words_as_a_person(chat: Chat, echo: Echo) -> None:
    await chat.page.locator("summary").click()
    await chat.page.get_by_role("button", name="Daftar pertanyaan").click()
    await chat.hears("1. Identitas ✓")
    assert echo.messages[-1].input == Said(text="/daftar")
    assert await chat.mine() == ["daftar"]
    assert not await chat.page.locator(".sheet").is_visible()


async def test_what_people_write_is_never_markup(chat: Chat) -> None:
    text = "<img src=x onerror=alert(1)> <b>tebal</b> {{ x }} &amp; https://contoh.id"
    await chat.says(text)
    assert await chat.mine() == [text]
    assert text in await chat.last()
    assert await chat.page.locator("article img, article b").count() == 0


async def test_three_thousand_pasted_words_are_counted_folded_and_whole(chat: Chat, echo: Echo) -> None:
    await chat.taps("Bidan")
    text = " ".join(["terlambat"] * 3000)
    await chat.page.locator("#text").fill(text)
    assert await chat.page.locator("#words").inner_text() == "3000 kata"
    await chat.page.locator(".send").click()
    await chat.hears("Lalu apa yang terjadi?")
    assert said(echo) == [text]
    assert await chat.page.locator("#words").is_hidden()
    mine = chat.page.locator(".me .bubble").last
    folded = await mine.bounding_box()
    await chat.page.get_by_role("button", name="Tampilkan semua (3000 kata)").click()
    whole = await mine.bounding_box()
    assert folded is not None
    assert whole is not None
    assert folded["height"] < 250 < whole["height"]


async def test_the_composer_fits_what_is_asked(chat: Chat, handset: BrowserContext, echo: Echo) -> None:
    text, place = chat.page.locator("#text"), chat.page.locator("#place")
    await chat.says("angka")
    assert await text.get_attribute("inputmode") == "decimal"
    assert await place.is_hidden()
    await chat.says("lokasi")
    assert await text.get_attribute("inputmode") == "text"
    await handset.grant_permissions(["geolocation"])
    await handset.set_geolocation({"latitude": -2.58, "longitude": 120.79})
    await place.click()
    await chat.hears("Tersimpan ✓ -2.58, 120.79.")
    assert echo.messages[-1].input == Pinned(latitude=-2.58, longitude=120.79)
    assert echo.messages[-1].ask == 5
    assert await place.is_hidden()


# --- files ---------------------------------------------------------------------------------------


async def test_a_photo_goes_up_with_what_was_typed_beside_it(chat: Chat, echo: Echo, tmp_path: Path) -> None:
    photo = tmp_path / "kelas ibu.png"
    photo.write_bytes(bytes.fromhex("89504e470d0a1a0a"))
    await chat.page.locator("#text").fill("Kelas ibu, Agustus 2025")
    await chat.uploads(photo)
    assert "photo kelas ibu.png, 8 byte. Kelas ibu, Agustus 2025" in await chat.last()
    sent = echo.messages[-1].input
    assert isinstance(sent, Sent)
    assert await echo.channel.fetch(sent.file) == photo.read_bytes()
    assert await chat.page.locator("#text").input_value() == ""


async def test_several_photos_go_up_in_one_go(chat: Chat, echo: Echo, tmp_path: Path) -> None:
    photos = [tmp_path / f"foto {number}.jpg" for number in (1, 2, 3)]
    for photo in photos:
        photo.write_bytes(photo.name.encode())
    await chat.page.locator("#file").set_input_files(photos)
    await chat.hears("foto 3.jpg")
    sent = [message.input.file.name for message in echo.messages if isinstance(message.input, Sent)]
    assert sent == ["foto 1.jpg", "foto 2.jpg", "foto 3.jpg"]


@pytest.mark.parametrize(
    ("size", "sentence"), [(0, "Berkas ini kosong (0 byte)"), (1_000_001, "Berkas ini lebih besar dari 1 MB")]
)
async def test_a_file_that_can_not_be_taken_is_refused_in_the_chat(
    chat: Chat, echo: Echo, tmp_path: Path, size: int, sentence: str
) -> None:
    file = tmp_path / "foto.jpg"
    file.write_bytes(bytes(size))
    await chat.uploads(file, waits=False)
    await chat.state(sentence).wait_for()
    await chat.says("angka")
    assert said(echo) == ["angka"]


async def test_a_document_comes_down_under_its_name(chat: Chat) -> None:
    await chat.says("draf")
    assert await chat.downloads() == ("Proposal Posyandu.pdf", PROPOSAL)


# --- a bad line ----------------------------------------------------------------------------------


async def test_a_reload_shows_what_was_said_and_what_was_being_typed(chat: Chat) -> None:
    await chat.taps("Bidan")
    await chat.page.locator("#text").fill("Baru setengah")
    await chat.page.reload()
    await chat.hears("Masalah apa")
    assert await chat.mine() == ["Bidan"]
    assert await chat.progress() == "Bagian 2 dari 6 · sekitar 13 menit lagi"
    assert await chat.page.locator("#text").input_value() == "Baru setengah"


async def test_a_long_chat_opens_at_its_end_and_shows_the_rest_on_request(
    chat: Chat, web: WebChannel, echo: Echo
) -> None:
    address = echo.messages[0].address
    for number in range(1, 101):
        await web.send(OutgoingMessage(address=address, text=(Span(f"Baris {number}."),)))
    await chat.hears("Baris 100.")
    await chat.page.reload()
    await chat.hears("Baris 100.")
    assert await chat.page.get_by_text("Baris 1.", exact=True).count() == 0
    await chat.page.get_by_role("button", name="Pesan sebelumnya").click()
    await chat.page.get_by_text("Selamat malam!").wait_for()
    texts = await chat.page.locator(".bot .bubble").all_inner_texts()
    assert texts[1:] == [f"Tuntun:\nBaris {number}." for number in range(1, 101)]


async def test_without_a_signal_messages_wait_and_go_out_in_order(
    chat: Chat, handset: BrowserContext, echo: Echo
) -> None:
    await chat.taps("Bidan")
    await handset.set_offline(True)
    await chat.page.get_by_text(LOST).wait_for()
    for text in ("Satu", "Dua", "Tiga"):
        await chat.says(text, waits=False)
    await chat.state("menunggu sinyal").wait_for()
    assert said(echo) == []
    await handset.set_offline(False)
    await chat.hears("Tersimpan ✓ 1 kata: Tiga")
    await chat.page.get_by_text(LOST).wait_for(state="hidden")
    assert said(echo) == ["Satu", "Dua", "Tiga"]
    assert {message.ask for message in echo.messages[2:]} == {2}
    assert await chat.page.locator(".me.waits").count() == 0


async def test_what_waits_outlives_the_page_files_too(
    chat: Chat, handset: BrowserContext, echo: Echo, tmp_path: Path
) -> None:
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(b"a photo")
    await handset.set_offline(True)
    await chat.says("Jangan hilang", waits=False)
    await chat.uploads(photo, waits=False)
    await chat.state("menunggu sinyal").wait_for()
    await chat.page.close()
    await handset.set_offline(False)
    again = Chat(await handset.new_page())
    await again.opens()
    await again.hears("photo foto.jpg, 7 byte")
    assert said(echo) == ["Jangan hilang"]
    assert (await again.mine())[0] == "Jangan hilang"


async def test_a_server_in_trouble_loses_nothing(chat: Chat, echo: Echo) -> None:
    echo.is_broken = True
    await chat.says("Jangan hilang", waits=False)
    await chat.page.get_by_text("Tuntun sedang terganggu").wait_for()
    echo.is_broken = False
    await chat.hears("Jangan hilang")
    await chat.page.get_by_text("Tuntun sedang terganggu").wait_for(state="hidden")
    assert said(echo) == ["Jangan hilang"]


async def test_where_no_stream_holds_the_page_asks_now_and_then(handset: BrowserContext, echo: Echo) -> None:
    await handset.route("**/chat/events*", lambda route: route.abort())
    chat = Chat(await handset.new_page())
    await chat.opens()
    await chat.says("angka")
    assert "Berapa ibu hamil" in await chat.last()


async def test_two_tabs_show_the_same_chat(chat: Chat, handset: BrowserContext, echo: Echo) -> None:
    other = Chat(await handset.new_page())
    await other.opens()
    await chat.taps("Bidan")
    await other.hears("Tersimpan ✓ Bidan.")
    await other.says("Dari tab dua")
    await chat.hears("Dari tab dua")
    assert await chat.mine() == await other.mine() == ["Bidan", "Dari tab dua"]
    assert [message.input for message in echo.messages].count(Said(text="/mulai")) == 1


async def test_the_private_link_opens_the_chat_on_another_phone(chat: Chat, browser: Browser, base: str) -> None:
    await chat.taps("Bidan")
    link = await chat.page.locator("#link").input_value()
    other = await phone(browser, base)
    second = Chat(await other.new_page())
    await second.opens(link)
    assert await second.mine() == ["Bidan"]
    assert second.page.url == f"{base}/chat"
    await other.close()


async def test_the_private_link_is_copied_by_a_tap(chat: Chat, handset: BrowserContext) -> None:
    await handset.grant_permissions(["clipboard-read", "clipboard-write"])
    await chat.page.locator("summary").click()
    await chat.page.get_by_role("button", name="Salin tautan").click()
    await chat.page.get_by_role("button", name="Tersalin ✓").wait_for()
    copied = await chat.page.evaluate("navigator.clipboard.readText()")
    assert copied == await chat.page.locator("#link").input_value()


async def test_a_link_of_another_chat_asks_before_it_leaves_this_one(chat: Chat, browser: Browser, base: str) -> None:
    other = await phone(browser, base)
    second = Chat(await other.new_page())
    await second.opens()
    own = await second.page.locator("#link").input_value()
    await second.page.goto(await chat.page.locator("#link").input_value())
    assert own in await second.page.locator("main").inner_text()
    await second.page.get_by_role("button", name="Buka percakapan dari tautan").click()
    await second.page.locator(".bot.live").wait_for()
    assert await second.page.locator("#link").input_value() == await chat.page.locator("#link").input_value()
    await other.close()


# --- for everybody -------------------------------------------------------------------------------


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
    assert said(echo) == ["Baris satu\nBaris dua"]
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
    const [one, two] = [light(getComputedStyle(element).color), light(back(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
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
