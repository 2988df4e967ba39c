"""The table of timers: the handler of each kind."""

from __future__ import annotations

from collections.abc import Mapping

from bot.delivery import held_notice
from bot.features.broadcasts import lifecycle, status_message
from bot.features.reminders.reminder_timers import REMINDER_TIMERS
from bot.features.reviews import overdue
from bot.features.workshops import follow_up, notifications, reminder_plan
from bot.scheduling.scheduler import TimerHandler

TIMERS: Mapping[str, TimerHandler] = {
    lifecycle.KIND: lifecycle.go_off,
    status_message.KIND: status_message.conclude,
    overdue.KIND: overdue.remind,
    notifications.INVITE: notifications.invite_due,
    notifications.NEWS: notifications.news_due,
    notifications.SEND: notifications.send_due,
    reminder_plan.REMIND: notifications.remind_due,
    reminder_plan.AFTER: follow_up.follow_up,
    held_notice.KIND: held_notice.tell_origin,
    **REMINDER_TIMERS,
}
"""Kind of timer -> handler."""
