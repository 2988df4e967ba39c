"""Routes of workshops."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.workshops import admin_menu, cancel, check_in, field_flow, handouts, rsvp

ROUTES: Mapping[str, Route] = {
    "jadwal": Route(Permission.BROADCAST, admin_menu.schedule, is_typed=True),
    "ws_yes": Route(Permission.WRITE, rsvp.come),
    "ws_no": Route(Permission.WRITE, rsvp.stay_away),
    "ws_maybe": Route(Permission.WRITE, rsvp.think),
    "ws_of": Route(Permission.WRITE, check_in.tap_unit),
    "ws_show": Route(Permission.BROADCAST, admin_menu.show),
    "ws_past": Route(Permission.BROADCAST, admin_menu.past),
    "ws_new": Route(Permission.BROADCAST, field_flow.begin),
    "ws_edit": Route(Permission.BROADCAST, admin_menu.edit),
    "ws_ask": Route(Permission.BROADCAST, field_flow.ask),
    "ws_set": Route(Permission.BROADCAST, field_flow.tap),
    "ws_invite": Route(Permission.BROADCAST, admin_menu.invite),
    "ws_tell": Route(Permission.BROADCAST, admin_menu.tell),
    "ws_cancel": Route(Permission.BROADCAST, cancel.ask_why),
    "ws_cancel_yes": Route(Permission.BROADCAST, cancel.cancel),
    "ws_poster": Route(Permission.BROADCAST, handouts.poster),
    "ws_poster_ask": Route(Permission.BROADCAST, handouts.ask_poster_unit),
    "ws_people": Route(Permission.BROADCAST, handouts.people),
    "ws_file": Route(Permission.BROADCAST, handouts.file),
}
