"""Lists what can be asked about announcements: by admins, and by everybody about getting them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.context import Visit
from bot.features.broadcasts import audience_menu as narrowing
from bot.features.broadcasts import compose as newsroom
from bot.features.broadcasts import lifecycle as dispatch
from bot.features.broadcasts import opt_out as subscribing
from bot.features.broadcasts import preview as announcing
from bot.features.broadcasts import report as sent_report

Run = Callable[[Visit, str], None]

SPOKEN: Mapping[str, Run] = {"siaran": newsroom.overview}
"""What admins can also type."""

PRESSED: Mapping[str, Run] = {
    "siaran_open": newsroom.show,
    "siaran_text": newsroom.ask_text,
    "siaran_change": newsroom.change,
    "siaran_drop": newsroom.drop,
    "siaran_again": newsroom.repeat,
    "siaran_circle": narrowing.show_circle,
    "siaran_by": narrowing.show_facet,
    "siaran_put": narrowing.put,
    "siaran_test": announcing.show_rehearsal,
    "siaran_try": announcing.try_out,
    "siaran_send": dispatch.send,
    "siaran_plan": dispatch.ask_when,
    "siaran_at": dispatch.tap_when,
    "siaran_unplan": dispatch.unplan,
    "siaran_pause": dispatch.pause,
    "siaran_go": dispatch.go_on,
    "siaran_stop": dispatch.stop,
    "siaran_resend": dispatch.resend,
    "siaran_picture": sent_report.show_picture,
    "siaran_sheet": sent_report.show_sheet,
}
"""What is only pressed."""

EVERYBODY: Mapping[str, Run] = {
    **dict.fromkeys(subscribing.SPOKEN_OFF, subscribing.leave),
    **dict.fromkeys(subscribing.SPOKEN_ON, subscribing.come_back),
}
"""What everybody can type."""

EVERYBODY_PRESSED: Mapping[str, Run] = {"news_off": subscribing.leave, "news_on": subscribing.come_back}
