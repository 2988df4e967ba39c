"""The hour of a reminder is the one at which a person begins to write, within what is good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.reminders.snooze import FORTNIGHT, MONDAY, TOMORROW, day_button
from bot.features.reminders.usual_hour import next_at, usual_hour
from bot.scheduling.quiet_hours import is_good
from tests.bot.features.reminders.conftest import MAKASSAR, local


@pytest.mark.parametrize(
    ("answered", "hour"),
    [
        ((), "19:30"),
        (("02 08:10",), "08:00"),
        (("02 19:05", "02 19:20", "02 21:50"), "19:00"),  # where one begins, however long one goes on
        (("02 19:00", "03 10:00", "03 10:05", "03 10:10", "03 10:15", "04 19:10"), "19:00"),  # a workshop is one day
        (("02 23:50", "04 00:10", "04 23:55"), "20:00"),  # midnight, and not the middle of 0 and 24
        (("02 05:10",), "07:30"),
        (("02 03:30",), "20:00"),  # late, not early
        (("02 20:29",), "20:00"),
        (tuple(f"{day:02} 08:00" for day in range(2, 12)) + tuple(f"{day} 16:40" for day in range(12, 19)), "16:30"),
    ],
)
def test_the_usual_hour_is_where_days_of_writing_begin(answered: tuple[str, ...], hour: str) -> None:
    moments = [local(f"2026-03-{item}") for item in answered]
    assert f"{usual_hour(reversed(moments), MAKASSAR):%H:%M}" == hour


@given(st.lists(st.integers(0, 60 * 24 * 60)), st.integers(0, 400 * 24 * 60), st.integers(-30, 30))
def test_the_next_time_is_good_whenever_it_is_used(answered: list[int], minutes: int, ahead: int) -> None:
    begin = local("2026-01-01 00:00")
    now = begin + timedelta(minutes=minutes)
    hour = usual_hour([begin + timedelta(minutes=item) for item in answered], MAKASSAR)
    earliest = now + timedelta(days=ahead)
    due, until = next_at(hour, earliest, now, MAKASSAR)
    assert max(due, now) < until
    assert due >= earliest
    assert is_good(due, MAKASSAR)
    assert is_good(until - timedelta(seconds=1), MAKASSAR)


@pytest.mark.parametrize(
    ("today", "when", "label"),
    [
        ("2026-03-03", MONDAY, "Ingatkan Senin"),  # a Tuesday
        ("2026-03-07", MONDAY, "Ingatkan Senin"),  # a Saturday: in two days
        ("2026-03-08", MONDAY, "Minggu depan saja"),  # a Sunday: tomorrow is no Monday to come
        ("2026-03-09", MONDAY, "Minggu depan saja"),  # a Monday
        ("2026-03-17", MONDAY, "Minggu depan saja"),  # that Monday and Tuesday are free
        ("2026-05-30", MONDAY, "Ingatkan Selasa"),  # that Monday is Pancasila day
        ("2026-03-03", TOMORROW, "Besok saja"),
        ("2026-03-03", FORTNIGHT, "Dua minggu lagi"),
    ],
)
def test_a_button_names_a_day_that_can_mean_no_other(today: str, when: str, label: str) -> None:
    assert day_button(when, date.fromisoformat(today)).label == label
