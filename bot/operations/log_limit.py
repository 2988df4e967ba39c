"""A limit on log lines that strangers can cause: one a minute, with the number left out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 60.0
MOST_KINDS = 1_000
STRANGERS = (
    "asyncio",
    "uvicorn.error",
    "bot.http.connections",
    "bot.http.requests",
    "bot.intake.file_fetcher",
    "bot.channels.web.post_endpoint",
    "bot.channels.telegram.channel",
    "bot.channels.whatsapp.channel",
    "bot.channels.whatsapp.webhook",
)
"""Loggers that speak of what came over the network, however odd it was."""

Kind = tuple[object, ...]


@dataclass(slots=True)
class _Said:
    at: float
    left_out: int = 0


class LogLimit(logging.Filter):
    """A limit of one line a minute for each kind: the same words with other values are of one kind."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._said: dict[Kind, _Said] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the line is written; the next one written says how many were left out."""
        raised = record.exc_info[0] if record.exc_info else None
        kind, now = (record.name, record.msg, raised), self._monotonic()
        said = self._said.get(kind)
        if said is not None and now - said.at < SECONDS:
            said.left_out += 1
            return False
        if said is not None and said.left_out:
            record.msg = f"{record.msg} (and {said.left_out} more like it)"
        self._said.pop(kind, None)
        self._said[kind] = _Said(now)
        if len(self._said) > MOST_KINDS:
            del self._said[next(iter(self._said))]
        return True


def limit_logs() -> None:
    """Install the limit on lines about strangers' requests."""
    limit = LogLimit()
    for name in STRANGERS:
        logging.getLogger(name).addFilter(limit)
