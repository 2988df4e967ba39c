"""Routes of reminders."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.reminders.settings_menu import later, show, start, stop

ROUTES: Mapping[str, Route] = {
    "pengingat": Route(Permission.WRITE, show, is_typed=True),
    "ingatkan saya": Route(Permission.WRITE, start, is_typed=True),
    "jangan ingatkan": Route(Permission.WRITE, stop, is_typed=True),
    "jangan ingatkan saya": Route(Permission.WRITE, stop, is_typed=True),
    "nudge_later": Route(Permission.WRITE, later),
    "nudge_stop": Route(Permission.WRITE, stop),
    "nudge_on": Route(Permission.WRITE, start),
}
