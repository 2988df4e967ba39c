"""What was on its way when the program was cut off arrives, once, at the right people, with its files."""

from __future__ import annotations

from tests.recordings.acts import act
from tests.recordings.town import Town


async def test_what_was_cut_off_on_its_way_arrives_at_once(town: Town) -> None:
    heard = {name: await person.hears() for name, person in town.people.items()}
    assert "Tulisan itu saya catat" in heard["Kartini"], "taken, and not answered yet"
    assert "Contoh, bukan data Anda" in heard["Basri"], "being sent"
    assert "Inovasi Anda sekarang sampai di mana?" in heard["Aminah"], "refused by the vendor for a while"
    assert "Untuk pertanyaan ini belum ada contoh" in heard["Zul"], "held with all of its channel"
    assert "Yolanda sekarang ikut menulis" in heard["Bella"], "failed in the other app"
    assert "Ini dijeda." in await act(town.people["Wati"], "[Lihat"), "announced, and waiting for a word"
    assert "Xenia sekarang ikut menulis" in await act(town.people["Bob"], "halo"), "waiting for a word"


async def test_files_of_every_kind_that_waited_are_drawn_and_sent(town: Town) -> None:
    await town.passes(minutes=20)
    wanted = {
        "Dan": ("Poster Bedah draf.pdf", "Daftar hadir Klinik menulis.xlsx", ".png", "16 rancangan, 32 berkas", ".zip"),
        "Nano": ("siaran-16.png", "siaran-16.xlsx"),
        "Rudi": ("(disetujui).docx", "(disetujui).pdf"),
        "Fitri": ("v1.pdf", "Draf versi 1 siap", "Lembar pendamping"),
        "Mira": ("Bedah draf.ics",),
        "Cici": ("pesan-suara.ogg",),
    }
    heard = {name: await town.people[name].heard() for name in wanted}
    assert {name: [file for file in files if file not in heard[name]] for name, files in wanted.items()} == {
        name: [] for name in wanted
    }
    assert "v1.docx" not in heard["Fitri"], "the Word file had arrived"
    refused = (
        "dokumennya belum berhasil dibuat"  # a workbook that was asked for before places counted: who asked is open
    )
    assert refused in heard["Dan"]
    assert "pesan Anda belum sampai ke Bob" in await town.people["Xenia"].heard()
    assert "Ini baru berangkat." not in await town.people["Basri"].heard(), "he wants no announcements"
    assert "ikut siaran lagi" in await act(town.people["Basri"], "ikut siaran")
