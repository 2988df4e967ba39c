"""The table of prompts outside the form: what takes a contact's next message."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat import typed_choice, typed_yes_no
from bot.chat.roles import Permission
from bot.chat.route import PromptRoute, bare_prompt_route, payload_of, prompt_route
from bot.features.broadcasts import audience_menu, compose, lifecycle
from bot.features.broadcasts.readers import unsent_broadcast
from bot.features.people import invitations, role_admin
from bot.features.progress import units
from bot.features.reviews import coach_thread, readers, typed_remarks, writer_thread
from bot.features.teams import join
from bot.features.teams.members import offer_drafts
from bot.features.units import admin_menu, roster_import
from bot.features.workshops import cancel, card, check_in, field_flow, handouts
from bot.routing import redeem_codes
from bot.routing.commands import TYPED
from flows.language.command_words import bare, verb_of
from flows.messages import IncomingMessage, Input, TextInput

PROMPTS: Mapping[str, PromptRoute] = {
    join.NAME: prompt_route(join.take_name, payload_of(join.NamePayload, offer_drafts)),
    writer_thread.REPLY: prompt_route(writer_thread.take, writer_thread.read_received_point),
    redeem_codes.NAME: PromptRoute(redeem_codes.take_name),
    roster_import.SEARCH: bare_prompt_route(admin_menu.search, Permission.UNITS, "unit"),
    admin_menu.JOIN: prompt_route(admin_menu.merge_typed, admin_menu.read_proposal, Permission.UNITS, "unit"),
    invitations.PICK_UNIT: prompt_route(invitations.take_unit, invitations.read_terms, Permission.INVITE, "undang"),
    units.SEARCH: bare_prompt_route(units.search, Permission.BOARD, "rekap"),
    role_admin.SEARCH: bare_prompt_route(role_admin.search, Permission.INVITE, "undang"),
    role_admin.ADD_UNIT: prompt_route(role_admin.take_unit, role_admin.read_coach, Permission.INVITE, "undang"),
    compose.TEXT: prompt_route(compose.take_text, compose.text_target, Permission.BROADCAST, "siaran"),
    audience_menu.NAMES: prompt_route(
        audience_menu.take_names, audience_menu.filter_choice, Permission.BROADCAST, "siaran"
    ),
    lifecycle.WHEN: prompt_route(lifecycle.take_when, unsent_broadcast, Permission.BROADCAST, "siaran"),
    field_flow.FIELD: PromptRoute(field_flow.FORM.take, Permission.BROADCAST, "jadwal"),
    cancel.WHY: prompt_route(cancel.take_why, cancel.cancellation, Permission.BROADCAST, "jadwal"),
    handouts.POSTER_UNIT: prompt_route(handouts.take_poster_unit, card.any_workshop, Permission.BROADCAST, "jadwal"),
    check_in.NAME: PromptRoute(check_in.take_name),
    check_in.UNIT: PromptRoute(check_in.take_unit),
    "rv_note": prompt_route(typed_remarks.take_note, readers.read_target),
    "rv_ask": prompt_route(typed_remarks.take_question, readers.read_target),
    "rv_word": prompt_route(typed_remarks.take_wording, readers.read_target),
    "rv_bye": prompt_route(typed_remarks.take_closing, readers.read_review),
    "rv_loose": prompt_route(typed_remarks.take_loose, readers.read_review),
    "rv_keep": prompt_route(typed_remarks.take_more_loose, readers.read_kept),
    "rv_reply": prompt_route(coach_thread.take_reply, coach_thread.read_own_point),
}


def is_command_word(given: Input) -> bool:
    """Tell whether a message is nothing but a command or verb that can be typed anywhere."""
    return isinstance(given, TextInput) and (verb_of(given.text) is not None or bare(given.text) in TYPED)


def _as_choice(message: IncomingMessage, remembered: str) -> IncomingMessage:
    return typed_choice.as_pressed(message, remembered, is_command=is_command_word(message.input))


PRESSES: Mapping[str, Callable[[IncomingMessage, str], IncomingMessage]] = {
    typed_yes_no.CONFIRM: typed_yes_no.as_pressed,
    typed_choice.CHOICE: _as_choice,
}
"""Prompts that a button answers: reads a typed text as a press of it, or leaves the message as it is."""
