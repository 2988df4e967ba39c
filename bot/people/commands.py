"""Lists what an admin can ask for: words to type, and buttons, each with what it takes to be allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.dashboard import key
from bot.people import holders as people
from bot.people import invitations
from bot.people.roles import Permission
from bot.units import desk as unit_desk
from bot.units import files as unit_files
from bot.visit import Visit

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
