"""A pause lasts as long as it was meant to, whatever happens to the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.delivery.pauses import Pauses

START = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)


class Clock:
    """A wall clock that somebody sets."""

    time = START

    def __call__(self) -> datetime:
        return self.time


def test_a_pause_ends_in_its_time_and_there_is_none_without_one() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    assert pauses.rest("telegram") is None
    pauses.begin("telegram", 60)
    clock.time = START + timedelta(seconds=20)
    assert pauses.rest("telegram") == timedelta(seconds=40)
    assert pauses.rest("whatsapp") is None
    clock.time = START + timedelta(seconds=60)
    assert pauses.rest("telegram") == timedelta(0)
    pauses.end("telegram")
    assert pauses.rest("telegram") is None


def test_a_clock_that_is_set_back_ends_a_pause() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    pauses.begin("telegram", 60)
    clock.time = START - timedelta(hours=8)
    assert pauses.rest("telegram") == timedelta(0)
