"""The web chat without signal, page or phone: nothing a person wrote is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext

from bot.channels.web.channel import WebChannel, WebOptions
from bot.channels.web.post_endpoint import POSTS
from bot.files.quota import Quota
from bot.http.visitor_rates import Allowance
from bot.texts import word
from flows.messages import OutgoingMessage, TextInput, TextSpan
from tests.fakes.echo import Echo
from tests.fakes.paper import Clock
from tests.fakes.web.browser import Chat, phone
from tests.fakes.web.server import serving, web_chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOST = "Sinyal hilang. Tulisan Anda aman di HP ini."


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
        await web.send(OutgoingMessage(address=address, text=(TextSpan(f"Baris {number}."),)))
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
    assert echo.texts() == []
    await handset.set_offline(False)
    await chat.hears("Tersimpan ✓ 1 kata: Tiga")
    await chat.page.get_by_text(LOST).wait_for(state="hidden")
    assert echo.texts() == ["Satu", "Dua", "Tiga"]
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
    assert echo.texts() == ["Jangan hilang"]
    assert (await again.mine())[0] == "Jangan hilang"


async def test_a_server_in_trouble_loses_nothing(chat: Chat, echo: Echo) -> None:
    echo.is_broken = True
    await chat.says("Jangan hilang", waits=False)
    await chat.page.get_by_text("Tuntun sedang terganggu").wait_for()
    echo.is_broken = False
    await chat.hears("Jangan hilang")
    await chat.page.get_by_text("Tuntun sedang terganggu").wait_for(state="hidden")
    assert echo.texts() == ["Jangan hilang"]


async def test_too_much_at_once_waits_on_the_phone_and_goes_by_itself(browser: Browser, tmp_path: Path) -> None:
    clock = Clock()
    few = replace(POSTS, visitor=Allowance(at_once=4, per_second=1))
    async with web_chat(tmp_path, WebOptions(posts=few), now=clock, clock=clock.monotonic) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base:
            handset = await phone(browser, base)
            chat = Chat(await handset.new_page())
            await chat.opens()
            for number in range(1, 7):
                await chat.says(f"Pesan {number}", waits=False)
            await chat.page.get_by_text(word("web.too_many")).wait_for()
            await chat.state("menunggu giliran").first.wait_for()
            assert echo.texts() == ["Pesan 1", "Pesan 2", "Pesan 3"], "the greeting was the first of four"
            clock.passes(minutes=1)
            await chat.hears("Pesan 6")
            await chat.page.get_by_text(word("web.too_many")).wait_for(state="hidden")
            assert echo.texts() == [f"Pesan {number}" for number in range(1, 7)]
            await handset.close()
            await web.stop()
            await echo.settled()


async def test_a_file_without_room_waits_on_the_phone_while_words_go_on(browser: Browser, tmp_path: Path) -> None:
    room = [0]
    async with web_chat(tmp_path, quota=Quota(lambda: room[0])) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base:
            handset = await phone(browser, base)
            chat = Chat(await handset.new_page())
            await chat.opens()
            await chat.page.set_input_files(
                "#file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
            )
            await chat.state("menunggu tempat").wait_for()
            await chat.page.get_by_text(word("web.no_room")).wait_for()
            await chat.says("Tulisan jalan terus")
            assert [type(message.input) for message in echo.messages] == [TextInput, TextInput]
            room[0] = 1_000_000
            await chat.page.reload()
            await chat.hears("a.pdf, 4 byte")
            await chat.page.get_by_text(word("web.no_room")).wait_for(state="hidden")
            await handset.close()
            await web.stop()
            await echo.settled()


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
    assert [message.input for message in echo.messages].count(TextInput(text="/mulai")) == 1


async def test_the_menu_asks_for_a_way_to_another_phone(chat: Chat, echo: Echo) -> None:
    await chat.page.locator("summary").click()
    await chat.page.get_by_role("button", name="Lanjut di HP lain").click()
    await chat.page.locator(".me:not(.waits)").filter(has_text="pindah web").wait_for()
    await echo.settled()
    assert echo.messages[-1].input == TextInput(text="/pindah web")
