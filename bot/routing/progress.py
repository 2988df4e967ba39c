"""Lists what whoever may see the board can ask for there, each with what it takes to be allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.context import Visit
from bot.chat.roles import Permission
from bot.features.progress import overview as board
from bot.features.progress import units as board_units
from bot.features.progress import zip_order as bundling

Run = Callable[[Visit, str], None]

SPOKEN: Mapping[str, tuple[Permission, Run]] = {"rekap": (Permission.BOARD, board.show)}
"""What can also be typed."""

PRESSED: Mapping[str, tuple[Permission, Run]] = {
    "rekap_excel": (Permission.BOARD, board.excel),
    "rekap_zip": (Permission.BOARD, bundling.order),
    "rekap_kinds": (Permission.BOARD, board_units.show_kinds),
    "rekap_kind": (Permission.BOARD, board_units.show_kind),
    "rekap_unit": (Permission.BOARD, board_units.show_unit),
    "rekap_draft": (Permission.BOARD, board_units.show_files),
    "rekap_remind": (Permission.BROADCAST, board.remind),
}
"""What is only pressed."""
