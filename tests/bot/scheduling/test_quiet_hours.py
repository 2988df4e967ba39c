"""Nobody is disturbed at night, on Sundays or on holidays."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling.quiet_hours import good, good_before, is_good

MAKASSAR = ZoneInfo("Asia/Makassar")


@pytest.mark.parametrize(
    ("wished", "comes"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),  # a Tuesday morning
        ("2026-11-24 20:29", "2026-11-24 20:29"),
        ("2026-11-24 20:30", "2026-11-25 07:30"),
        ("2026-11-24 03:00", "2026-11-24 07:30"),
        ("2026-11-29 10:00", "2026-11-30 07:30"),  # a Sunday
        ("2026-11-28 22:00", "2026-11-30 07:30"),  # Saturday night
        ("2026-12-25 10:00", "2026-12-26 07:30"),  # Christmas
        ("2026-03-18 10:00", "2026-03-25 07:30"),  # the week of Nyepi and Idul Fitri, joint leave included
        ("2026-08-17 09:00", "2026-08-18 07:30"),  # the day of independence, a Monday
    ],
)
def test_a_message_waits_for_the_next_good_hour(wished: str, comes: str) -> None:
    moment = datetime.fromisoformat(wished).replace(tzinfo=MAKASSAR)
    assert good(moment, MAKASSAR) == datetime.fromisoformat(comes).replace(tzinfo=MAKASSAR)
    assert is_good(moment, MAKASSAR) == (wished == comes)


@given(st.integers(0, 5 * 365 * 24 * 60))
def test_the_hour_that_is_found_is_good_and_not_weeks_away(minutes: int) -> None:
    moment = datetime(2025, 1, 1, tzinfo=MAKASSAR) + timedelta(minutes=minutes)
    found = good(moment, MAKASSAR)
    assert is_good(found, MAKASSAR)
    assert timedelta(0) <= found - moment <= timedelta(days=10)


@pytest.mark.parametrize(
    ("wished", "comes"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 05:00", "2026-11-24 07:30"),
        ("2026-11-24 23:00", "2026-11-24 20:00"),
        ("2026-11-29 09:00", "2026-11-28 09:00"),  # a Sunday
        ("2026-12-25 05:00", "2026-12-23 07:30"),  # Christmas, behind a day of joint leave
    ],
)
def test_what_must_not_come_later_comes_before_the_bad_hour(wished: str, comes: str) -> None:
    moment = datetime.fromisoformat(wished).replace(tzinfo=MAKASSAR)
    found = good_before(moment, MAKASSAR)
    assert found == datetime.fromisoformat(comes).replace(tzinfo=MAKASSAR)
    assert is_good(found, MAKASSAR)
