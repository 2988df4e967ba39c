"""The properties of a channel that the planning of broadcasts and reminders uses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProfile:
    """A channel's rate, its window after the person's last message, and whether it can edit a sent message."""

    per_second: float = math.inf
    window: timedelta | None = None
    can_edit: bool = True
