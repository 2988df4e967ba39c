"""A broadcast goes when people are awake; a time that will not do has better ones beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.features.broadcasts.send_time import better, read_due
from bot.language.moments import TimeProblem, write_moment
from bot.scheduling.quiet_hours import is_good
from flows.messages import plain
from storage.outreach import broadcasts
from storage.outreach.broadcasts import BroadcastState
from tests.bot.features.broadcasts.conftest import Carry, written
from tests.fakes.paper import Clock, Person

ZONE = ZoneInfo("Asia/Makassar")
WEDNESDAY = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""At ten in the morning."""


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("besok 9", "Kamis, 26 November 2026 pukul 09.00 WITA"),
        ("besok pukul 09.00", "Kamis, 26 November 2026 pukul 09.00 WITA"),
        ("Senin 30/11 pukul 09.00", "Senin, 30 November 2026 pukul 09.00 WITA"),
        ("senin 9", "Senin, 30 November 2026 pukul 09.00 WITA"),
        ("1 desember 9", "Selasa, 1 Desember 2026 pukul 09.00 WITA"),
        ("1/12 9", "Selasa, 1 Desember 2026 pukul 09.00 WITA"),
        ("15.00", "Rabu, 25 November 2026 pukul 15.00 WITA"),
        ("pukul 8", "Kamis, 26 November 2026 pukul 08.00 WITA"),
        ("lusa jam 2 siang", "Jumat, 27 November 2026 pukul 14.00 WITA"),
        ("nanti malam jam 7", "Rabu, 25 November 2026 pukul 19.00 WITA"),
        ("sore ini jam 4", "Rabu, 25 November 2026 pukul 16.00 WITA"),
        ("besok pagi jam 8", "Kamis, 26 November 2026 pukul 08.00 WITA"),
        ("besok setengah 9", "Kamis, 26 November 2026 pukul 08.30 WITA"),
        ("2 jam lagi", "Rabu, 25 November 2026 pukul 12.00 WITA"),
        ("45 menit lagi", "Rabu, 25 November 2026 pukul 10.45 WITA"),
        ("5 hari lagi 9", "Senin, 30 November 2026 pukul 09.00 WITA"),
        ("besok 9 WIB", "Kamis, 26 November 2026 pukul 10.00 WITA"),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, understood: str) -> None:
    read = read_due(typed, WEDNESDAY, ZONE)
    assert isinstance(read, datetime)
    assert write_moment(read, ZONE) == understood


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Senin 1/12 pukul 09.00", "other_day"),
        ("besok", "no_hour"),
        ("1 desember", "no_hour"),
        ("9", "no_day"),
        ("kapan-kapan", "no_day"),
        ("", "no_day"),
        ("31/2 9", "no_such_day"),
        ("besok 25", "no_such_hour"),
        ("hari ini 8.00", "past"),
        ("1/12/2031 9", "far"),
    ],
)
def test_what_is_missing_is_named(typed: str, key: str) -> None:
    read = read_due(typed, WEDNESDAY, ZONE)
    assert isinstance(read, TimeProblem)
    assert read.key == key


@pytest.mark.parametrize("hour", range(24))
def test_the_better_times_are_good_differ_and_are_still_to_come(hour: int) -> None:
    for day in (27, 28, 29, 24):  # a Friday, a Saturday, a Sunday, a Tuesday
        now = datetime(2026, 11, day, hour, 20, tzinfo=UTC)
        found = better(now, now, ZONE)
        assert len(set(found)) == 2
        assert all(moment > now and is_good(moment, ZONE) for moment in found)


