"""Routes of broadcasts, and of who wants none."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.broadcasts import audience_menu as narrowing
from bot.features.broadcasts import compose as newsroom
from bot.features.broadcasts import lifecycle as dispatch
from bot.features.broadcasts import opt_out as subscribing
from bot.features.broadcasts import preview as announcing
from bot.features.broadcasts import report as sent_report

ROUTES: Mapping[str, Route] = {
    "siaran": Route(Permission.BROADCAST, newsroom.overview, is_typed=True),
    "siaran_open": Route(Permission.BROADCAST, newsroom.show),
    "siaran_text": Route(Permission.BROADCAST, newsroom.ask_text),
    "siaran_change": Route(Permission.BROADCAST, newsroom.change),
    "siaran_drop": Route(Permission.BROADCAST, newsroom.drop),
    "siaran_again": Route(Permission.BROADCAST, newsroom.repeat),
    "siaran_circle": Route(Permission.BROADCAST, narrowing.show_circle),
    "siaran_by": Route(Permission.BROADCAST, narrowing.show_facet),
    "siaran_put": Route(Permission.BROADCAST, narrowing.put),
    "siaran_test": Route(Permission.BROADCAST, announcing.show_rehearsal),
    "siaran_try": Route(Permission.BROADCAST, announcing.try_out),
    "siaran_send": Route(Permission.BROADCAST, dispatch.send),
    "siaran_plan": Route(Permission.BROADCAST, dispatch.ask_when),
    "siaran_at": Route(Permission.BROADCAST, dispatch.tap_when),
    "siaran_unplan": Route(Permission.BROADCAST, dispatch.unplan),
    "siaran_pause": Route(Permission.BROADCAST, dispatch.pause),
    "siaran_go": Route(Permission.BROADCAST, dispatch.go_on),
    "siaran_stop": Route(Permission.BROADCAST, dispatch.stop),
    "siaran_resend": Route(Permission.BROADCAST, dispatch.resend),
    "siaran_picture": Route(Permission.BROADCAST, sent_report.show_picture),
    "siaran_sheet": Route(Permission.BROADCAST, sent_report.show_sheet),
    **dict.fromkeys(subscribing.SPOKEN_OFF, Route(Permission.WRITE, subscribing.leave, is_typed=True)),
    **dict.fromkeys(subscribing.SPOKEN_ON, Route(Permission.WRITE, subscribing.come_back, is_typed=True)),
    "news_off": Route(Permission.WRITE, subscribing.leave),
    "news_on": Route(Permission.WRITE, subscribing.come_back),
}
