"""Drafts in every state between a writer and a coach."""

from __future__ import annotations

from tests.recordings.acts import VOICE, act
from tests.recordings.form import STORY
from tests.recordings.people import Person
from tests.recordings.people_scene import somebody
from tests.recordings.town import Town

WRITERS = (
    "Rudi", "Santi", "Anton", "Beni", "Cici", "Tono", "Umar", "Vina", "Winda", "Yoga", "Zahra", "Gani", "Hesti",
    "Ismail", "Didi", "Jihan",
)  # fmt: skip
POINTED = ("Anton", "Beni", "Cici")
FIRST = ("daftar bagian", "[1 Awal")
JUDGED = (*FIRST, "[✎ Perlu", "[Beri contoh")
VAGUE = "Banyak sekali ibu hamil kurang darah."


async def hand_in(town: Town) -> None:
    """Let everybody hand in a draft."""
    for name in WRITERS:
        person = town.on_telegram(name)
        problem = VAGUE if name in POINTED else f"{STORY} " * 60 if name == "Gani" else STORY
        await act(person, "/mulai diulas", f"Kelas {name}", "Puskesmas Wotu", problem, STORY, "Tetap berjalan.")
        await act(person, "kirim", "[Ya, ajukan")


async def play(town: Town) -> None:
    """Leave each coach at another question, and writers with what they were told."""
    await _read(town)
    await _sent(town)
    await _open(town)


async def _taken(town: Town, coach: str, draft: str) -> Person:
    person = somebody(town, coach)
    await act(person, "antrean", f"[Kelas {draft}")
    return person


async def _read(town: Town) -> None:
    carol = await _taken(town, "Carol", "Rudi")
    await act(carol, "sisanya baik", "[Setujui")
    await act(town.on_telegram("Rudi"), "draf")
    carol = await _taken(town, "Carol", "Santi")
    santi = town.on_telegram("Santi")
    await act(santi, "ubah hasil", "Sudah 118 ibu minum tablet (register 2025).", "kirim", "[Ya, ajukan")


async def _sent(town: Town) -> None:
    """Let three drafts come back, with points in every state."""
    for writer in POINTED:
        carol = await _taken(town, "Carol", writer)
        await act(carol, *FIRST, "[✎ Perlu", "[Usulkan", "[Masalah", "Ada 12 dari 316 ibu hamil.")
        await act(carol, *FIRST, "[✎ Tambah", "[Beri contoh")
        await act(carol, "daftar bagian", "[2 Dampak", "[✎ Perlu", "Sebutkan bulannya.")
        await act(carol, "daftar bagian", "[3 Nanti", "[? Pertanyaan")
        await carol.sends(VOICE, "catatan.ogg")
        await act(carol, "kirim ulasan", "Sudah hampir jadi.", "[Kirim")
    anton, beni, cici = (town.on_telegram(name) for name in POINTED)
    await act(anton, "[Mulai", "[Pakai usulan", "catatan", "[3.", "Bulan Mei.")
    await act(beni, "[Mulai", "[Nanti", "[Sudah", "Sejak 2025 ada 118 ibu hamil yang minum tablet bersama kader.")
    await act(beni, "catatan", "[4.", "[Balas pendamping", "Enam puluh empat orang.")
    await act(somebody(town, "Carol"), "[Balas")
    await act(cici, "[Lihat semua catatan", "[1.", "[Pakai usulan", "urungkan", "[Tetap tulisan saya")
    await act(cici, "catatan", "[4.", "[Balas pendamping")


async def _open(town: Town) -> None:
    """Leave every other coach in the middle of a review, each at another question."""
    await act(await _taken(town, "Erin", "Tono"), *JUDGED, *FIRST, "[Tarik", "[✓ Baik", "daftar bagian", "[2 Dampak")
    await act(await _taken(town, "Indra", "Umar"), *FIRST, "[? Pertanyaan")
    await act(await _taken(town, "Joni", "Vina"), *FIRST, "[✎ Perlu", "[Usulkan", "[Masalah")
    await act(await _taken(town, "Kiki", "Winda"), *JUDGED, "kirim ulasan")
    await act(await _taken(town, "Lina", "Yoga"), *JUDGED, "daftar bagian")
    await act(await _taken(town, "Mega", "Zahra"), "daftar bagian", "Tambahkan angka")
    await act(await _taken(town, "Nina", "Gani"), *FIRST)
    await act(await _taken(town, "Pipit", "Hesti"), *JUDGED, *FIRST)
    await act(await _taken(town, "Rosa", "Ismail"), *FIRST, "[✎ Perlu", "[Pilih pertanyaan")
    await act(await _taken(town, "Sinta", "Didi"), *FIRST, "[✎ Perlu")