async def test_a_planned_one_goes_at_its_time_to_whoever_is_there_then(
    app: App, office: list[Person], bob: Person, dan: Person, clock: Clock, carry: Carry
) -> None:
    await written(dan)
    await dan.taps("Jadwalkan")
    assert dan.text == "Kapan dikirim? Ketik misalnya “besok 9” atau “Kamis 27/8 pukul 09.00”."
    await dan.says("besok 9")
    assert dan.text == (
        "Siaran: Lokakarya besok.\nBerangkat Kamis, 27 Agustus 2026 pukul 09.00 WITA, sekarang ini ke 4 orang.\n"
        "Untuk: semua orang.\nPenerimanya dihitung lagi saat berangkat."
    )
    assert dan.labels == ["Waktu lain", "Kirim sekarang", "Batalkan jadwal"]
    await bob.says("berhenti siaran")
    await carry()
    assert office[2].text != "Lokakarya besok."
    clock.passes(hours=24)
    await carry()
    await carry()
    assert [plain(person.last.text) == "Lokakarya besok." for person in office[:3]] == [True, False, True]
    assert dan.text.startswith("Selesai: Lokakarya besok.\nDikirim Dan, mulai pukul 09.0")


async def test_night_and_past_are_refused_with_better_times_one_tap_away(
    app: App, office: list[Person], dan: Person, clock: Clock
) -> None:
    assert office
    await written(dan)
    await dan.taps("Jadwalkan")
    await dan.says("besok 22.00")
    assert dan.text.startswith("Kamis, 27 Agustus 2026 pukul 22.00 WITA itu waktu istirahat")
    assert dan.labels == ["Jum 28/8 07.30", "Sab 29/8 09.00", "Kembali"]
    await dan.says("hari ini 7.00")
    assert dan.text.startswith("Rabu, 26 Agustus 2026 pukul 07.00 WITA sudah lewat.")
    old = dan.last
    await dan.says("minggu 9")
    assert "itu waktu istirahat" in dan.text
    await dan.taps("Sen 31/8 07.30")
    assert "Berangkat Senin, 31 Agustus 2026 pukul 07.30 WITA" in dan.text
    clock.passes(days=3)
    await dan.taps(next(key.label for row in old.rows for key in row), on=old)
    assert "sudah lewat. Pilih salah satu" in dan.text
    kept = await app.database.read(broadcasts.get, 1)
    assert kept is not None
    assert (kept.state, kept.due_at) == (BroadcastState.SCHEDULED, datetime(2026, 8, 30, 23, 30, tzinfo=UTC))


async def test_at_night_nothing_is_sent_at_once_either(
    office: list[Person], dan: Person, clock: Clock, carry: Carry
) -> None:
    await written(dan)
    clock.passes(hours=13)
    await dan.taps("Kirim ke 4 orang")
    assert dan.text.startswith("Sekarang waktu istirahat: malam, Minggu, atau hari libur.")
    assert dan.labels[0] == "Kam 27/8 07.30"
    await carry()
    assert all(plain(m.text) != "Lokakarya besok." for person in office[:3] for m in person.messages)


async def test_a_planned_one_can_be_taken_back_and_never_goes(
    app: App, office: list[Person], dan: Person, clock: Clock, carry: Carry
) -> None:
    await written(dan)
    await dan.taps("Jadwalkan")
    await dan.says("besok 9")
    await dan.taps("Batalkan jadwal")
    assert dan.text.startswith("Jadwalnya dibatalkan; drafnya tetap ada.\n\nSiaran: Lokakarya besok.")
    clock.passes(days=2)
    await carry()
    assert all(plain(m.text) != "Lokakarya besok." for person in office for m in person.messages)


async def test_after_a_standstill_a_planned_one_waits_for_the_morning(
    app: App, office: list[Person], dan: Person, clock: Clock, carry: Carry
) -> None:
    await written(dan)
    await dan.taps("Jadwalkan")
    await dan.says("besok 20.00")
    clock.passes(hours=36, minutes=30)
    await carry()
    kept = await app.database.read(broadcasts.get, 1)
    assert kept is not None
    assert (kept.state, kept.due_at) == (BroadcastState.SCHEDULED, datetime(2026, 8, 27, 23, 30, tzinfo=UTC))
    clock.passes(hours=11)
    await carry()
    await carry()
    assert all(plain(person.last.text) == "Lokakarya besok." for person in office[:3])
