"""Routes of writing together."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.teams import join, leave, overview

ROUTES: Mapping[str, Route] = {
    "ajak": Route(Permission.WRITE, join.invite, is_typed=True),
    "ajak rekan": Route(Permission.WRITE, join.invite, is_typed=True),
    "tim": Route(Permission.WRITE, overview.show, is_typed=True),
    "lihat tim": Route(Permission.WRITE, overview.show, is_typed=True),
    "keluar dari draf": Route(Permission.WRITE, leave.ask_leave, is_typed=True),
    "serahkan draf": Route(Permission.WRITE, leave.ask_hand_over, is_typed=True),
    "team_close": Route(Permission.WRITE, overview.close),
    "team_leave": Route(Permission.WRITE, leave.ask_leave),
    "team_leave_yes": Route(Permission.WRITE, leave.leave),
    "team_remove": Route(Permission.WRITE, leave.ask_remove),
    "team_remove_yes": Route(Permission.WRITE, leave.remove),
    "team_hand": Route(Permission.WRITE, leave.ask_hand_over),
    "team_hand_yes": Route(Permission.WRITE, leave.hand_over),
}
