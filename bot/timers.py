"""Lists what can happen by itself when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from bot import bulletins, dispatch, overdue, waiting
from bot.clockwork import Act
from bot.nudging import NUDGE_TIMERS

TIMERS: Mapping[str, Act] = {
    dispatch.KIND: dispatch.go_off,
    bulletins.KIND: bulletins.conclude,
    overdue.KIND: overdue.remind,
    waiting.KIND: waiting.tell_origin,
    **NUDGE_TIMERS,
}
"""Kind of timer -> what it does."""
