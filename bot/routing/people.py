"""Routes of units, invitations and roles."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.paging import as_page
from bot.chat.roles import Permission
from bot.chat.route import Route, as_text, bare_route, route
from bot.dashboard import login_link
from bot.features.people import invitations, role_admin
from bot.features.people.invitations import read_terms
from bot.features.people.role_admin import read_coach_unit, read_person, read_role
from bot.features.units import admin_menu, roster_import
from bot.features.units.admin_menu import read_merge, read_proposal, read_unit

ROUTES: Mapping[str, Route] = {
    "unit": route(Permission.UNITS, admin_menu.menu, as_text, is_typed=True),
    "undang": bare_route(Permission.INVITE, invitations.offer, is_typed=True),
    "dasbor": bare_route(Permission.BOARD, login_link.give, is_typed=True),
    "unit_show": route(Permission.UNITS, admin_menu.show, read_unit),
    "unit_close": route(Permission.UNITS, admin_menu.close, read_unit),
    "unit_open": route(Permission.UNITS, admin_menu.reopen, read_unit),
    "unit_queue": bare_route(Permission.UNITS, admin_menu.queue),
    "unit_merge": route(Permission.UNITS, admin_menu.merge, read_merge),
    "unit_accept": route(Permission.UNITS, admin_menu.accept, read_proposal),
    "unit_refuse": route(Permission.UNITS, admin_menu.refuse, read_proposal),
    "unit_apply": route(Permission.UNITS, roster_import.apply_roster, roster_import.read_import),
    "invite": route(Permission.INVITE, invitations.settle, read_terms),
    "invite_make": route(Permission.INVITE, invitations.make, read_terms),
    "invite_unit": route(Permission.INVITE, invitations.ask_unit, read_terms),
    "invites": route(Permission.INVITE, invitations.list_open, as_page),
    "invite_revoke": route(Permission.INVITE, invitations.revoke, as_text),
    "people": route(Permission.INVITE, role_admin.people, as_page),
    "person": route(Permission.INVITE, role_admin.show, read_person),
    "role_take": route(Permission.INVITE, role_admin.take, read_role),
    "role_give": route(Permission.INVITE, role_admin.give_back, read_role),
    "coach_unit": route(Permission.INVITE, role_admin.add_unit, read_coach_unit),
    "coach_leave": route(Permission.INVITE, role_admin.leave_unit, read_coach_unit),
}
