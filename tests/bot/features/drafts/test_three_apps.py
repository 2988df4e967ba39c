"""One person begins on Telegram, goes on on WhatsApp and ends on the web, with one draft, over the strict vendors."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from flows.messages import Address
from storage.drafts import conversations
from storage.people import addresses
from tests.fakes.all_channels import Office, opened, text_of
from tests.fakes.whatsapp.world import User

LINK = re.compile(r"https?://\S+")
TITLE = "Teman Minum bagi Ibu Hamil"
STORY = "Ada 12 ibu hamil kurang darah pada 2025 menurut PWS KIA."


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The program with all its doors; Alice on Telegram, and the same Alice, not known as such, elsewhere."""
    async with opened(tmp_path, joko="Alice", public_url="http://tuntun.example") as office:
        yield office


async def link_to(office: Office, host: str, said: str) -> str:
    """Return what the door to one app makes a person say there."""
    (link,) = [item for item in LINK.findall(said) if urlsplit(item).netloc == host]
    parts = urlsplit(link)
    asked: dict[str, list[str]] = parse_qs(parts.query)
    match host:
        case "t.me":
            return f"/start {asked['start'][0]}"
        case "wa.me":
            assert parts.path == "/6285500001111", "the number that Meta shows"
            return asked["text"][0]
        case _:
            assert parts.path == "/chat"
            return f"/mulai {asked['mulai'][0]}"


async def nearest(office: Office) -> str:
    """Return the app in which Alice would be told something now."""
    owner = await office.app.database.read(addresses.owner, Address(channel="telegram", id="7"))
    assert owner is not None
    place = await office.app.database.read(addresses.nearest, owner)
    assert place is not None
    return place.channel


async def test_one_draft_from_telegram_over_whatsapp_to_the_web(office: Office) -> None:
    await office.alice_says("/mulai semua")
    await office.alice_says(TITLE)

    said = await office.alice_says("pindah ke whatsapp")
    assert len(LINK.findall(said)) == 1
    assert "Kode ini dibuat di Telegram" in await office.joko_says(await link_to(office, "wa.me", said))
    said = await office.joko_says("ya")
    assert "Tersambung dengan draf Alice di Telegram" in said
    assert "Apa masalahnya?" in said
    await office.rest()
    assert "WhatsApp sekarang tersambung" in office.alice.messages[-1].text
    assert "Intinya sudah lengkap" in await office.joko_says(STORY)

    said = await office.joko_says("pindah")
    assert {urlsplit(item).netloc for item in LINK.findall(said)} == {"tuntun.example"}, "Telegram is joined already"
    asked = await office.erna.says(await link_to(office, "tuntun.example", said))
    assert "oleh Alice.\nDi sini belum ada draf" in asked
    said = await office.erna.says("ya")
    assert "Intinya sudah lengkap" in said
    assert await nearest(office) == "web"
    await office.erna.taps("Buat draf")
    files = [line["file"]["name"] for line in await office.erna.lines() if isinstance(line["file"], dict)]
    assert [str(name).rpartition(".")[2] for name in files] == ["docx", "pdf"]

    assert await office.app.database.read(conversations.numbers) == [1]
    stored = await office.app.database.read(conversations.load, 1)
    assert stored is not None
    assert stored.conversation.draft.value("judul") == TITLE
    assert stored.conversation.draft.value("masalah") == STORY
    written = [event for event in stored.conversation.events if event.raw in (TITLE, STORY)]
    assert [event.source.channel for event in written] == ["telegram", "whatsapp"]
    assert {event.source.contact for event in written} == {str(stored.contact)}
    assert office.telegram.refused == []
    assert office.whatsapp.refused == []


async def test_from_whatsapp_by_a_link_into_telegram(office: Office) -> None:
    await office.joko_says("mulai rancangan")
    said = await office.joko_says("pindah ke tele")
    assert "Kode ini dibuat di WhatsApp" in await office.alice_says(await link_to(office, "t.me", said))
    said = await office.alice_says("ya")
    assert "Tersambung dengan draf Alice di WhatsApp" in said
    assert "nama lengkap" in said
    assert office.telegram.refused == []
    assert office.whatsapp.refused == []


