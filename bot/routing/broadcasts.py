"""Routes of broadcasts, and of the opt-out from them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route, as_text, bare_route, route
from bot.features.broadcasts import audience_menu, compose, lifecycle, opt_out, preview, report
from bot.features.broadcasts.readers import any_broadcast, departed_broadcast, started_broadcast, unsent_broadcast

ADMIN = Permission.BROADCAST

ROUTES: Mapping[str, Route] = {
    "siaran": Route(ADMIN, compose.overview, is_typed=True),
    "siaran_list": route(ADMIN, compose.show_page, as_text),
    "siaran_open": route(ADMIN, compose.show, any_broadcast),
    "siaran_text": route(ADMIN, compose.ask_text, unsent_broadcast),
    "siaran_change": route(ADMIN, compose.change, unsent_broadcast),
    "siaran_drop": route(ADMIN, compose.remove, unsent_broadcast),
    "siaran_again": route(ADMIN, compose.repeat, any_broadcast),
    "siaran_circle": route(ADMIN, audience_menu.show_audience, unsent_broadcast),
    "siaran_by": route(ADMIN, audience_menu.show_filter, audience_menu.filter_choice),
    "siaran_put": route(ADMIN, audience_menu.toggle, audience_menu.filter_choice),
    "siaran_test": route(ADMIN, preview.rehearse, unsent_broadcast),
    "siaran_try": route(ADMIN, preview.try_out, unsent_broadcast),
    "siaran_send": route(ADMIN, lifecycle.send, unsent_broadcast),
    "siaran_plan": route(ADMIN, lifecycle.ask_when, unsent_broadcast),
    "siaran_at": route(ADMIN, lifecycle.tap_when, lifecycle.chosen_time),
    "siaran_unplan": route(ADMIN, lifecycle.unplan, unsent_broadcast),
    "siaran_pause": route(ADMIN, lifecycle.pause, departed_broadcast),
    "siaran_go": route(ADMIN, lifecycle.go_on, departed_broadcast),
    "siaran_stop": route(ADMIN, lifecycle.stop, departed_broadcast),
    "siaran_resend": route(ADMIN, lifecycle.resend, departed_broadcast),
    "siaran_picture": route(ADMIN, report.show_picture, started_broadcast),
    "siaran_sheet": route(ADMIN, report.show_sheet, started_broadcast),
    **dict.fromkeys(opt_out.SPOKEN_OFF, bare_route(Permission.WRITE, opt_out.unsubscribe, is_typed=True)),
    **dict.fromkeys(opt_out.SPOKEN_ON, bare_route(Permission.WRITE, opt_out.subscribe, is_typed=True)),
    "news_off": bare_route(Permission.WRITE, opt_out.unsubscribe),
    "news_on": bare_route(Permission.WRITE, opt_out.subscribe),
}
