"""Routes of the board in a chat."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.progress import overview as board
from bot.features.progress import units as board_units
from bot.features.progress import zip_order as bundling

ROUTES: Mapping[str, Route] = {
    "rekap": Route(Permission.BOARD, board.show, is_typed=True),
    "rekap_excel": Route(Permission.BOARD, board.excel),
    "rekap_zip": Route(Permission.BOARD, bundling.order),
    "rekap_kinds": Route(Permission.BOARD, board_units.show_kinds),
    "rekap_kind": Route(Permission.BOARD, board_units.show_kind),
    "rekap_unit": Route(Permission.BOARD, board_units.show_unit),
    "rekap_draft": Route(Permission.BOARD, board_units.show_files),
    "rekap_remind": Route(Permission.BROADCAST, board.remind),
}
