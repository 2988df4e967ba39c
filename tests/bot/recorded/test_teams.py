"""Colleagues and people with two apps go on with what the recording left them."""

from __future__ import annotations

from tests.bot.recorded.going_on import misheard
from tests.recordings.acts import act
from tests.recordings.town import Town

STORY = "Tujuh belas ibu hamil kurang darah (register 2026)."


async def test_a_team_sees_who_writes_and_what_each_has_written(town: Town) -> None:
    said = await act(town.people["Alice"], "lihat tim")
    assert "Alice (Anda), pemilik" in said
    assert "Bob" in said
    assert "Vera" in said
    assert "Rp2.000.000" in await act(town.people["Vera"], "2 juta")
    assert "Rp2.000.000" in await act(town.people["Bob"], "ubah anggaran")


async def test_people_come_go_and_hand_over(town: Town) -> None:
    assert (
        await misheard(
            town,
            ("Tanpa Nama", "Nama Saya", "Anda ikut menulis"),
            ("Yudi", "lihat tim", "Nama Saya"),
            ("Yudi", "[Ya, serahkan", "sekarang milik Zaki"),
            ("Abel", "keluar dari draf", "Keluar dari draf ini?"),
            ("Abel", "[Ya, keluar", "Anda sudah keluar"),
            ("Zidan", "[Ikut mengisi", "masalah"),
        )
        == []
    )
    heard = await town.people["Zaki"].heard()
    assert "Anda pemiliknya sekarang" in heard
    assert "Abel tidak ikut menulis" in heard


async def test_who_was_joined_over_two_apps_has_one_draft_on_both(town: Town) -> None:
    bella, phone = town.people["Bella"], town.people["Bella di WhatsApp"]
    await act(phone, "ubah masalah", STORY, "[Tetap simpan")
    assert STORY in await act(bella, "lanjut", "pratinjau")
    assert "WhatsApp sudah dilepaskan" in await act(bella, "putus", "[WhatsApp", "[Lepaskan WhatsApp")
    assert STORY not in await act(phone, "pratinjau")


async def test_two_who_were_asked_become_one(town: Town) -> None:
    assert "Tersambung dengan draf Clara di Telegram" in await act(town.people["Clara di WhatsApp"], "ya")
    assert "Rumah Tunggu Kelahiran" in await act(town.people["Clara"], "draf lain")
    said = await act(town.people["Dea"], "[Ya, satukan", "draf lain")
    assert "Rumah Tunggu Kelahiran" in said
    assert "Teman Minum bagi Ibu Hamil" in said
