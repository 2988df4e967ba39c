"""What a person's next message is for, when it is for no draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPrompt:
    """Is what a person's next message is for, when it is for no draft: a remark, a code, a name."""

    kind: str
    argument: str
    since: datetime


PENDING_PROMPT = TypeAdapter(PendingPrompt)
