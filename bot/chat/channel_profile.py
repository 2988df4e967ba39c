"""Knows of each channel what a plan to write to many must reckon with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProfile:
    """Says how fast a channel carries messages, how long after a person's word, and whether it can change one."""

    per_second: float = math.inf
    window: timedelta | None = None
    can_edit: bool = True
