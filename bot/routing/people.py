"""Lists what an admin can ask for: words to type, and buttons, each with what it takes to be allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.context import Visit
from bot.chat.roles import Permission
from bot.dashboard import login_link as key
from bot.features.people import invitations
from bot.features.people import role_admin as people
from bot.features.units import admin_menu as unit_desk
from bot.features.units import roster_import as unit_files

Run = Callable[[Visit, str], None]

SPOKEN: Mapping[str, tuple[Permission, Run]] = {
    "unit": (Permission.UNITS, unit_desk.unit),
    "undang": (Permission.INVITE, invitations.offer),
    "dasbor": (Permission.BOARD, key.give),
}
"""What can also be typed."""

PRESSED: Mapping[str, tuple[Permission, Run]] = {
    "unit_show": (Permission.UNITS, unit_desk.show),
    "unit_close": (Permission.UNITS, unit_desk.close),
    "unit_open": (Permission.UNITS, unit_desk.reopen),
    "unit_queue": (Permission.UNITS, unit_desk.queue),
    "unit_merge": (Permission.UNITS, unit_desk.join_tapped),
    "unit_accept": (Permission.UNITS, unit_desk.accept),
    "unit_refuse": (Permission.UNITS, unit_desk.refuse),
    "unit_apply": (Permission.UNITS, unit_files.apply_roster),
    "invite": (Permission.INVITE, invitations.settle),
    "invite_make": (Permission.INVITE, invitations.make),
    "invite_unit": (Permission.INVITE, invitations.ask_unit),
    "invites": (Permission.INVITE, invitations.list_open),
    "invite_revoke": (Permission.INVITE, invitations.revoke),
    "people": (Permission.INVITE, people.people),
    "person": (Permission.INVITE, people.show),
    "role_take": (Permission.INVITE, people.take),
    "role_give": (Permission.INVITE, people.give_back),
    "coach_unit": (Permission.INVITE, people.ask_unit),
    "coach_leave": (Permission.INVITE, people.leave_unit),
}
"""What is only pressed."""
