"""Lists what can happen by itself when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from bot import waiting
from bot.announcements import bulletins, dispatch
from bot.clockwork import Act
from bot.nudges.nudging import NUDGE_TIMERS
from bot.reviews import overdue
from bot.workshops import after as workshop_after
from bot.workshops import news as workshop_news
from bot.workshops import plan as workshop_plan

TIMERS: Mapping[str, Act] = {
    dispatch.KIND: dispatch.go_off,
    bulletins.KIND: bulletins.conclude,
    overdue.KIND: overdue.remind,
    workshop_news.INVITE: workshop_news.invite_due,
    workshop_news.NEWS: workshop_news.news_due,
    workshop_news.SEND: workshop_news.send_due,
    workshop_plan.REMIND: workshop_news.remind_due,
    workshop_plan.AFTER: workshop_after.follow_up,
    waiting.KIND: waiting.tell_origin,
    **NUDGE_TIMERS,
}
"""Kind of timer -> what it does."""
