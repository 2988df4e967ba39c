"""The meaning of a stored refusal of a message, whichever channel it came over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.channels.telegram import failures
from bot.channels.whatsapp import failures as whatsapp
from bot.ports import Failure

READERS: Mapping[str, Callable[[str], Failure | None]] = {
    "telegram": failures.failure_of,
    "whatsapp": whatsapp.failure_of,
}
"""Channels whose vendor says why."""
_FILE = re.compile(r"\bfile\b", re.IGNORECASE)


def failure_of(channel: str, said: str) -> Failure | None:
    """Return the meaning of a stored refusal; None if it has none for an admin."""
    found = READERS[channel](said) if channel in READERS else None
    return Failure.FILE if found is None and _FILE.search(said) else found
