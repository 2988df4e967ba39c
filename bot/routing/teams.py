"""Routes of writing together."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.teams import join as joining
from bot.features.teams import leave as leaving
from bot.features.teams import overview as team

ROUTES: Mapping[str, Route] = {
    "ajak": Route(Permission.WRITE, joining.invite, is_typed=True),
    "ajak rekan": Route(Permission.WRITE, joining.invite, is_typed=True),
    "tim": Route(Permission.WRITE, team.show, is_typed=True),
    "lihat tim": Route(Permission.WRITE, team.show, is_typed=True),
    "keluar dari draf": Route(Permission.WRITE, leaving.ask_leave, is_typed=True),
    "serahkan draf": Route(Permission.WRITE, leaving.ask_hand_over, is_typed=True),
    "team_close": Route(Permission.WRITE, team.close),
    "team_leave": Route(Permission.WRITE, leaving.ask_leave),
    "team_leave_yes": Route(Permission.WRITE, leaving.leave),
    "team_remove": Route(Permission.WRITE, leaving.ask_remove),
    "team_remove_yes": Route(Permission.WRITE, leaving.remove),
    "team_hand": Route(Permission.WRITE, leaving.ask_hand_over),
    "team_hand_yes": Route(Permission.WRITE, leaving.hand_over),
}
