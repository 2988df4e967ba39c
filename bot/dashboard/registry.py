"""Lists the pages of the board and the buttons on them, each with what it takes to be allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.chat.roles import Permission
from bot.chat.row_ids import row_number
from bot.dashboard import broadcasts, costs, coverage, drafts, funnel, people, review_times, workshops
from bot.dashboard import units as registry
from bot.dashboard.page_model import PageModel
from bot.dashboard.view_context import PageContext
from bot.features.people import invitations
from bot.features.units import admin_menu
from storage.people import units
from storage.records import UnitState

Draw = Callable[[PageContext], PageModel]
DrawOne = Callable[[PageContext, int], PageModel | None]
Fields = Mapping[str, str]

FIRST = "cakupan"
"""The page that is shown where none is named."""


@dataclass(frozen=True, slots=True)
class Page:
    """Is one page: who may see it, what it shows, and what it shows of one thing behind it."""

    permission: Permission
    label: str
    """The phrase that leads to it."""
    draw: Draw
    draw_one: DrawOne | None = None


@dataclass(frozen=True, slots=True)
class PageAction:
    """Is what one button does: who may, and the phrase that says what came of it, or None when it was in vain."""

    permission: Permission
    run: Callable[[Connection, int, Fields, datetime], str | None]


PAGES: Mapping[str, Page] = {
    FIRST: Page(Permission.BOARD, "nav.coverage", coverage.draw),
    "alur": Page(Permission.BOARD, "nav.funnel", funnel.draw),
    "draf": Page(Permission.BOARD, "nav.drafts", drafts.draw, drafts.draw_one),
    "ulasan": Page(Permission.BOARD, "nav.times", review_times.draw),
    "siaran": Page(Permission.BROADCAST, "nav.news", broadcasts.draw, broadcasts.draw_one),
    "jadwal": Page(Permission.BROADCAST, "nav.meetings", workshops.draw, workshops.draw_one),
    "unit": Page(Permission.UNITS, "nav.units", registry.draw),
    "undangan": Page(Permission.INVITE, "nav.people", people.draw),
    # What messages cost is for whoever causes it: who writes to many.
    "biaya": Page(Permission.BROADCAST, "nav.costs", costs.draw),
}
"""Every page by its name in addresses."""


def _revoke(connection: Connection, admin: int, fields: Fields, now: datetime) -> str | None:
    return "revoked" if invitations.void(connection, admin, fields.get("kode", ""), now) else None


def _turned(state: UnitState, came: str) -> Callable[[Connection, int, Fields, datetime], str | None]:
    """Return what brings a unit into a state; a name that only waits for a decision is none yet."""

    def run(connection: Connection, admin: int, fields: Fields, now: datetime) -> str | None:
        known = units.get(connection, row_number(fields.get("unit", "")))
        if known is None or known.state is UnitState.PROPOSED:
            return None
        admin_menu.set_state(connection, admin, known, state, now)
        return came

    return run


ACTIONS: Mapping[tuple[str, str], PageAction] = {
    ("undangan", "cabut"): PageAction(Permission.INVITE, _revoke),
    ("unit", "tutup"): PageAction(Permission.UNITS, _turned(UnitState.CLOSED, "closed")),
    ("unit", "buka"): PageAction(Permission.UNITS, _turned(UnitState.LISTED, "opened")),
}
"""Every button: the page it stands on, and what it is called in addresses."""
CAME = ("revoked", "closed", "opened", "vain")
"""What can be said of what a button did; an address carries only these names."""
