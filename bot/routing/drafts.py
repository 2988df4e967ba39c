"""Routes of drafts, of codes, and of a person's own data."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.confirmation import bare_confirmed_route
from bot.chat.paging import as_page
from bot.chat.roles import Permission
from bot.chat.route import Route, as_row, as_text, bare_route, payload_of, route
from bot.features.drafts.drafts import begin, choose_draft, go_on, open_draft
from bot.features.people import profile
from bot.features.people.erase_me import ask_forget, forget, keep_all
from bot.features.reviews import settle_points, writer_thread
from bot.routing.redeem_codes import CODE, start, take

SHOW = "show"
"""Asks for the held replies; without any, for the draft."""

ROUTES: Mapping[str, Route] = {
    "mulai": Route(Permission.WRITE, start, is_typed=True),
    "start": Route(Permission.WRITE, start, is_typed=True),
    CODE: Route(Permission.WRITE, take, is_typed=True),
    "draf lain": route(Permission.WRITE, choose_draft, as_page, is_typed=True),
    "hapus_data": bare_route(Permission.WRITE, ask_forget, is_typed=True),
    "hapus data": bare_route(Permission.WRITE, ask_forget, is_typed=True),
    "unit_as": route(Permission.WRITE, profile.take_unit, payload_of(profile.DraftUnitPayload, go_on)),
    "begin": route(Permission.WRITE, begin, as_text),
    "open": route(Permission.WRITE, open_draft, as_row),
    SHOW: route(Permission.WRITE, open_draft, as_row),
    "drafts": route(Permission.WRITE, choose_draft, as_page),
    "revise": route(Permission.WRITE, settle_points.revise, settle_points.read_draft_point),
    "revise_all": route(Permission.WRITE, settle_points.revise_all, settle_points.read_draft_point),
    "point_talk": route(Permission.WRITE, writer_thread.show, writer_thread.read_received_point),
    "forget": bare_confirmed_route(Permission.WRITE, forget, ask_forget),
    "keep_all": bare_route(Permission.WRITE, keep_all),
}
