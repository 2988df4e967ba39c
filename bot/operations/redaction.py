"""The masking of secrets in all that operators read: log lines, tracebacks, the command line."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import Any
from urllib.parse import quote

MASK = "***"
SHORTEST = 8
"""Characters of a secret that is masked wherever it stands; a shorter one is too likely a word."""
_SHAPES = (
    (re.compile(r"(?<!\d)\d{5,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE), MASK),  # a bot's token
    (re.compile(r"\bEA[A-Za-z0-9]{30,}"), MASK),  # a token of Meta's
    (re.compile(r"\b(Bearer|OAuth)\s+[^\s'\"]{8,}"), rf"\1 {MASK}"),
    (re.compile(r"(://[^/\s:@]*:)[^\s@]+(?=@)"), rf"\1{MASK}"),  # a password in an address
    (re.compile(r"(/chat/k/|/dashboard/masuk/)[^\s/?'\"]+"), rf"\1{MASK}"),  # links that sign somebody in
)
_VALUES = (
    (re.compile(r"(invalid input for query argument \$\d+: ).*"), rf"\1{MASK}"),
    (re.compile(r"(DETAIL: +).*"), rf"\1{MASK}"),
    (re.compile(r"(?<![\d./:])(?:\+?62|0)8\d{8,11}(?!\d)"), MASK),
)
"""What is people's: what PostgreSQL and its driver repeat of a row that they refuse, and numbers of phones."""

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class Redaction:
    """The mask over an installation's secrets, and over anything shaped like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spelled = {form for secret in secrets if len(secret) >= SHORTEST for form in _spellings(secret)}
        longest_first = sorted(spelled, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if spelled else None

    def __call__(self, text: str) -> str:
        """Return the text with each secret masked."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for shape, instead in (*_SHAPES, *_VALUES):
            text = shape.sub(instead, text)
        return text

    def of_exception(self, info: ExceptionInfo) -> str:
        """Return a traceback with each secret masked."""
        return self("".join(traceback.format_exception(*info)).rstrip("\n"))


def redact_logs(redaction: Redaction) -> None:
    """Mask every log record, whichever handler writes it; warnings become records too.

    The mask is in the record and not in a handler: libraries bring handlers and formatters of their own.
    """

    class RedactedRecord(logging.LogRecord):
        """A log record that says no secret."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if self.exc_info and self.exc_info[0] is not None:
                self.exc_text = redaction.of_exception(self.exc_info)  # formatters take it instead of exc_info

        def getMessage(self) -> str:  # noqa: N802 - the library's name
            return redaction(super().getMessage())

    logging.setLogRecordFactory(RedactedRecord)
    logging.captureWarnings(True)


def _spellings(secret: str) -> set[str]:
    """Return the forms of a secret in URLs, JSON and Python."""
    return {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
