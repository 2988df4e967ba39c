"""Routes of units, invitations and roles."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.dashboard import login_link
from bot.features.people import invitations, role_admin
from bot.features.units import admin_menu, roster_import

ROUTES: Mapping[str, Route] = {
    "unit": Route(Permission.UNITS, admin_menu.unit, is_typed=True),
    "undang": Route(Permission.INVITE, invitations.offer, is_typed=True),
    "dasbor": Route(Permission.BOARD, login_link.give, is_typed=True),
    "unit_show": Route(Permission.UNITS, admin_menu.show),
    "unit_close": Route(Permission.UNITS, admin_menu.close),
    "unit_open": Route(Permission.UNITS, admin_menu.reopen),
    "unit_queue": Route(Permission.UNITS, admin_menu.queue),
    "unit_merge": Route(Permission.UNITS, admin_menu.join_tapped),
    "unit_accept": Route(Permission.UNITS, admin_menu.accept),
    "unit_refuse": Route(Permission.UNITS, admin_menu.refuse),
    "unit_apply": Route(Permission.UNITS, roster_import.apply_roster),
    "invite": Route(Permission.INVITE, invitations.settle),
    "invite_make": Route(Permission.INVITE, invitations.make),
    "invite_unit": Route(Permission.INVITE, invitations.ask_unit),
    "invites": Route(Permission.INVITE, invitations.list_open),
    "invite_revoke": Route(Permission.INVITE, invitations.revoke),
    "people": Route(Permission.INVITE, role_admin.people),
    "person": Route(Permission.INVITE, role_admin.show),
    "role_take": Route(Permission.INVITE, role_admin.take),
    "role_give": Route(Permission.INVITE, role_admin.give_back),
    "coach_unit": Route(Permission.INVITE, role_admin.ask_unit),
    "coach_leave": Route(Permission.INVITE, role_admin.leave_unit),
}
