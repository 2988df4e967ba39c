"""Broadcasts and workshops planned, under way and over, and admins in the middle of them."""

from __future__ import annotations

from tests.recordings.acts import act, code_in, photo
from tests.recordings.people_scene import somebody
from tests.recordings.town import Town


async def play(town: Town) -> None:
    """Leave workshops and broadcasts at every step."""
    await _workshops(town)
    await _announcements(town)


async def _planned(town: Town, title: str, when: str, *, admin: str = "Dan", tells: bool = True) -> None:
    person = somebody(town, admin)
    await act(
        person, "jadwal", "[Buat lokakarya", title, when, "ya", "Aula Dinas", "[Tanpa pin", "30", "[Semua penulis"
    )
    if tells:
        await act(person, "[Undang ")
        await town.works()


async def go_by(town: Town) -> None:
    """Let a workshop and a broadcast go by, and time until people are reminded of their drafts."""
    await _planned(town, "Klinik menulis", "besok 09.00-12.00")
    dan = town.on_telegram("Dan")
    code = code_in("\n\n".join(text for _, text, _ in await dan.app.messages() if "Kode hadir" in text))
    for name, answer in (("Aminah", "[Hadir"), ("Basri", "[Tidak bisa"), ("Citra", "[Belum tahu")):
        await act(town.on_telegram(name), answer)
    await act(dan, "siaran", "Lokakarya besok pukul 09.00.", "[Lanjut", "[Coba", "[Kirim ke")
    await town.works()
    await act(town.on_telegram("Basri"), "[Berhenti siaran")
    await act(town.on_telegram("Dewi"), "berhenti siaran", "ikut siaran")
    await town.passes(days=1)
    await act(town.on_telegram("Aminah"), code)
    await act(await town.on_the_web("Pengunjung"), f"/mulai {code}")
    await act(town.on_telegram("Nurul"), f"/start {code}")
    await act(town.on_telegram("Olla"), f"/start {code}", "Puskesmas Wotuu")
    await town.passes(days=5)


async def _workshops(town: Town) -> None:
    await _planned(town, "Bedah draf", "Kamis 10/9 09.00-12.00")
    await act(town.on_telegram("Eka"), "[Hadir")
    await act(town.on_telegram("Fitri"), "[Belum tahu")
    dan = town.on_telegram("Dan")
    await act(dan, "jadwal", "[Yang sudah lewat", "[Klinik", "[Siapa datang", "[Daftar hadir")
    await act(dan, "jadwal", "[Bedah", "[Poster QR", "[Poster satu unit", "wotu")
    await _planned(town, "Pojok tanya", "Jumat 11/9 09.00-12.00")
    await _planned(town, "Kelas daring", "Senin 14/9 09.00-12.00", tells=False)
    await act(somebody(town, "Ilham"), "jadwal", "[Buat lokakarya", "Temu penulis", "Kamis 17/9 09.00-12.00")
    await act(somebody(town, "Krisna"), "jadwal", "[Bedah", "[Ubah", "[Batalkan", "Aula dipakai rapat.")
    await act(somebody(town, "Lukman"), "jadwal", "[Bedah", "[Poster QR", "[Poster satu unit", "wot")


async def _announcements(town: Town) -> None:
    dan = town.on_telegram("Dan")
    await act(dan, "siaran", "Lomba dibuka pekan depan.")
    await act(dan, "[Peran", "[inovator", "[Kembali")
    await act(dan, "[Jenis unit", "[Kembali", "[Keadaan", "[belum mulai", "[sedang menulis", "[sudah", "[Kembali")
    await act(dan, "[Terakhir aktif", "[aktif", "[Kembali", "[Lokakarya", "[Bedah", "[hadir", "[Tanpa syarat")
    await act(dan, "[Kembali", "[Berhenti di", "[Kembali")
    await act(dan, "[Kecualikan", "Aminah", "[Kembali", "[Lanjut", "[Jadwalkan", "senin 9")
    await act(somebody(town, "Hadi"), "siaran", "Surat edaran sudah terbit.", "[Lanjut", "[Ubah")
    await act(somebody(town, "Pandu"), "siaran", "Pendaftaran ditutup besok.", "[Unit", "wotu", "[Kembali", "[Unit")
    await act(somebody(town, "Yasin"), "siaran", "Jadwal berubah.", "[Lanjut", "[Jadwalkan")
    await act(somebody(town, "Joko"), "siaran", "Terima kasih sudah menulis.", "[Lanjut")
    raka = somebody(town, "Raka")
    await act(raka, "siaran")
    await raka.sends(photo(60), "pamflet.jpg")
    await act(raka, "[Peran", "siaran")
    await act(somebody(town, "Tirta"), "siaran", "Dengan syarat.", "[Peran", "[inovator")


async def leave_under_way(town: Town) -> None:
    """Leave three broadcasts paused, the first of them in the middle."""
    await act(somebody(town, "Maman"), "siaran", "Ini dijeda.", "[Lanjut", "[Kirim ke")
    await town.app.broadcast_worker.step()
    await act(somebody(town, "Maman"), "[Jeda")
    await act(somebody(town, "Nano"), "siaran", "Ini dihentikan.", "[Lanjut", "[Kirim ke", "[Jeda")
    await act(somebody(town, "Ogi"), "siaran", "Ini baru berangkat.", "[Lanjut", "[Kirim ke", "[Jeda")


async def leave_for_the_morning(town: Town) -> None:
    """Leave at night what waits for a good hour: an invitation, a cancellation, a change that is told in minutes."""
    dan = town.on_telegram("Dan")
    await act(dan, "jadwal", "[Kelas daring", "[Undang ")
    await act(dan, "jadwal", "[Pojok tanya", "[Ubah", "[Batalkan", "Narasumber sakit.", "[Ya, batalkan")
    await act(dan, "jadwal", "[Bedah", "[Ubah", "[Tempat", "Aula Baru")
