"""Routes of the progress of all units."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route, as_text, bare_route, route
from bot.features.progress import overview, units, zip_order

ROUTES: Mapping[str, Route] = {
    "rekap": route(Permission.BOARD, overview.show, as_text, is_typed=True),
    "rekap_excel": bare_route(Permission.BOARD, overview.excel),
    "rekap_zip": bare_route(Permission.BOARD, zip_order.order),
    "rekap_kinds": bare_route(Permission.BOARD, units.show_kinds),
    "rekap_kind": route(Permission.BOARD, units.show_kind, as_text),
    "rekap_unit": route(Permission.BOARD, units.show_unit, units.read_unit),
    "rekap_draft": route(Permission.BOARD, units.show_files, units.read_submission),
    "rekap_remind": bare_route(Permission.BROADCAST, overview.remind),
}
