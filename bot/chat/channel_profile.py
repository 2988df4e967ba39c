"""What planning a broadcast needs to know of a channel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProfile:
    """A channel's rate, its window after a contact's last message, and whether it can edit a sent message."""

    per_second: float = math.inf
    window: timedelta | None = None
    can_edit: bool = True
