"""Lists what people and admins can ask about workshops."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.people.roles import Permission
from bot.visit import Visit
from bot.workshops import cancelling as workshop_cancelling
from bot.workshops import desk as workshop_desk
from bot.workshops import door as workshop_door
from bot.workshops import guest as workshop_guest
from bot.workshops import papers as workshop_papers
from bot.workshops import steps as workshop_steps

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
