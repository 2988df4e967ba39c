"""The web chat as people use it, in Chromium at the width of a small phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from flows.messages import ButtonPress, FileInput, LocationInput, TextInput
from tests.fakes.echo import PROPOSAL, Echo
from tests.fakes.web.browser import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
    assert [message.input for message in echo.messages] == [TextInput(text="/mulai PKM-WOTU"), TextInput(text="angka")]
    assert await chat.mine() == ["angka"]


async def test_a_double_tap_is_one(chat: Chat, echo: Echo) -> None:
    echo.may_reply.clear()
    await chat.button("Bidan").dblclick()
    await chat.state("terkirim ✓").wait_for()
    echo.may_reply.set()
    await chat.hears("Tersimpan ✓ Bidan.")
    assert [message.input for message in echo.messages[1:]] == [ButtonPress(verb="choose", argument="job0", ask=1)]
    assert await chat.mine() == ["Bidan"]


async def test_an_old_button_stays_and_says_which_question_it_is_for(chat: Chat, echo: Echo) -> None:
    await chat.taps("Bidan")
    await chat.says("angka")
    await chat.taps("Perawat")
    assert echo.messages[-1].input == ButtonPress(verb="choose", argument="job1", ask=1)
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
    assert echo.messages[-1].input == TextInput(text="/daftar")
    assert await chat.mine() == ["daftar"]
    assert not await chat.page.locator(".sheet").is_visible()


async def test_what_people_write_is_never_markup(chat: Chat) -> None:
    text = "<img src=x onerror=alert(1)> <b>tebal</b> {{ x }} &amp; https://contoh.id"
    await chat.says(text)
    assert await chat.mine() == [text]
    assert text in await chat.last()
    assert await chat.page.locator("article img, article b").count() == 0


async def test_the_address_of_a_page_of_ours_can_be_followed_and_no_other(chat: Chat, base: str) -> None:
    await chat.says(f"Lihat {base}/chat?mulai=x. Atau http://evil.example/{base}/ dan {base}.evil.example/x")
    links = chat.page.locator(".bot.live .bubble a")
    assert [await link.get_attribute("href") for link in await links.all()] == [f"{base}/chat?mulai=x"]


async def test_three_thousand_pasted_words_are_counted_folded_and_whole(chat: Chat, echo: Echo) -> None:
    await chat.taps("Bidan")
    text = " ".join(["terlambat"] * 3000)
    await chat.page.locator("#text").fill(text)
    assert await chat.page.locator("#words").inner_text() == "3000 kata"
    await chat.page.locator(".send").click()
    await chat.hears("Lalu apa yang terjadi?")
    assert echo.texts() == [text]
    assert await chat.page.locator("#words").is_hidden()
    mine = chat.page.locator(".me .bubble").last
    folded = await mine.bounding_box()
    await chat.page.get_by_role("button", name="Tampilkan semua (3000 kata)").click()
    whole = await mine.bounding_box()
    assert folded is not None
    assert whole is not None
    assert folded["height"] < 250 < whole["height"]


async def test_the_question_stays_in_sight_above_a_long_answer(chat: Chat) -> None:
    await chat.page.emulate_media(reduced_motion="reduce")
    await chat.taps("Bidan")
    await chat.page.locator("#text").fill("Ibu hamil datang terlambat. " * 12)
    question = await chat.page.locator(".bot.live strong").bounding_box()
    composer = await chat.page.locator("#composer").bounding_box()
    assert question is not None
    assert composer is not None
    assert composer["height"] > 200
    assert 0 < question["y"] < question["y"] + question["height"] < composer["y"]


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
    assert echo.messages[-1].input == LocationInput(latitude=-2.58, longitude=120.79)
    assert echo.messages[-1].ask == 5
    assert await place.is_hidden()


async def test_a_photo_goes_up_with_what_was_typed_beside_it(chat: Chat, echo: Echo, tmp_path: Path) -> None:
    photo = tmp_path / "kelas ibu.png"
    photo.write_bytes(bytes.fromhex("89504e470d0a1a0a"))
    await chat.page.locator("#text").fill("Kelas ibu, Agustus 2025")
    await chat.uploads(photo)
    assert "photo kelas ibu.png, 8 byte. Kelas ibu, Agustus 2025" in await chat.last()
    sent = echo.messages[-1].input
    assert isinstance(sent, FileInput)
    assert await echo.channel.fetch(sent.file) == photo.read_bytes()
    assert await chat.page.locator("#text").input_value() == ""


async def test_several_photos_go_up_in_one_go(chat: Chat, echo: Echo, tmp_path: Path) -> None:
    photos = [tmp_path / f"foto {number}.jpg" for number in (1, 2, 3)]
    for photo in photos:
        photo.write_bytes(photo.name.encode())
    await chat.page.locator("#file").set_input_files(photos)
    await chat.hears("foto 3.jpg")
    sent = [message.input.file.name for message in echo.messages if isinstance(message.input, FileInput)]
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
    assert echo.texts() == ["angka"]


async def test_a_document_comes_down_under_its_name(chat: Chat) -> None:
    await chat.says("draf")
    assert await chat.downloads() == ("Proposal Posyandu.pdf", PROPOSAL)
