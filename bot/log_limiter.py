"""Says the same thing in the log at most once a minute, however often it happens."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Hashable

SECONDS = 60.0
MOST_KNOWN = 1000


class _Often:
    """Counts what is the same."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._said: dict[Hashable, float] = {}
        self._left_out: Counter[Hashable] = Counter()

    def left_out(self, what: Hashable) -> int | None:
        """Return how often this was left out before; None when it is to be left out now."""
        now, last = self._clock(), self._said.get(what)
        if last is not None and now - last < SECONDS:
            self._left_out[what] += 1
            return None
        if len(self._said) >= MOST_KNOWN:
            self._said.clear()
        self._said[what] = now
        return self._left_out.pop(what, 0)


class LogLimiter:
    """Is a log of our own in which a message stands once a minute, whatever fills its gaps."""

    def __init__(self, log: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._often = _Often(clock)

    def warning(self, message: str, *args: object) -> None:
        """Log a warning, with how often it was left out since the last one."""
        more = self._often.left_out(message)
        if more is not None:
            self._log.warning(f"{message}{_times(more)}", *args)


class Sparing(logging.Filter):
    """Leaves out of others' logs what they said a moment ago in the same words, of the same error."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._often = _Often(clock)

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is new, and add how often it was left out."""
        kind, _, trace = record.exc_info or (None, None, None)
        where = None
        while trace is not None:
            where, trace = (trace.tb_frame.f_code.co_filename, trace.tb_lineno), trace.tb_next
        more = self._often.left_out((record.msg, kind, where))
        if more:
            record.msg = f"{record.msg}{_times(more)}"
        return more is not None


def _times(more: int) -> str:
    return f" ({more} times more before this)" if more else ""
