"""Routes of units, invitations and roles."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.dashboard import login_link as key
from bot.features.people import invitations
from bot.features.people import role_admin as people
from bot.features.units import admin_menu as unit_desk
from bot.features.units import roster_import as unit_files

ROUTES: Mapping[str, Route] = {
    "unit": Route(Permission.UNITS, unit_desk.unit, is_typed=True),
    "undang": Route(Permission.INVITE, invitations.offer, is_typed=True),
    "dasbor": Route(Permission.BOARD, key.give, is_typed=True),
    "unit_show": Route(Permission.UNITS, unit_desk.show),
    "unit_close": Route(Permission.UNITS, unit_desk.close),
    "unit_open": Route(Permission.UNITS, unit_desk.reopen),
    "unit_queue": Route(Permission.UNITS, unit_desk.queue),
    "unit_merge": Route(Permission.UNITS, unit_desk.join_tapped),
    "unit_accept": Route(Permission.UNITS, unit_desk.accept),
    "unit_refuse": Route(Permission.UNITS, unit_desk.refuse),
    "unit_apply": Route(Permission.UNITS, unit_files.apply_roster),
    "invite": Route(Permission.INVITE, invitations.settle),
    "invite_make": Route(Permission.INVITE, invitations.make),
    "invite_unit": Route(Permission.INVITE, invitations.ask_unit),
    "invites": Route(Permission.INVITE, invitations.list_open),
    "invite_revoke": Route(Permission.INVITE, invitations.revoke),
    "people": Route(Permission.INVITE, people.people),
    "person": Route(Permission.INVITE, people.show),
    "role_take": Route(Permission.INVITE, people.take),
    "role_give": Route(Permission.INVITE, people.give_back),
    "coach_unit": Route(Permission.INVITE, people.ask_unit),
    "coach_leave": Route(Permission.INVITE, people.leave_unit),
}
