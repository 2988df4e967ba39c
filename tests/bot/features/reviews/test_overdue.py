"""Reminders of overdue submissions: by day, once a day, however many processes run."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.app import App
from tests.bot.features.reviews.conftest import Appoint, HandIn
from tests.bot.features.reviews.nine_sections import VAGUE
from tests.fakes.paper import Clock, Person

SATURDAY_EVENING = datetime(2026, 8, 29, 13, 0, tzinfo=UTC)
"""21.00 in Makassar."""


def reminders(coach: Person) -> list[str]:
    return [
        text
        for outgoing_message in coach.messages
        if "menunggu ulasan Anda" in (text := "".join(s.text for s in outgoing_message.text))
    ]


async def test_a_coach_is_reminded_once_a_day_of_what_waits_two_days(
    app: App, clock: Clock, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await hand_in(alice)
    clock.time = datetime(2026, 8, 28, 0, 50, tzinfo=UTC)
    await app.scheduler.tick()
    await app.idle()
    assert reminders(carol) == []
    for hours in (1, 3, 6):
        clock.time = datetime(2026, 8, 28, 1 + hours, 0, tzinfo=UTC)
        await app.scheduler.tick()
        await app.idle()
    assert len(reminders(carol)) == 1
    assert "“Sembilan”" in reminders(carol)[0]
    assert "2 hari" in reminders(carol)[0]
    await carol.taps("Antrean")
    assert "1 draf di antrean Anda" in carol.text


async def test_nobody_is_reminded_at_night_nor_on_a_sunday(
    app: App, clock: Clock, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    clock.time = datetime(2026, 8, 27, 12, 45, tzinfo=UTC)
    await hand_in(alice)
    for hour in range(40):
        clock.time = SATURDAY_EVENING.replace(day=29 + (13 + hour) // 24, hour=(13 + hour) % 24)
        await app.scheduler.tick()
        await app.idle()
        if reminders(carol):
            break
    assert reminders(carol)
    assert clock.time >= datetime(2026, 8, 30, 23, 0, tzinfo=UTC)  # Monday morning in Makassar


async def test_what_was_reviewed_in_time_is_not_reminded_of(
    app: App, clock: Clock, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await hand_in(alice)
    await carol.taps("Ulas sekarang")
    await carol.taps("Sisanya baik")
    await carol.taps("Setujui")
    clock.time = datetime(2026, 9, 3, 3, 0, tzinfo=UTC)
    await app.scheduler.tick()
    await app.idle()
    assert reminders(carol) == []


async def test_what_another_coach_reads_is_reminded_of_only_there(
    app: App, clock: Clock, alice: Person, carol: Person, erin: Person, hand_in: HandIn
) -> None:
    await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    clock.time = datetime(2026, 9, 3, 3, 0, tzinfo=UTC)
    await app.scheduler.tick()
    await app.idle()
    assert len(reminders(carol)) == 1
    assert reminders(erin) == []


async def test_a_former_coach_is_not_reminded(
    app: App, clock: Clock, alice: Person, carol: Person, hand_in: HandIn, appoint: Appoint
) -> None:
    await hand_in(alice)
    await appoint(carol)
    clock.time = datetime(2026, 9, 3, 3, 0, tzinfo=UTC)
    await app.scheduler.tick()
    await app.idle()
    assert reminders(carol) == []
