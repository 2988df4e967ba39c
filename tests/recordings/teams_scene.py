"""Drafts that several people write together, and one person in two apps."""

from __future__ import annotations

from tests.recordings.acts import act, code_in
from tests.recordings.drafts_scene import STORY, TITLE, begun
from tests.recordings.people import OnWhatsApp
from tests.recordings.town import Town

OTHER = "Dua belas ibu belum diperiksa menurut register 2025."


async def play(town: Town) -> None:
    """Leave teams in the middle of it, with invitations that are open, and one person in two apps."""
    await _a_team(town)
    await _sections_at_once(town)
    await _two_apps(town)


async def ask(town: Town) -> None:
    """Leave people before what they must say yes to soon: to go, to hand over, to be one with somebody."""
    await _who_goes(town)
    await _two_who_may_be_one(town)


async def _a_team(town: Town) -> None:
    alice, bob, vera = town.on_telegram("Alice"), town.on_whatsapp("Bob"), await town.on_the_web("Vera")
    await begun(alice)
    code = code_in(await act(alice, "ajak"))
    await act(bob, f"mulai {code.lower()}")
    await act(vera, f"/start {code}", "[Ya, terima", "Vera", "64")
    await act(bob, "ubah masalah", OTHER)
    await act(alice, "daftar", "[2. Angka", "lihat tim")
    await act(bob, "tim")


async def _sections_at_once(town: Town) -> None:
    wulan, xena = town.on_telegram("Wulan"), town.on_telegram("Xena")
    await act(wulan, "/mulai semua", TITLE)
    code = code_in(await act(wulan, "ajak"))
    await act(xena, f"/start {code}", "ubah masalah")
    await act(wulan, STORY)
    await act(xena, OTHER)
    yuni, zidan = town.on_telegram("Yuni"), town.on_telegram("Zidan")
    await act(yuni, "/mulai semua", TITLE)
    code = code_in(await act(yuni, "ajak"))
    await act(zidan, f"/start {code}", "saya isi bagian awal")
    await act(yuni, "daftar", "[2. Angka", "saya isi bagian awal")
    await act(zidan, "ubah jenis", "[Digital")
    umi, vito = town.on_telegram("Umi"), town.on_telegram("Vito")
    await begun(umi)
    code = code_in(await act(umi, "ajak"))
    await act(vito, f"/start {code}", "ubah masalah", OTHER)
    await act(umi, "ubah masalah", STORY, "[Tetap simpan")
    await act(vito, "daftar", "[2. Angka")


async def _who_goes(town: Town) -> None:
    yudi, zaki, abel = town.on_telegram("Yudi"), town.on_telegram("Zaki"), town.on_telegram("Abel")
    await begun(yudi)
    code = code_in(await act(yudi, "ajak"))
    await act(zaki, f"/start {code}", "keluar dari draf")
    await act(abel, f"/start {code}")
    await act(yudi, "tim", "[Keluarkan anggota", "[Abel")
    await act(yudi, "serahkan draf", "[Zaki")
    await act(await town.on_the_web("Tanpa Nama"), f"/start {code}", "[Ya, terima")


async def _two_apps(town: Town) -> None:
    bella, again = town.on_telegram("Bella"), town.on_whatsapp("Bella di WhatsApp")
    await begun(bella)
    code = code_in(await act(bella, "pindah ke whatsapp"))
    await act(again, f"mulai {code.lower()}", "[Ya, satukan", "lanjut")
    await act(bella, "putus", "[WhatsApp")


async def _two_who_may_be_one(town: Town) -> None:
    clara, other = town.on_telegram("Clara"), town.on_whatsapp("Clara di WhatsApp")
    await begun(clara)
    await act(other, "/mulai semua", "Rumah Tunggu Kelahiran")
    code = code_in(await act(clara, "pindah"))
    await act(other, code)
    code_in(await act(await town.on_the_web("Farid"), "pindah"))
    dea = town.on_whatsapp("Dea")
    assert isinstance(dea.app, OnWhatsApp)
    user = dea.app.user.user
    user.has_user_id = False
    await act(dea, "/mulai semua", TITLE)
    user.has_user_id, user.shows_number = True, False
    await act(dea, "/mulai semua", "Rumah Tunggu Kelahiran")
    user.shows_number = True
    await act(dea, "daftar")
