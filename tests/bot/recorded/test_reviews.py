"""Coaches and writers go on with the reviews of the recording."""

from __future__ import annotations

from tests.bot.recorded.going_on import misheard
from tests.recordings.acts import act
from tests.recordings.town import Town

OPEN = (
    ("Erin", "Tambahkan bulannya.", "“2 Dampak”, perlu perbaikan: Tambahkan bulannya.", "Tono"),  # at a section
    ("Indra", "Berapa ibu hamil?", "pertanyaan: Berapa ibu hamil?", "Umar"),  # asked what to ask
    ("Joni", "Ada 12 ibu hamil kurang darah.", "Usulan Anda", "Vina"),  # asked for other words
    ("Kiki", "Sudah bagus.", "Pesan: “Sudah bagus.”", "Winda"),  # before sending
    ("Mega", "[1 Awal", "perlu perbaikan: Tambahkan angka", "Zahra"),  # a remark without a section
    ("Nina", "[Baca lengkap", "Ada 12 dari 316 ibu hamil", "Gani"),
    ("Pipit", "[✎ Tambah", "Apa yang perlu diperbaiki", "Hesti"),  # has judged it
    ("Rosa", "[Judul", "Apa yang perlu diperbaiki di “Judul”?", "Ismail"),  # asked about which question
    ("Sinta", "[Perjelas", "Perjelas kalimatnya", "Didi"),  # offered prepared remarks
)
"""Coach, what they do next, what they hear, whose draft it is."""


async def test_open_reviews_are_gone_on_with_and_sent(town: Town) -> None:
    assert await misheard(town, *((coach, says, hears) for coach, says, hears, _ in OPEN)) == []
    for coach, _, _, writer in OPEN:
        await act(town.people[coach], "sisanya baik")
        said = await act(town.people[coach], "kirim ulasan")
        await act(town.people[coach], "[Setujui" if "Setujui draf ini?" in said else "[Kirim")
        assert coach in await town.people[writer].heard(), writer


async def test_points_that_are_half_done_are_done_and_handed_in_again(town: Town) -> None:
    beni = town.people["Beni"]
    said = await act(beni, "catatan")
    assert "2 belum selesai" in said
    assert "Dampak: selesai ✓" in said
    await act(beni, "[1.", "[Pakai usulan", "catatan", "[4.", "[Sudah ada di draf")
    await act(beni, "kirim", "[Ya, ajukan")
    assert "Kelas Beni” diajukan lagi, versi 2" in await town.people["Nina"].hears(), "who has the unit now"


async def test_what_else_lay_between_them_goes_on(town: Town) -> None:
    assert (
        await misheard(
            town,
            ("Lina", "Perjelas judulnya.", "Catatan ini untuk bagian mana?"),
            ("Lina", "[1 Awal", "“1 Awal”, perlu perbaikan: Perjelas judulnya."),
            ("Carol", "Ini balasan saya.", "Balasan terkirim"),
            ("Cici", "Ini jawaban saya.", "Terkirim ke Carol"),
            ("Rudi", "draf", "(disetujui).pdf"),
            ("Erin", "antrean", "draf di antrean"),
            ("Carol", "antrean", "Kelas Santi"),
        )
        == []
    )
    assert "Ini balasan saya." in await town.people["Beni"].heard()
