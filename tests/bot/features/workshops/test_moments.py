"""A time is read as people write it; what is missing is asked for, what was said stays."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language.moments import TimeProblem, TimeRange, near, read_span, write_moment, write_span

MAKASSAR = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""A Tuesday, 09.00 in Makassar."""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Kamis 3/12 09.00-12.00", "Kamis, 3 Desember 2026 pukul 09.00–12.00 WITA"),
        ("4 Desember jam 9", "Jumat, 4 Desember 2026 pukul 09.00–12.00 WITA"),
        ("besok jam 2 siang", "Rabu, 25 November 2026 pukul 14.00–17.00 WITA"),
        ("lusa 13.00", "Kamis, 26 November 2026 pukul 13.00–16.00 WITA"),
        ("hari ini jam 17", "Selasa, 24 November 2026 pukul 17.00–20.00 WITA"),
        ("Senin depan pukul 9 pagi - 12 siang", "Senin, 30 November 2026 pukul 09.00–12.00 WITA"),
        ("09:00 s/d 12:00 tgl 4/12", "Jumat, 4 Desember 2026 pukul 09.00–12.00 WITA"),
        ("Kamis, 3 Desember 2026 pukul 09.00 WITA selesai 15.30", "Kamis, 3 Desember 2026 pukul 09.00–15.30 WITA"),
        ("tanggal 3 des, jam 09.00 s.d. 16.00", "Kamis, 3 Desember 2026 pukul 09.00–16.00 WITA"),
        ("1-3 sore jumat", "Jumat, 27 November 2026 pukul 13.00–15.00 WITA"),
        ("9 - 3 sore kamis", "Kamis, 26 November 2026 pukul 09.00–15.00 WITA"),
        ("jum'at 4/12 pukul 19.30", "Jumat, 4 Desember 2026 pukul 19.30–22.30 WITA"),
        ("3.12.2026 9.00-11", "Kamis, 3 Desember 2026 pukul 09.00–11.00 WITA"),
        ("2026-12-03 09:00", "Kamis, 3 Desember 2026 pukul 09.00–12.00 WITA"),
        ("3/12 jam 9 WIB", "Kamis, 3 Desember 2026 pukul 10.00–13.00 WITA"),
        ("besok setengah 9", "Rabu, 25 November 2026 pukul 08.30–11.30 WITA"),
        ("lusa 9", "Kamis, 26 November 2026 pukul 09.00–12.00 WITA"),
        ("3 hari lagi jam 9", "Jumat, 27 November 2026 pukul 09.00–12.00 WITA"),
        ("besok sore jam 4 sampai setengah 6", "Rabu, 25 November 2026 pukul 16.00–17.30 WITA"),
        ("3/1 jam 9", "Minggu, 3 Januari 2027 pukul 09.00–12.00 WITA"),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, read: str) -> None:
    span = read_span(typed, NOW, MAKASSAR)
    assert isinstance(span, TimeRange), span
    assert write_span(span, MAKASSAR) == read
    assert read_span(read, NOW, MAKASSAR) == span, "what we write we read"


@pytest.mark.parametrize(
    ("typed", "lacks"),
    [
        ("jam 9", "no_day"),
        ("kapan-kapan", "no_day"),
        ("3 desember", "no_hour"),
        ("31/2 jam 9", "no_such_day"),
        ("3/12 25.00", "no_such_hour"),
        ("Kamis 4/12 09.00", "other_day"),
        ("12.00-9.00 jumat", "end_first"),
        ("24/11 jam 7", "past"),
        ("3/12/2029 jam 9", "far"),
    ],
)
def test_what_is_no_time_is_answered_with_what_would_be(typed: str, lacks: str) -> None:
    unread = read_span(typed, NOW, MAKASSAR)
    assert isinstance(unread, TimeProblem)
    assert unread.key == lacks
    assert unread.text


def test_a_day_that_is_called_otherwise_is_answered_with_both() -> None:
    unread = read_span("Kamis 4/12 09.00", NOW, MAKASSAR)
    assert isinstance(unread, TimeProblem)
    assert "Jumat, 4 Desember 2026" in unread.text
    assert "Kamis, 3 Desember 2026" in unread.text


@pytest.mark.parametrize(
    ("typed", "before", "read"),
    [
        ("jam 9", "3 desember", "Kamis, 3 Desember 2026 pukul 09.00–12.00 WITA"),
        ("Kamis 3 Desember", "Kamis 4/12 13.00-15.00", "Kamis, 3 Desember 2026 pukul 13.00–15.00 WITA"),
        (
            "10.00-12.00",
            "Kamis, 3 Desember 2026 pukul 09.00–12.00 WITA",
            "Kamis, 3 Desember 2026 pukul 10.00–12.00 WITA",
        ),
        ("10/12", "Kamis, 3 Desember 2026 pukul 09.00–12.00 WITA", "Kamis, 10 Desember 2026 pukul 09.00–12.00 WITA"),
    ],
)
def test_what_is_not_said_again_stays_as_it_was_said_before(typed: str, before: str, read: str) -> None:
    span = read_span(typed, NOW, MAKASSAR, before)
    assert isinstance(span, TimeRange)
    assert write_span(span, MAKASSAR) == read


def test_how_far_a_moment_is_is_counted_in_nights() -> None:
    moments = [datetime(2026, 11, day, 0, 30, tzinfo=UTC) for day in (24, 25, 27)]
    assert [near(moment, NOW, MAKASSAR) for moment in moments] == ["hari ini", "besok", "3 hari lagi"]
    assert write_moment(moments[0], MAKASSAR) == "Selasa, 24 November 2026 pukul 08.30 WITA"


def test_what_lasts_over_midnight_names_both_days() -> None:
    span = TimeRange(NOW, NOW.replace(day=25))
    told = "Selasa, 24 November 2026 pukul 09.00 sampai Rabu, 25 November 2026 pukul 09.00 WITA"
    assert write_span(span, MAKASSAR) == told
