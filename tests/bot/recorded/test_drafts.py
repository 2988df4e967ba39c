"""Writers go on in the drafts of the recording, each from where the phone was put away."""

from __future__ import annotations

from tests.bot.recorded.going_on import misheard
from tests.recordings.acts import act, photo
from tests.recordings.town import Town

NUMBER = "Ada 12 ibu hamil (register 2025)."


async def test_each_question_takes_what_it_was_asked_for(town: Town) -> None:
    assert (
        await misheard(
            town,
            ("Aminah", "Masih ide", "nama lengkap"),  # asked by the form that leads to the others
            ("Xaver", "Puskesmas Wotu", "judul sementara"),  # led by it to the next
            ("Basri", NUMBER, "Intinya sudah lengkap"),  # at its core
            ("Qori", NUMBER, "Intinya sudah lengkap"),  # begun anew after one was put away
            ("Uli", "Rumah Tunggu", "mengganjal"),  # behind a unit that nobody knows
            ("Farid", "Puskesmas Wotu", "judul sementara"),  # in the browser
            ("Tuti", "[Puskesmas Wotu", "Baik, Anda dari Puskesmas Wotu"),  # offered the unit that was meant
            ("Citra", "[Selesai", "Sehat dan Adil"),  # ticked two of three
            ("Eka", "Dan itu benar.", "28 kata"),  # adding to what is there
            ("Velma", "[Biarkan", "dibiarkan begini"),  # told a hint
            ("Wening", "[Itu jawaban saya", "Apa masalahnya?"),  # asked whether a word was an order
            ("Dewi", "ubah jenis", "Digital atau bukan?"),  # anywhere else
            ("Laila", "selesai", "Tersimpan"),  # at the evidence
            ("Kartini", "[Keluarkan bukti", "Bukti mana"),
            ("Nur", "[Isi ulang", "Jawaban sekarang: Kunjungan"),  # has picked a row
            (
                "Yanti",
                f"1. Teman Minum\n2. {NUMBER}",
                f"Judul: Teman Minum · Masalah: {NUMBER}",
            ),  # asked for two at once
            ("Wati", "https://contoh.id/a", "Tersimpan"),
            ("Zul", "[Lengkapi", "Digital atau bukan?"),
        )
        == []
    )


async def test_what_waits_for_a_yes_or_a_choice_takes_it(town: Town) -> None:
    assert (
        await misheard(
            town,
            ("Hana", "[Samarkan", "Intinya sudah lengkap"),  # personal data
            ("Intan", "ya", "Tersimpan ✓ Non digital"),  # other answers depend on it
            ("Jamal", "ya", "Tersimpan ✓ Tidak"),
            ("Anton", "[Tambahkan", "Saya tambahkan ke “Hasil”"),  # much shorter than what is there
            ("Zidan", "[Tetap simpan", "Digital"),  # a colleague writes there
            ("Xena", "[Gabungkan", "Keduanya sudah digabung"),  # answered by two at once
            ("Oki", "ya", "sudah masuk arsip"),  # about to put it away
            ("Putri", "tidak", "semuanya tetap tersimpan"),  # about to be forgotten
            ("Sari", "ya", "Draf versi 1 sudah diajukan"),  # about to hand in
            ("Rahma", "2", "Kita buka draf"),  # choosing among drafts
        )
        == []
    )


async def test_a_row_that_was_half_filled_is_filled(town: Town) -> None:
    mira = town.people["Mira"]
    said = await act(mira, "2 juta", "Agustus 2025", "ya", "https://contoh.id/a")
    assert "Kelas ibu · Berjalan lancar. · Desa · 64 orang · Rp2.000.000" in said
    assert "1 kegiatan" in await act(mira, "[Selesai")


async def test_the_page_goes_on_with_its_ticks_its_history_and_its_evidence(town: Town) -> None:
    erna = town.people["Erna"]
    assert "Apa judulnya?" in "".join(text for _, text, _ in await erna.app.messages())
    assert "Dipilih: Sehat; Adil" in await act(erna, "[Adil")
    assert "Sehat dan Adil" in await act(erna, "[Selesai")
    assert "pdf" in await act(erna, "draf")


async def test_half_filled_drafts_become_documents(town: Town) -> None:
    writers = ("Basri", "Mira", "Kartini", "Zul", "Vera", "Bella", "Cici")
    wanted = [
        (who, said, file) for who in writers for said, file in (("lanjut", ""), ("draf", ".docx"), ("draf", ".pdf"))
    ]
    assert await misheard(town, *wanted) == []


async def test_what_was_undone_or_sent_before_can_still_be_undone(town: Town) -> None:
    laila = town.people["Laila"]
    await laila.sends(photo(70), "lagi.jpg")
    assert "Bukti itu saya keluarkan" in await act(laila, "urungkan")
    assert "diurungkan" in await act(town.people["Dewi"], "lanjut", "urungkan")
