"""One log line a minute for what can be said a thousand times."""

from __future__ import annotations

import logging

import pytest

from bot.operations.log_limit import MOST_KINDS, SECONDS, LogLimit


class Ticking:
    """A clock that a test moves."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def logger(clock: Ticking) -> logging.Logger:
    logger = logging.Logger("of.strangers")
    logger.addFilter(LogLimit(clock))
    logger.parent = logging.getLogger()
    return logger


def test_a_flood_is_one_line_a_minute_and_then_counted(
    logger: logging.Logger, clock: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(1000):
        logger.warning("an odd request from %d", number)
    clock.seconds += SECONDS
    logger.warning("an odd request from %d", 1001)
    clock.seconds += SECONDS
    logger.warning("an odd request from %d", 1002)
    assert [record.getMessage() for record in caplog.records] == [
        "an odd request from 0",
        "an odd request from 1001 (and 999 more like it)",
        "an odd request from 1002",
    ]


def test_another_kind_is_said_at_once(logger: logging.Logger, caplog: pytest.LogCaptureFixture) -> None:
    logger.warning("one")
    logger.warning("another")
    for error in (ValueError("a"), KeyError("b"), ValueError("c")):
        try:
            raise error
        except (ValueError, KeyError):
            logger.exception("a page failed")
    assert [record.getMessage() for record in caplog.records] == ["one", "another", "a page failed", "a page failed"]


def test_kinds_without_end_take_no_memory_without_end(logger: logging.Logger, clock: Ticking) -> None:
    (limit,) = logger.filters
    assert isinstance(limit, LogLimit)
    for number in range(3 * MOST_KINDS):
        logger.warning(f"a text of its own {number}")
    assert len(limit._said) == MOST_KINDS
