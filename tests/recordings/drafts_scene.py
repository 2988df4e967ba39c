"""Drafts in every state in which a writer can put the phone away."""

from __future__ import annotations

from tests.recordings.acts import VOICE, act, photo
from tests.recordings.people import Person
from tests.recordings.town import Town

TITLE = "Teman Minum bagi Ibu Hamil"
STORY = "Ada 12 ibu hamil kurang darah (register 2025)."
LONG = "Ibu hamil jarang minum tablet. Kader lalu menemani satu per satu setiap malam selama tiga bulan penuh."


async def begun(person: Person, *, title: str = TITLE, to: str = "") -> None:
    """Begin a draft, with its core filled, and go on to a question by its name."""
    await act(person, "/mulai semua", title, STORY)
    if to:
        await act(person, f"ubah {to}")


async def play(town: Town) -> None:
    """Leave drafts at a question, in a table, in doubt, with evidence, at the end."""
    await _at_questions(town)
    await _in_doubt(town)
    await _with_evidence(town)
    await _in_tables(town)
    await _before_a_yes(town)
    await _on_whatsapp(town)
    await _on_the_web(town)


async def _at_questions(town: Town) -> None:
    await act(town.on_telegram("Aminah"), "/start")
    await act(town.on_telegram("Basri"), "/mulai semua", "Kelas Ibu", "[Contoh", "[Bantuan")
    citra = town.on_telegram("Citra")
    await begun(citra)
    await act(citra, "[Lengkapi", "[Non digital", "[Sehat", "[Adil")
    dewi = town.on_telegram("Dewi")
    await begun(dewi)
    await act(dewi, "[Lengkapi", "lewati", "lewati", "64", "urungkan", "65", "[Kembali", "64 orang", "daftar")
    await act(dewi, "[1. Awal", "[○ Jenis", "lewati", "pratinjau")
    await act(dewi, *["lewati"] * 8, "[Isi yang dilewati", "[Kembali")
    eka = town.on_telegram("Eka")
    await begun(eka)
    await act(eka, "tambah", LONG, "[Lengkapi", "pratinjau", "tambah")
    vera = town.on_telegram("Velma")
    await act(vera, "/mulai semua", "Teman Minum", "Banyak ibu hamil kurang darah.", "Tolong dibaca juga.", "daftar")
    await act(vera, "[1. Awal")
    await act(town.on_telegram("Wening"), "/mulai semua", "daftr")
    await act(town.on_telegram("Xaver"), "/start", "[Masih ide", "Xaver Contoh")
    fitri = town.on_telegram("Fitri")
    await begun(fitri)
    await act(fitri, "[Buat draf")
    await act(fitri, "simpan")
    gita = town.on_telegram("Gita")
    await begun(gita, title="Teman Minum")
    await act(gita, "ubah masalah", "Banyak ibu hamil kurang darah.", "daftar", "[1. Awal", "[Biarkan", "daftr")


async def _in_doubt(town: Town) -> None:
    hana = town.on_telegram("Hana")
    await act(hana, "/mulai semua", TITLE, "Ibu Sari, NIK 7324014505900001, kurang darah.")
    intan = town.on_telegram("Intan")
    await begun(intan)
    await act(intan, "[Lengkapi", "[Digital", "https://contoh.id/aplikasi", "ubah jenis", "[Non digital")
    jamal = town.on_telegram("Jamal")
    await begun(jamal, to="rutin")
    await act(jamal, "ya", "ubah lanjutan", "Tetap.", "tambah: Terus.", "ubah rutin", "[Tidak")


async def _with_evidence(town: Town) -> None:
    kartini = town.on_telegram("Kartini")
    await begun(kartini, to="tujuan")
    await kartini.sends(photo(10), "satu.jpg")
    await act(kartini, "[Bukan bukti")
    await kartini.sends(photo(20), "dua.jpg")
    await act(kartini, "[Bagian lain", "[Angka")
    await kartini.sends(VOICE, "cerita.ogg")
    await act(kartini, "ubah bukti", "https://contoh.id/berita", "daftar", "ubah bukti", "[Keluarkan bukti")
    laila = town.on_telegram("Laila")
    await begun(laila, to="bukti")
    await laila.sends(photo(30), "tiga.jpg")
    await laila.sends(b"%PDF-1.4 sk", "sk.pdf")


async def _in_tables(town: Town) -> None:
    mira = town.on_telegram("Mira")
    await begun(mira, to="kegiatan")
    await act(mira, "Kelas ibu", "Berjalan lancar.", "[Desa", "64")
    for name, behind in (("Nining", ()), ("Nurdin", ("[Ubah kegiatan",))):
        person = town.on_telegram(name)
        await begun(person, to="kegiatan")
        await act(person, "Kelas ibu; Lancar.; Desa; 64; 2 juta; Agustus 2025; ya; https://contoh.id/a", *behind)
    nur = town.on_telegram("Nur")
    await begun(nur, to="kegiatan")
    await act(nur, "Kelas ibu; Lancar.; Desa; 64; 2 juta; Agustus 2025; ya; https://contoh.id/a")
    await act(nur, "[Tambah kegiatan", "Kunjungan", "ubah kegiatan", "[Ubah kegiatan", "[2. Kunjungan")


async def _before_a_yes(town: Town) -> None:
    oki = town.on_telegram("Oki")
    await begun(oki)
    await act(oki, "batal", "[Buang draf ini")
    await begun(town.on_telegram("Putri"))
    await act(town.on_telegram("Putri"), "hapus data")
    qori = town.on_telegram("Qori")
    await begun(qori)
    await act(qori, "batal", "[Buang draf ini", "[Ya, buang", "/mulai semua")
    rahma = town.on_telegram("Rahma")
    await begun(rahma)
    await act(rahma, "/mulai semua", "[Draf baru", "Rumah Tunggu Kelahiran", "draf lain")
    sari = town.on_telegram("Sari")
    await begun(sari)
    await act(sari, "kirim")
    tuti = town.on_telegram("Tuti")
    await act(tuti, "/mulai rancangan", "Tuti Contoh", "Puskesmas Wotuu")
    await act(tuti, "pengingat", "[Jangan ingatkan")
    await act(town.on_telegram("Uli"), "/mulai rancangan", "Uli Contoh", "Posyandu Melati Indah")


async def _on_whatsapp(town: Town) -> None:
    wati = town.on_whatsapp("Wati")
    await act(wati, "/mulai semua", f"{TITLE}\n{STORY}", "lengkapi yang lain", "Digital", "1", "1. 64\n3. Agustus 2025")
    await act(town.on_whatsapp("Yanti"), "/mulai semua")
    zul = town.on_whatsapp("Zul")
    await act(zul, "/mulai semua", f"{TITLE}\n{STORY}", "lanjut", "bantuan")


async def _on_the_web(town: Town) -> None:
    erna = await town.on_the_web("Erna")
    await begun(erna, to="tujuan")
    await erna.sends(photo(40), "empat.jpg")
    await act(erna, "[Sehat")
    await act(await town.on_the_web("Farid"), "/mulai rancangan", "Farid Contoh")
