"""Lists what can happen by itself when its time has come."""

from __future__ import annotations

from collections.abc import Mapping

from bot.delivery import held_notice as waiting
from bot.features.broadcasts import lifecycle as dispatch
from bot.features.broadcasts import status_message as bulletins
from bot.features.reminders.jobs import NUDGE_TIMERS
from bot.features.reviews import overdue
from bot.features.workshops import follow_up as workshop_after
from bot.features.workshops import notifications as workshop_news
from bot.features.workshops import reminder_plan as workshop_plan
from bot.scheduling.scheduler import Act

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
