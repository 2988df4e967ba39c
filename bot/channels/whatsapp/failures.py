"""The meaning of WhatsApp's refusals, by the words they are stored in: "(131026) Message undeliverable"."""

from __future__ import annotations

import re

from bot.ports import Failure

_CODES = {
    131026: Failure.NO_ACCOUNT,
    131047: Failure.LIMITED,
    131048: Failure.LIMITED,
    131049: Failure.LIMITED,
    130472: Failure.LIMITED,
}
"""An error code -> what it means. Meta: build on codes, not on titles."""


def failure_of(said: str) -> Failure | None:
    """Return the meaning of a stored refusal; None if it has none for an admin."""
    codes = [int(code) for code in re.findall(r"[0-9]{6}", said)]
    known = [_CODES[code] for code in codes if code in _CODES]
    return known[0] if known else Failure.NO_ACCOUNT if "undeliverable" in said.lower() else None
