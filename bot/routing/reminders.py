"""Routes of reminders."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route, bare_route, route
from bot.features.reminders.settings_menu import later, show, start, stop
from bot.features.reminders.snooze import read_day

ROUTES: Mapping[str, Route] = {
    "pengingat": bare_route(Permission.WRITE, show, is_typed=True),
    "ingatkan saya": bare_route(Permission.WRITE, start, is_typed=True),
    "jangan ingatkan": bare_route(Permission.WRITE, stop, is_typed=True),
    "jangan ingatkan saya": bare_route(Permission.WRITE, stop, is_typed=True),
    "nudge_later": route(Permission.WRITE, later, read_day),
    "nudge_stop": bare_route(Permission.WRITE, stop),
    "nudge_on": bare_route(Permission.WRITE, start),
}
