"""Routes of broadcasts, and of who wants none."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.broadcasts import audience_menu, compose, lifecycle, opt_out, preview, report

ROUTES: Mapping[str, Route] = {
    "siaran": Route(Permission.BROADCAST, compose.overview, is_typed=True),
    "siaran_open": Route(Permission.BROADCAST, compose.show),
    "siaran_text": Route(Permission.BROADCAST, compose.ask_text),
    "siaran_change": Route(Permission.BROADCAST, compose.change),
    "siaran_drop": Route(Permission.BROADCAST, compose.drop),
    "siaran_again": Route(Permission.BROADCAST, compose.repeat),
    "siaran_circle": Route(Permission.BROADCAST, audience_menu.show_audience),
    "siaran_by": Route(Permission.BROADCAST, audience_menu.show_filter),
    "siaran_put": Route(Permission.BROADCAST, audience_menu.put),
    "siaran_test": Route(Permission.BROADCAST, preview.show_rehearsal),
    "siaran_try": Route(Permission.BROADCAST, preview.try_out),
    "siaran_send": Route(Permission.BROADCAST, lifecycle.send),
    "siaran_plan": Route(Permission.BROADCAST, lifecycle.ask_when),
    "siaran_at": Route(Permission.BROADCAST, lifecycle.tap_when),
    "siaran_unplan": Route(Permission.BROADCAST, lifecycle.unplan),
    "siaran_pause": Route(Permission.BROADCAST, lifecycle.pause),
    "siaran_go": Route(Permission.BROADCAST, lifecycle.go_on),
    "siaran_stop": Route(Permission.BROADCAST, lifecycle.stop),
    "siaran_resend": Route(Permission.BROADCAST, lifecycle.resend),
    "siaran_picture": Route(Permission.BROADCAST, report.show_picture),
    "siaran_sheet": Route(Permission.BROADCAST, report.show_sheet),
    **dict.fromkeys(opt_out.SPOKEN_OFF, Route(Permission.WRITE, opt_out.leave, is_typed=True)),
    **dict.fromkeys(opt_out.SPOKEN_ON, Route(Permission.WRITE, opt_out.come_back, is_typed=True)),
    "news_off": Route(Permission.WRITE, opt_out.leave),
    "news_on": Route(Permission.WRITE, opt_out.come_back),
}
