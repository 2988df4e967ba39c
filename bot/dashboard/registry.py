"""The tables of the dashboard's pages and of the actions of their buttons, each with its permission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.chat.payload import row_number
from bot.chat.roles import Permission
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

HOME = "cakupan"
"""The page that is shown when none is named."""


@dataclass(frozen=True, slots=True)
class PageRoute:
    """A page: who may see it, how its list is drawn, and the page of one thing in it."""

    permission: Permission
    label: str
    """The phrase of its link."""
    draw: Draw
    draw_one: DrawOne | None = None


@dataclass(frozen=True, slots=True)
class PageAction:
    """What a button does: who may, and a function that returns a name of RESULTS, None when nothing was changed."""

    permission: Permission
    run: Callable[[Connection, int, Fields, datetime], str | None]


PAGES: Mapping[str, PageRoute] = {
    HOME: PageRoute(Permission.BOARD, "nav.coverage", coverage.draw),
    "alur": PageRoute(Permission.BOARD, "nav.funnel", funnel.draw),
    "draf": PageRoute(Permission.BOARD, "nav.drafts", drafts.draw, drafts.draw_one),
    "ulasan": PageRoute(Permission.BOARD, "nav.times", review_times.draw),
    "siaran": PageRoute(Permission.BROADCAST, "nav.news", broadcasts.draw, broadcasts.draw_one),
    "jadwal": PageRoute(Permission.BROADCAST, "nav.meetings", workshops.draw, workshops.draw_one),
    "unit": PageRoute(Permission.UNITS, "nav.units", registry.draw),
    "undangan": PageRoute(Permission.INVITE, "nav.people", people.draw),
    # Costs are for those who cause them: the senders of broadcasts.
    "biaya": PageRoute(Permission.BROADCAST, "nav.costs", costs.draw),
}
"""Every page by its name in URLs."""


def _revoke(connection: Connection, admin: int, fields: Fields, now: datetime) -> str | None:
    return "revoked" if invitations.void(connection, admin, fields.get("kode", ""), now) else None


def _set_unit_state(state: UnitState, result: str) -> Callable[[Connection, int, Fields, datetime], str | None]:
    """Return the action that sets a unit's state; it refuses a proposed unit, which needs a decision first."""

    def run(connection: Connection, admin: int, fields: Fields, now: datetime) -> str | None:
        unit = units.get(connection, row_number(fields.get("unit", "")))
        if unit is None or unit.state is UnitState.PROPOSED:
            return None
        admin_menu.set_state(connection, admin, unit, state, now)
        return result

    return run


ACTIONS: Mapping[tuple[str, str], PageAction] = {
    ("undangan", "cabut"): PageAction(Permission.INVITE, _revoke),
    ("unit", "tutup"): PageAction(Permission.UNITS, _set_unit_state(UnitState.CLOSED, "closed")),
    ("unit", "buka"): PageAction(Permission.UNITS, _set_unit_state(UnitState.LISTED, "opened")),
}
"""Every action by its page and its name in URLs."""
RESULTS = ("revoked", "closed", "opened", "vain")
"""The results of actions, by their names in URLs; the last stands for None."""
