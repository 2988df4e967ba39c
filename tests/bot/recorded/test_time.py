"""Time goes on from the recording: every timer that waits rings, and does what it promised."""

from __future__ import annotations

from tests.recordings.acts import act
from tests.recordings.town import Town


async def test_two_weeks_go_by(town: Town) -> None:
    await _the_first_morning(town)
    await _the_next_week(town)
    await _after_the_workshop(town)


async def _the_first_morning(town: Town) -> None:
    await town.passes(hours=12)
    heard = await _all_heard(town, "Eka")
    assert "Pojok tanya dibatalkan. Narasumber sakit." in heard
    assert "Anda diundang: Kelas daring" in heard
    assert "Ada perubahan: Bedah draf" in heard
    assert "Aula Baru" in heard
    assert "tercatat hadir" in await act(town.people["Fitri"], "[Hadir")


async def _the_next_week(town: Town) -> None:
    await town.passes(days=6)
    heard = {name: await person.heard() for name, person in town.people.items()}
    assert "Lomba dibuka pekan depan." in heard["Eka"]
    assert "Lomba dibuka pekan depan." not in heard["Aminah"], "she is left out"
    assert "Lomba dibuka pekan depan." not in heard["Carol"], "a coach is no inovator"
    assert "Selesai: Lomba dibuka pekan depan." in heard["Dan"]
    assert "Besok: Bedah draf" in heard["Eka"]
    assert "Besok: Bedah draf" not in heard["Dewi"], "she did not say that she comes"
    assert "menunggu ulasan Anda" in heard["Carol"]
    assert "siap dilanjutkan" in heard["Eka"]
    assert "siap dilanjutkan" not in heard["Tuti"], "she wants no reminders"


async def _after_the_workshop(town: Town) -> None:
    await town.passes(days=3)
    assert "sayang kita belum bertemu" in await town.people["Dewi"].heard()
    assert "Bedah draf" in await act(town.people["Dan"], "jadwal", "[Yang sudah lewat")


async def _all_heard(town: Town, name: str) -> str:
    return "\n\n".join(await town.people[name].app.came())
