"""Lists what people and admins can ask about workshops."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.context import Visit
from bot.chat.roles import Permission
from bot.features.workshops import admin_menu as workshop_desk
from bot.features.workshops import cancel as workshop_cancelling
from bot.features.workshops import check_in as workshop_door
from bot.features.workshops import field_flow as workshop_steps
from bot.features.workshops import handouts as workshop_papers
from bot.features.workshops import rsvp as workshop_guest

Run = Callable[[Visit, str], None]

SPOKEN: Mapping[str, tuple[Permission, Run]] = {"jadwal": (Permission.BROADCAST, workshop_desk.schedule)}
"""What can also be typed."""

PRESSED: Mapping[str, tuple[Permission, Run]] = {
    "ws_yes": (Permission.WRITE, workshop_guest.come),
    "ws_no": (Permission.WRITE, workshop_guest.stay_away),
    "ws_maybe": (Permission.WRITE, workshop_guest.think),
    "ws_of": (Permission.WRITE, workshop_door.tap_unit),
    "ws_show": (Permission.BROADCAST, workshop_desk.show),
    "ws_past": (Permission.BROADCAST, workshop_desk.past),
    "ws_new": (Permission.BROADCAST, workshop_steps.begin),
    "ws_edit": (Permission.BROADCAST, workshop_desk.edit),
    "ws_ask": (Permission.BROADCAST, workshop_steps.ask),
    "ws_set": (Permission.BROADCAST, workshop_steps.tap),
    "ws_invite": (Permission.BROADCAST, workshop_desk.invite),
    "ws_tell": (Permission.BROADCAST, workshop_desk.tell),
    "ws_cancel": (Permission.BROADCAST, workshop_cancelling.ask_why),
    "ws_cancel_yes": (Permission.BROADCAST, workshop_cancelling.cancel),
    "ws_poster": (Permission.BROADCAST, workshop_papers.poster),
    "ws_poster_ask": (Permission.BROADCAST, workshop_papers.ask_poster_unit),
    "ws_people": (Permission.BROADCAST, workshop_papers.people),
    "ws_file": (Permission.BROADCAST, workshop_papers.file),
}
"""What is only pressed."""
