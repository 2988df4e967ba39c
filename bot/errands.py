"""Knows what a person's next message can be for, when it is for no draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import confirming, picking
from bot.announcements import dispatch, narrowing, newsroom
from bot.board import units as board_units
from bot.people import codes, invitations
from bot.people import holders as people
from bot.people.refusals import refuse
from bot.people.roles import Permission
from bot.reviews import discussing, remarking, threads
from bot.teams import joining
from bot.units import desk as unit_desk
from bot.units import files as unit_files
from bot.visit import Visit
from bot.workshops import asking as workshop_asking
from bot.workshops import cancelling as workshop_cancelling
from bot.workshops import door as workshop_door
from bot.workshops import papers as workshop_papers
from bot.workshops import steps as workshop_steps
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
