"""Uses the web chat as people do, in Chromium at the width of a small phone."""

from __future__ import annotations

import pytest

from tests.fakes.browser import Chat

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
    assert chat.errors == []
