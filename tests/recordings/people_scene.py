"""People with roles, units and invitations, and admins in the middle of managing them."""

from __future__ import annotations

from tests.recordings.acts import act, code_in
from tests.recordings.people import Person
from tests.recordings.town import DAN, Town

ROSTER = "kode,nama,jenis,alias\npkm-wotu,Puskesmas Wotu,puskesmas,pkm wotu\npkm-baru,Puskesmas Baru,puskesmas,\n"
COACHES = ("Carol", "Erin", "Indra", "Joni", "Kiki", "Lina", "Mega", "Nina", "Pipit", "Rosa", "Sinta")
ADMINS = (
    "Agus", "Bayu", "Cahya", "Danu", "Edi", "Fajar", "Galih", "Hadi", "Ilham", "Joko", "Krisna", "Lukman",
    "Maman", "Nano", "Ogi", "Pandu", "Raka", "Tirta", "Wira", "Yasin",
)  # fmt: skip
CHATTING = ("Mega", "Joko", "Krisna")
"""Those of them who use WhatsApp."""


def somebody(town: Town, name: str) -> Person:
    """Return a coach or an admin."""
    return town.on_whatsapp(name) if name in CHATTING else town.on_telegram(name)


async def appointed(town: Town, name: str, role: str) -> Person:
    """Let Dan invite somebody, who follows the code."""
    dan, person = town.on_telegram("Dan", DAN), somebody(town, name)
    code = code_in(await act(dan, "undang", f"[Undang {role}", "[Buat kode"))
    await person.says(f"/start {code}")
    return person


async def begin(town: Town) -> None:
    """Let Dan come, and the first coach."""
    await act(town.on_telegram("Dan", DAN), "/start")
    await appointed(town, "Carol", "pendamping")


async def appoint_the_others(town: Town) -> None:
    """Let the other coaches and admins come, when there is something to do."""
    for name in COACHES[1:]:
        await appointed(town, name, "pendamping")
    for name in ADMINS:
        await appointed(town, name, "admin")
    dan = town.on_telegram("Dan")
    code = code_in(await act(dan, "undang", "[Undang pendamping", "[30 hari", "[Buat kode"))
    await act(await town.on_the_web("Opan"), f"/start {code}", "[Ya, terima")
    code_in(await act(dan, "undang", "[Undang pendamping", "[Untuk", "[Buat kode"))


async def play(town: Town) -> None:
    """Leave each admin at another question."""
    await act(somebody(town, "Agus"), "unit", "wotu", "[Puskesmas Wotu", "[Tutup unit", "[Buka lagi")
    await act(somebody(town, "Agus"), "kalaena", "[Puskesmas Kalaena", "[Tutup unit")
    bayu = somebody(town, "Bayu")
    await act(bayu, "unit")
    await bayu.sends(ROSTER.encode(), "unit.csv")
    await act(somebody(town, "Cahya"), "unit", "[Putuskan", "wotu", "[= Puskesmas", "[Unit baru", "[Tolak", "wotu")
    await act(somebody(town, "Danu"), "undang", "[Undang pendamping", "[Pilih unit", "wot")
    edi = somebody(town, "Edi")
    await act(edi, "undang", "[Siapa saja", "[Nina", "[Tambah unit", "pkm wotu", "[Tambah unit", "tomoni")
    fajar = somebody(town, "Fajar")
    await act(fajar, "undang", "[Siapa saja", "Wira", "[Cabut", "[Kembalikan", "[Cabut", "[Siapa saja")
    await act(somebody(town, "Hadi"), "undang", "[Undang pendamping", "[Untuk", "[Buat kode", "[Undangan", "[Lihat")
    joko = somebody(town, "Joko")
    await act(joko, "rekap", "[Per unit", "[Puskesmas (", "wotu", "[Puskesmas Wotu", "[Dokumen")
    await act(joko, "rekap", "[Per unit", "wotu")
    galih = somebody(town, "Galih")
    await act(galih, "rekap", "[Excel")
    await act(galih, "rekap", "[Ingatkan")
    await act(galih, "rekap", "[Per unit")
    await act(somebody(town, "Hadi"), "KMRTH-VWXCD")
