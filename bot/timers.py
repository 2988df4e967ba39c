"""Lists what can happen by itself when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from bot.clockwork import Act

TIMERS: Mapping[str, Act] = {}
"""Kind of timer -> what it does."""
