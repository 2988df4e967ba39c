"""Admins go on with units, people, broadcasts and workshops, each at the question that was open."""

from __future__ import annotations

from tests.bot.recorded.going_on import misheard
from tests.recordings.acts import act
from tests.recordings.people_scene import ROSTER
from tests.recordings.town import Town


async def test_each_question_takes_what_it_was_asked_for(town: Town) -> None:
    assert (
        await misheard(
            town,
            ("Agus", "tomoni", "mirip dengan “tomoni”"),  # looking for a unit
            ("Cahya", "[= ", "sekarang dikenali sebagai"),  # joining a proposal
            ("Danu", "tomoni", "mirip dengan “tomoni”"),  # inviting for a unit
            ("Edi", "puskesmas tomoni", "Nina sekarang mendampingi Puskesmas Tomoni"),
            ("Fajar", "Carol", "Carol: pendamping"),  # looking for a person
            ("Joko", "puskesmas wotu", "Puskesmas Wotu: disetujui"),  # looking at the board
            ("Yasin", "besok jam 9", "Berangkat"),  # planning a broadcast
            ("Pandu", "tomoni", "Yang mirip dengan “tomoni”"),  # narrowing it by name
            ("Raka", "Pengumuman baru.", "Tersimpan sebagai draf"),  # writing one
            ("Tirta", "[Kembali", "Penerima: inovator"),
            ("Ilham", "ya", "Di mana?"),  # planning a workshop
            ("Krisna", "ya", "Dibatalkan."),  # cancelling one
            ("Lukman", "puskesmas tomoni", "Poster A4 untuk Puskesmas Tomoni"),
            ("Opan", "Opan Contoh", "Terima kasih, Opan Contoh"),  # just appointed
            ("Pengunjung", "Nama Contoh", "Dari unit mana?"),  # just come to a workshop
            ("Nurul", "pkm wotu", "Baik, Anda dari Puskesmas Wotu"),
            ("Olla", "[Puskesmas Wotu", "Baik, Anda dari Puskesmas Wotu"),
        )
        == []
    )


async def test_a_roster_that_was_previewed_is_previewed_anew_and_applied(town: Town) -> None:
    bayu = town.people["Bayu"]
    assert "pratinjau barunya" in await act(bayu, "[Terapkan")
    assert "1 baru" in await act(bayu, "[Terapkan")
    await bayu.sends(ROSTER.encode(), "unit.csv")
    assert "Puskesmas Baru" in await act(bayu, "unit", "puskesmas baru")


async def test_invitations_that_are_open_let_in_and_are_taken_back(town: Town) -> None:
    said = await act(town.people["Hadi"], "undang", "[Lihat undangan")
    assert "undangan terbuka" in said
    assert "sudah dicabut" in await act(town.people["Hadi"], "[Cabut")


async def test_an_announcement_that_was_paused_goes_on_and_one_under_way_arrives_at_each_once(town: Town) -> None:
    await act(town.people["Maman"], "[Lanjutkan kirim")
    await town.passes(minutes=5)
    assert "Selesai: Ini dijeda." in await town.people["Maman"].heard()
    heard = {name: await person.heard() for name, person in town.people.items() if name not in ("Maman", "Ogi", "Nano")}
    for news in ("Ini dijeda.", "Ini baru berangkat."):
        assert all(item.count(news) <= 1 for item in heard.values())
        assert sum(news in item for item in heard.values()) > len(heard) / 3
    assert not any("Ini dihentikan." in item for item in heard.values())
