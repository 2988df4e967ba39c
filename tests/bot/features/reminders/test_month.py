"""A clock goes through a month with Sundays and the week of Nyepi and Idul Fitri: who is reminded when."""

from __future__ import annotations

from collections.abc import Callable

from tests.bot.features.reminders.conftest import BEGIN, Month, local, reminders, taps, writes
from tests.fakes.paper import Clock, Person


async def test_five_people_are_reminded_at_their_own_hour_and_never_on_a_free_day(
    month: Month, person: Callable[[str], Person]
) -> None:
    alice, bob, carol, erin, erna = (person(name) for name in ("Alice", "Bob", "Carol", "Erin", "Erna"))
    told = await month.until(
        "2026-04-02 00:00",
        {
            # Alice writes in two evenings and never again.
            "2026-03-02 20:15": writes(alice, *BEGIN),
            "2026-03-03 20:20": writes(alice),
            # Bob writes before work; he puts it off, has enough, and comes back.
            "2026-03-04 08:05": writes(bob, *BEGIN),
            "2026-03-06 08:30": taps(bob, "Ingatkan Senin"),
            "2026-03-09 09:00": taps(bob, "Jangan ingatkan"),
            "2026-03-26 10:00": writes(bob, "ingatkan saya"),
            # Erin writes around midnight.
            "2026-03-04 23:40": writes(erin, *BEGIN),
            "2026-03-06 00:20": writes(erin),
            # Erna goes on after each reminder, in her lunch break.
            "2026-03-06 12:30": writes(erna, *BEGIN),
            "2026-03-09 12:40": taps(erna, "Lanjut"),
            "2026-03-09 12:45": writes(erna),
            "2026-03-11 12:45": writes(erna),
            "2026-03-16 13:00": writes(erna),
            # Carol looks around and begins nothing.
            "2026-03-05 10:00": writes(carol, "halo"),
        },
    )
    assert told == [
        "Thu 05 20:00 Alice",  # two days later; she writes at 20.15, which is close to the night
        "Fri 06 08:00 Bob",
        "Mon 09 08:00 Bob",  # as he chose
        "Mon 09 12:30 Erna",  # the second day is a Sunday
        "Mon 09 20:00 Erin",  # so is hers
        "Tue 10 20:00 Alice",  # a week after her last word
        "Wed 11 12:30 Erna",
        "Fri 13 20:00 Erin",
        "Mon 16 12:45 Erna",  # Friday would have been the third within a week
        "Wed 25 12:45 Erna",  # Wednesday the 18th was free, and so were all days since
        "Wed 25 20:00 Alice",  # three weeks later, behind the free days; it is her last
        "Fri 27 20:00 Erin",
        "Sat 28 08:00 Bob",  # two days after he came back
    ]
    assert carol.heard
    first, again, last = reminders(alice)
    assert "siap dilanjutkan" in first
    assert "dari tempat terakhir" in again
    assert "pengingat terakhir" in last


async def test_the_program_may_stand_still_for_days_and_nobody_is_reminded_at_a_wrong_hour(
    month: Month, alice: Person, clock: Clock
) -> None:
    await month.until("2026-03-03 00:00", {"2026-03-02 20:15": writes(alice, *BEGIN)})
    clock.time = local("2026-03-05 03:00")  # back at night, when Wednesday evening is over
    assert await month.tick() == []
    clock.time = local("2026-03-05 11:00")
    assert await month.tick() == []
    assert await month.until("2026-03-06 00:00") == ["Thu 05 20:00 Alice"]


async def test_what_was_missed_by_an_hour_still_comes(month: Month, alice: Person, clock: Clock) -> None:
    await month.until("2026-03-04 00:00", {"2026-03-02 18:00": writes(alice, *BEGIN)})
    clock.time = local("2026-03-04 19:10")
    assert await month.tick() == ["Wed 04 19:10 Alice"]


async def test_who_has_been_silent_for_months_is_left_alone(month: Month, alice: Person, clock: Clock) -> None:
    await month.until("2026-03-02 20:30", {"2026-03-02 20:15": writes(alice, *BEGIN)})
    clock.time = local("2026-04-01 09:00")
    assert await month.until("2026-05-01 00:00") == []
    told = await month.until("2026-05-05 00:00", {"2026-05-01 10:00": writes(alice)})
    assert told == ["Mon 04 10:00 Alice"], "until they write again"


async def test_who_never_fell_silent_is_never_reminded(month: Month, alice: Person) -> None:
    days = {f"2026-03-{day:02} 19:00": writes(alice, *(BEGIN if day == 2 else ("bantuan",))) for day in range(2, 16)}
    assert await month.until("2026-03-16 00:00", days) == []