async def test_a_code_leads_into_whatsapp_before_its_number_is_known_and_any_webhook_tells_it(tmp_path: Path) -> None:
    async with opened(tmp_path, joko="Alice", tells_number=False) as office:
        await office.alice_says("/mulai semua")
        said = await office.alice_says("pindah ke whatsapp")
        assert "WhatsApp: buka obrolan Tuntun di sana." in said
        code = re.search(r"Ketik kode ini di sana: ([A-Z]{5}-[A-Z]{5})", said)
        assert code is not None
        await office.joko_says(code[1])
        assert "Tersambung dengan draf Alice di Telegram" in await office.joko_says("ya")
        said = await office.erna.says("pindah ke wa")
        assert "https://wa.me/6285500001111?text=mulai%20" in said


def blocks(user: User) -> None:
    """Take nothing any more."""
    user.blocked = True


def closes(user: User) -> None:
    """Let WhatsApp count the 24 hours otherwise than we do."""
    user.last_message = 0.0


@pytest.mark.parametrize("fails", [blocks, closes])
async def test_what_whatsapp_reports_as_lost_comes_over_telegram(office: Office, fails: Callable[[User], None]) -> None:
    await office.alice_says("/mulai semua")
    await office.alice_says(TITLE)
    await office.joko_says(await link_to(office, "wa.me", await office.alice_says("pindah")))
    await office.joko_says("ya")
    invitation = re.search(r"\b[A-Z]{5}-[A-Z]{5}\b", await office.joko_says("ajak"))
    assert invitation is not None
    fails(office.joko.user)  # accepted first, reported as failed later
    count = len(office.joko.messages)
    await office.erna.says(invitation[0])
    await office.erna.says("Erna")
    await office.rest()
    for _ in range(200):  # a report wakes nobody: the sender looks every five seconds
        if "Erna sekarang ikut menulis" in office.alice.messages[-1].text:
            break
        await asyncio.sleep(0.05)
    assert "Erna sekarang ikut menulis" in office.alice.messages[-1].text
    assert len(office.joko.messages) == count


async def test_two_contacts_of_one_whatsapp_account_become_one_after_a_yes(office: Office) -> None:
    phone = office.joko
    phone.user.has_user_id = False
    await office.joko_says("/mulai semua")
    await office.joko_says(TITLE)
    phone.user.has_user_id, phone.user.shows_number = True, False
    await office.joko_says("/mulai semua")
    await office.joko_says("Rumah Tunggu Kelahiran")
    phone.user.shows_number = True
    said = await office.joko_says("daftar")
    assert "Di sini ada 1 draf, di sana ada 1 draf. Satukan?" in said
    assert "Sudah satu" in await office.joko_taps("Ya, satukan")
    said = await office.joko_says("mulai")
    assert TITLE in said
    assert "Rumah Tunggu Kelahiran" in said
    assert "Satukan" not in said


async def test_what_came_too_late_for_whatsapp_waits_there_and_not_on_a_page_nobody_looks_at(office: Office) -> None:
    await office.joko_says("/mulai semua")
    await office.joko_says(TITLE)
    await office.erna.says(await link_to(office, "tuntun.example", await office.joko_says("pindah ke web")))
    await office.erna.says("ya")
    await office.joko.says("ajak", at=office.whatsapp.world.now() + 1)  # WhatsApp tells whole seconds only
    await office.rest()
    invitation = re.search(r"\b[A-Z]{5}-[A-Z]{5}\b", office.joko.messages[-1].text)
    assert invitation is not None
    closes(office.joko.user)
    await office.alice_says(f"/start {invitation[0]}")
    await office.rest()
    news = "Alice sekarang ikut menulis"
    assert not any(news in text_of(line) for line in await office.erna.lines())
    assert not any(news in seen.text for seen in office.joko.messages)
    await office.joko_says("daftar")
    assert any(news in seen.text for seen in office.joko.messages)
