"""A prompt outside the form, as it is stored with the contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPrompt:
    """A prompt outside the form (a remark, a code, a name); the contact's next message answers it."""

    kind: str
    argument: str
    since: datetime


PENDING_PROMPT = TypeAdapter(PendingPrompt)
