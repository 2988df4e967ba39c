"""Routes of the board in a chat."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.progress import overview, units, zip_order

ROUTES: Mapping[str, Route] = {
    "rekap": Route(Permission.BOARD, overview.show, is_typed=True),
    "rekap_excel": Route(Permission.BOARD, overview.excel),
    "rekap_zip": Route(Permission.BOARD, zip_order.order),
    "rekap_kinds": Route(Permission.BOARD, units.show_kinds),
    "rekap_kind": Route(Permission.BOARD, units.show_kind),
    "rekap_unit": Route(Permission.BOARD, units.show_unit),
    "rekap_draft": Route(Permission.BOARD, units.show_files),
    "rekap_remind": Route(Permission.BROADCAST, overview.remind),
}
