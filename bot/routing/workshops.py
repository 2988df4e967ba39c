"""Routes of workshops."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.paging import as_page
from bot.chat.roles import Permission
from bot.chat.route import Route, bare_route, route
from bot.features.workshops import admin_menu, cancel, card, check_in, field_flow, handouts, rsvp
from bot.features.workshops.card import any_workshop, open_workshop

ADMIN = Permission.BROADCAST

ROUTES: Mapping[str, Route] = {
    "jadwal": route(ADMIN, admin_menu.schedule, as_page, is_typed=True),
    "ws_yes": route(Permission.WRITE, rsvp.accept, rsvp.invited_workshop),
    "ws_no": route(Permission.WRITE, rsvp.decline, rsvp.invited_workshop),
    "ws_maybe": route(Permission.WRITE, rsvp.defer, rsvp.invited_workshop),
    "ws_of": route(Permission.WRITE, check_in.tap_unit, check_in.tapped_unit),
    "ws_show": route(ADMIN, card.show, any_workshop),
    "ws_past": route(ADMIN, admin_menu.past, as_page),
    "ws_new": bare_route(ADMIN, field_flow.begin),
    "ws_edit": route(ADMIN, admin_menu.edit, open_workshop),
    "ws_ask": Route(ADMIN, field_flow.FORM.show_field),
    "ws_set": Route(ADMIN, field_flow.FORM.tap),
    "ws_invite": route(ADMIN, admin_menu.invite, open_workshop),
    "ws_tell": route(ADMIN, admin_menu.notify, open_workshop),
    "ws_cancel": route(ADMIN, cancel.ask_why, open_workshop),
    "ws_cancel_yes": route(ADMIN, cancel.cancel, open_workshop),
    "ws_poster": route(ADMIN, handouts.poster, handouts.poster_of),
    "ws_poster_ask": route(ADMIN, handouts.ask_poster_unit, any_workshop),
    "ws_people": route(ADMIN, handouts.people, any_workshop),
    "ws_file": route(ADMIN, handouts.people_file, any_workshop),
}
