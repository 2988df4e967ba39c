"""Only whoever has the draft in hand is reminded of it: not of what a coach reads, nor of what a colleague writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from flows.forms.load import load_library
from flows.forms.model import Flow
from tests.bot.features.reminders.conftest import BEGIN, Month, reminders, writes
from tests.bot.features.reviews.conftest import Appoint, HandIn, appoint, hand_in
from tests.bot.features.reviews.nine_sections import NINE, VAGUE
from tests.bot.features.teams.team_draft import invited
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.paper import Clock, Person

__all__ = ["appoint", "hand_in"]


@pytest.fixture
def library() -> Mapping[str, Flow]:
    return {**load_library(), NINE.id: NINE, EVERY_KIND.id: EVERY_KIND}


@pytest.fixture
async def carol(person: Callable[[str], Person], appoint: Appoint) -> Person:
    """A coach."""
    other_person = person("Carol")
    await appoint(other_person, "coach")
    return other_person


async def returned(month: Month, alice: Person, carol: Person, hand_in: HandIn) -> None:
    """Let Alice hand in on Monday, and Carol ask for one thing on Tuesday, the 3rd."""
    await hand_in(alice, dampak_isi=VAGUE)
    assert await month.until("2026-03-03 10:00") == []
    await carol.taps("Ulas sekarang")
    await carol.taps("✎ Perlu perbaikan")
    await carol.taps("Tambahkan angka")
    await carol.taps("Sisanya baik")
    await carol.taps("Kirim")


async def test_what_waits_at_a_coach_is_nobodys_to_go_on_with(
    month: Month, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await hand_in(alice)
    assert carol.heard
    assert await month.until("2026-04-15 00:00") == []


async def test_a_coachs_remarks_are_left_a_week_and_then_reminded_of(
    month: Month, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await returned(month, alice, carol, hand_in)
    told = await month.until("2026-04-15 00:00")
    assert told == ["Tue 10 07:30 Alice", "Wed 25 07:30 Alice"]
    assert "Tinggal satu catatan dari Carol, sekitar 3 menit: Dampak." in reminders(alice)[0]
    await alice.taps("Lanjut")
    assert "Carol" in alice.text
    assert "angka" in alice.text


async def test_where_all_remarks_are_dealt_with_one_step_is_left(
    month: Month, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await returned(month, alice, carol, hand_in)
    await alice.taps("Mulai")
    await alice.says("Pada 2025 turun dari 120 menjadi 64 ibu hamil (register KIA Puskesmas Wotu).")
    await month.until("2026-03-13 00:00")
    (item,) = reminders(alice)
    assert "Semua catatan sudah ditanggapi. Tinggal satu langkah: ajukan lagi." in item


async def test_who_begins_another_draft_is_reminded_of_that_one(
    month: Month, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await hand_in(alice)
    assert carol.heard
    await writes(alice, *BEGIN)()
    assert len(await month.until("2026-03-06 00:00")) == 1
    assert "Unit kerja" in alice.text


async def test_of_several_drafts_only_the_last_one_is_spoken_of(month: Month, alice: Person) -> None:
    await writes(alice, *BEGIN, "/mulai semua", "Teman Minum")()
    told = await month.until("2026-03-12 00:00")
    assert len(told) == 2
    assert all("Teman Minum" in text for text in reminders(alice))


async def test_what_was_put_away_is_not_reminded_of(month: Month, alice: Person) -> None:
    await writes(alice, *BEGIN, "batal")()
    await alice.taps("Buang draf ini")
    await alice.taps("Ya, buang")
    assert await month.until("2026-04-15 00:00") == []


async def test_in_a_team_only_whoever_wrote_last_is_reminded(
    month: Month, alice: Person, person: Callable[[str], Person]
) -> None:
    erna = person("Erna")
    await invited(alice, erna)
    told = await month.until("2026-03-12 00:00", {"2026-03-03 10:00": writes(erna, "64")})
    assert {item.split()[-1] for item in told} == {"Erna"}
    assert len(told) == 2


async def test_who_is_forgotten_is_not_reminded(month: Month, alice: Person) -> None:
    await writes(alice, *BEGIN)()
    await month.until("2026-03-03 12:00")
    await alice.says("hapus data")
    await alice.taps("Ya, hapus semua")
    assert await month.until("2026-04-15 00:00") == []


async def test_who_blocked_the_bot_is_not_reminded(month: Month, alice: Person, clock: Clock) -> None:
    await writes(alice, *BEGIN)()
    clock.passes(hours=1)
    await alice.gives(alice.update(gone=True))
    assert await month.until("2026-04-15 00:00") == []
