"""Routes of workshops."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.workshops import admin_menu as workshop_desk
from bot.features.workshops import cancel as workshop_cancelling
from bot.features.workshops import check_in as workshop_door
from bot.features.workshops import field_flow as workshop_steps
from bot.features.workshops import handouts as workshop_papers
from bot.features.workshops import rsvp as workshop_guest

ROUTES: Mapping[str, Route] = {
    "jadwal": Route(Permission.BROADCAST, workshop_desk.schedule, is_typed=True),
    "ws_yes": Route(Permission.WRITE, workshop_guest.come),
    "ws_no": Route(Permission.WRITE, workshop_guest.stay_away),
    "ws_maybe": Route(Permission.WRITE, workshop_guest.think),
    "ws_of": Route(Permission.WRITE, workshop_door.tap_unit),
    "ws_show": Route(Permission.BROADCAST, workshop_desk.show),
    "ws_past": Route(Permission.BROADCAST, workshop_desk.past),
    "ws_new": Route(Permission.BROADCAST, workshop_steps.begin),
    "ws_edit": Route(Permission.BROADCAST, workshop_desk.edit),
    "ws_ask": Route(Permission.BROADCAST, workshop_steps.ask),
    "ws_set": Route(Permission.BROADCAST, workshop_steps.tap),
    "ws_invite": Route(Permission.BROADCAST, workshop_desk.invite),
    "ws_tell": Route(Permission.BROADCAST, workshop_desk.tell),
    "ws_cancel": Route(Permission.BROADCAST, workshop_cancelling.ask_why),
    "ws_cancel_yes": Route(Permission.BROADCAST, workshop_cancelling.cancel),
    "ws_poster": Route(Permission.BROADCAST, workshop_papers.poster),
    "ws_poster_ask": Route(Permission.BROADCAST, workshop_papers.ask_poster_unit),
    "ws_people": Route(Permission.BROADCAST, workshop_papers.people),
    "ws_file": Route(Permission.BROADCAST, workshop_papers.file),
}
