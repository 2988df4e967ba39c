"""The table of prompts outside the form: what takes a contact's next message."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat import typed_choice as picking
from bot.chat import typed_yes_no as confirming
from bot.chat.roles import Permission
from bot.chat.route import PromptRoute
from bot.features.broadcasts import audience_menu as narrowing
from bot.features.broadcasts import compose as newsroom
from bot.features.broadcasts import lifecycle as dispatch
from bot.features.people import invitations
from bot.features.people import role_admin as people
from bot.features.progress import units as board_units
from bot.features.reviews import coach_thread as threads
from bot.features.reviews import typed_remarks as remarking
from bot.features.reviews import writer_thread as discussing
from bot.features.teams import join as joining
from bot.features.units import admin_menu as unit_desk
from bot.features.units import roster_import as unit_files
from bot.features.workshops import cancel as workshop_cancelling
from bot.features.workshops import check_in as workshop_door
from bot.features.workshops import field_flow as workshop_steps
from bot.features.workshops import field_prompt as workshop_asking
from bot.features.workshops import handouts as workshop_papers
from bot.routing import redeem_codes as codes
from flows.messages import IncomingMessage

ERRANDS: Mapping[str, PromptRoute] = {
    joining.NAME: PromptRoute(joining.take_name),
    discussing.ERRAND: PromptRoute(discussing.take),
    codes.NAME: PromptRoute(codes.take_name),
    unit_files.SEARCH: PromptRoute(unit_desk.search, Permission.UNITS, "unit"),
    unit_desk.JOIN: PromptRoute(unit_desk.join_typed, Permission.UNITS, "unit"),
    invitations.PICK_UNIT: PromptRoute(invitations.take_unit, Permission.INVITE, "undang"),
    board_units.SEARCH: PromptRoute(board_units.search, Permission.BOARD, "rekap"),
    people.SEARCH: PromptRoute(people.search, Permission.INVITE, "undang"),
    people.ADD_UNIT: PromptRoute(people.take_unit, Permission.INVITE, "undang"),
    newsroom.TEXT: PromptRoute(newsroom.take_text, Permission.BROADCAST, "siaran"),
    narrowing.NAMES: PromptRoute(narrowing.take_names, Permission.BROADCAST, "siaran"),
    dispatch.WHEN: PromptRoute(dispatch.take_when, Permission.BROADCAST, "siaran"),
    workshop_asking.FIELD: PromptRoute(workshop_steps.take, Permission.BROADCAST, "jadwal"),
    workshop_cancelling.WHY: PromptRoute(workshop_cancelling.take_why, Permission.BROADCAST, "jadwal"),
    workshop_papers.POSTER_UNIT: PromptRoute(workshop_papers.take_poster_unit, Permission.BROADCAST, "jadwal"),
    workshop_door.NAME: PromptRoute(workshop_door.take_name),
    workshop_door.UNIT: PromptRoute(workshop_door.take_unit),
    "rv_note": PromptRoute(remarking.take_note),
    "rv_ask": PromptRoute(remarking.take_question),
    "rv_word": PromptRoute(remarking.take_wording),
    "rv_bye": PromptRoute(remarking.take_closing),
    "rv_loose": PromptRoute(remarking.take_loose),
    "rv_keep": PromptRoute(remarking.take_more_loose),
    "rv_reply": PromptRoute(threads.take_reply),
}

PRESSES: Mapping[str, Callable[[IncomingMessage, str], IncomingMessage]] = {
    confirming.CONFIRM: confirming.as_pressed,
    picking.CHOICE: picking.as_pressed,
}
"""Errands that wait for a button: what is typed is read as a press of it, or is left as it is."""
