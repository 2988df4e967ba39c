"""Three people write in one draft, each from another app: Telegram, the web page and WhatsApp, all strict."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.drafts import conversations, members
from tests.fakes.all_channels import Office, opened, text_of

STORY = "Ada 12 ibu hamil kurang darah."
OTHER = "Dua belas ibu belum diperiksa."


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(tmp_path) as office:
        yield office


async def test_three_people_on_three_channels_write_one_draft(office: Office) -> None:
    await office.alice_says("/mulai semua")
    await office.alice_says("Teman Minum bagi Ibu Hamil")
    invitation = await office.alice_says("ajak")
    found = re.search(r"\b[A-Z]{5}-[A-Z]{5}\b", invitation)
    assert found is not None

    assert "menulis bersama" in await office.erna.says(f"/start {found[0]}")
    assert "siapa nama Anda?" in await office.erna.says("ya")
    assert "Berapa orang terbantu?" in await office.erna.says("Erna")
    assert "Yang juga menulis: Erna." in await office.joko_says(f"mulai {found[0].lower()}")
    await office.rest()
    assert "Joko sekarang ikut menulis" in office.alice.messages[-1].text

    await office.erna.says("64")
    assert "Alice sedang mengisi bagian ini." in await office.joko_says("ubah masalah")
    await office.alice_says(STORY)
    assert f"Alice baru saja menjawab “Masalah” juga:\n{STORY}" in await office.joko_says(OTHER)
    assert "Keduanya sudah digabung." in await office.joko_taps("Gabungkan")
    assert "Joko menulis ulang" not in await office.alice_says("ubah masalah"), "nothing of hers is gone"
    assert f"{STORY}\n{OTHER}" in office.alice.messages[-1].text

    assert "Erna sedang mengisi" in await office.joko_says("daftar")
    assert "· Joko" in await office.joko_says("tim") or "Joko (Anda)" in office.joko.messages[-1].text
    stored = await office.app.database.read(conversations.load, 1)
    assert stored is not None
    draft = stored.conversation.draft
    assert (draft.value("judul"), draft.value("orang")) == ("Teman Minum bagi Ibu Hamil", 64)
    assert draft.value("masalah") == f"{STORY}\n{OTHER}"
    assert [event.source.channel for event in stored.conversation.events if event.raw in (STORY, OTHER, "64")] == [
        "web",
        "telegram",
        "whatsapp",
    ]
    assert office.telegram.refused == []
    assert office.whatsapp.refused == []


async def test_a_draft_changes_hands_across_channels_and_the_removed_hears_no_more(office: Office) -> None:
    await office.alice_says("/mulai semua")
    await office.alice_says("Teman Minum bagi Ibu Hamil")
    found = re.search(r"\b[A-Z]{5}-[A-Z]{5}\b", await office.alice_says("ajak"))
    assert found is not None
    await office.erna.says(found[0])
    await office.erna.says("Erna")
    await office.joko_says(f"mulai {found[0]}")

    await office.alice_says("serahkan draf")
    await office.alice.taps("Joko")
    await office.rest()
    await office.alice.taps("Ya, serahkan")
    await office.rest()
    assert "Anda pemiliknya sekarang" in office.joko.messages[-1].text
    assert "kepada Joko" in text_of((await office.erna.lines())[-1])

    await office.joko_says("tim")
    await office.joko_taps("Keluarkan anggota")
    await office.joko_taps("Erna")
    await office.joko_taps("Ya, keluarkan")
    assert "Joko mengeluarkan Anda" in text_of((await office.erna.lines())[-1])
    assert "Teman Minum" not in await office.erna.says("pratinjau")
    people = await office.app.database.read(members.of_draft, 1)
    assert [(member.name, member.is_owner) for member in people] == [("Joko", True), ("Alice", False)]
    assert office.telegram.refused == []
    assert office.whatsapp.refused == []
