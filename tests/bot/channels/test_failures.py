"""Stored refusals of a message, read in their own channel's words."""

from __future__ import annotations

import pytest

from bot.channels.failures import failure_of
from bot.ports import Failure
from bot.texts import word


@pytest.mark.parametrize(
    ("channel", "said", "failure"),
    [
        ("telegram", "Forbidden: bot was blocked by the user", Failure.BLOCKED),
        ("telegram", "Forbidden: user is deactivated", Failure.GONE),
        ("telegram", "Bad Request: chat not found", Failure.GONE),
        ("telegram", "a file of 0 bytes cannot be sent", Failure.FILE),
        ("telegram", "Bad Request: 131026", None),
        ("whatsapp", "(131026) Message undeliverable", Failure.NO_ACCOUNT),
        ("whatsapp", "Message undeliverable", Failure.NO_ACCOUNT),
        ("whatsapp", "(131049) healthy ecosystem engagement", Failure.LIMITED),
        ("whatsapp", "(131000) Something went wrong", None),
        ("web", "its file can not be made", Failure.FILE),
        ("", "its file can not be made", Failure.FILE),
        ("web", "ValueError('odd')", None),
    ],
)
def test_a_kept_refusal_is_read_in_its_channels_words(channel: str, said: str, failure: Failure | None) -> None:
    assert failure_of(channel, said) is failure


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_has_words(failure: Failure) -> None:
    assert word(f"report.why_{failure}")
