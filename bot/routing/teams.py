"""Routes of writing together."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.confirmation import confirmed_route
from bot.chat.roles import Permission
from bot.chat.route import Route, as_text, route
from bot.features.teams import join, leave, overview
from bot.features.teams.members import read_draft, read_joined_draft, read_member, read_owned_draft

ROUTES: Mapping[str, Route] = {
    "ajak": route(Permission.WRITE, join.invite, read_draft, is_typed=True),
    "ajak rekan": route(Permission.WRITE, join.invite, read_draft, is_typed=True),
    "tim": route(Permission.WRITE, overview.show, read_draft, is_typed=True),
    "lihat tim": route(Permission.WRITE, overview.show, read_draft, is_typed=True),
    "keluar dari draf": route(Permission.WRITE, leave.ask_leave, read_draft, is_typed=True),
    "serahkan draf": route(Permission.WRITE, leave.choose_owner, as_text, is_typed=True),
    "team_close": route(Permission.WRITE, overview.close, read_owned_draft),
    "team_leave": route(Permission.WRITE, leave.ask_leave, read_draft),
    "team_leave_yes": confirmed_route(Permission.WRITE, leave.leave, read_joined_draft, leave.ask_leave),
    "team_remove": route(Permission.WRITE, leave.choose_removed, as_text),
    "team_remove_yes": confirmed_route(Permission.WRITE, leave.remove, read_member, leave.ask_remove),
    "team_hand": route(Permission.WRITE, leave.choose_owner, as_text),
    "team_hand_yes": confirmed_route(Permission.WRITE, leave.hand_over, read_member, leave.ask_hand_over),
}
