"""Knows what a person's next message can be for, when it is for no draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat import typed_choice as picking
from bot.chat import typed_yes_no as confirming
from bot.chat.context import Visit
from bot.chat.roles import Permission
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
from bot.routing.refusals import refuse
from flows.messages import IncomingMessage, Input

Take = Callable[[Visit, Input, str], None]
"""Takes the message; the text is what the errand remembers."""


def only(command: str, permission: Permission, take: Take) -> Take:
    """Take the message for this errand only from whoever may still give the command that it began with."""

    def taken(visit: Visit, given: Input, argument: str) -> None:
        if visit.may(permission):
            take(visit, given, argument)
        else:
            visit.expect_nothing()
            refuse(visit, command, permission)

    return taken


ERRANDS: Mapping[str, Take] = {
    joining.NAME: joining.take_name,
    discussing.ERRAND: discussing.take,
    codes.NAME: codes.take_name,
    unit_files.SEARCH: only("unit", Permission.UNITS, unit_desk.search),
    unit_desk.JOIN: only("unit", Permission.UNITS, unit_desk.join_typed),
    invitations.PICK_UNIT: only("undang", Permission.INVITE, invitations.take_unit),
    board_units.SEARCH: only("rekap", Permission.BOARD, board_units.search),
    people.SEARCH: only("undang", Permission.INVITE, people.search),
    people.ADD_UNIT: only("undang", Permission.INVITE, people.take_unit),
    newsroom.TEXT: only("siaran", Permission.BROADCAST, newsroom.take_text),
    narrowing.NAMES: only("siaran", Permission.BROADCAST, narrowing.take_names),
    dispatch.WHEN: only("siaran", Permission.BROADCAST, dispatch.take_when),
    workshop_asking.FIELD: only("jadwal", Permission.BROADCAST, workshop_steps.take),
    workshop_cancelling.WHY: only("jadwal", Permission.BROADCAST, workshop_cancelling.take_why),
    workshop_papers.POSTER_UNIT: only("jadwal", Permission.BROADCAST, workshop_papers.take_poster_unit),
    workshop_door.NAME: workshop_door.take_name,
    workshop_door.UNIT: workshop_door.take_unit,
    "rv_note": remarking.take_note,
    "rv_ask": remarking.take_question,
    "rv_word": remarking.take_wording,
    "rv_bye": remarking.take_closing,
    "rv_loose": remarking.take_loose,
    "rv_keep": remarking.take_more_loose,
    "rv_reply": threads.take_reply,
}

PRESSES: Mapping[str, Callable[[IncomingMessage, str], IncomingMessage]] = {
    confirming.CONFIRM: confirming.as_pressed,
    picking.CHOICE: picking.as_pressed,
}
"""Errands that wait for a button: what is typed is read as a press of it, or is left as it is."""
