"""Knows what a person's next message can be for, when it is for no draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import discussing, invitations, joining, people, remarking, threads, unit_desk
from bot.visit import Visit
from flows.messages import Input

Take = Callable[[Visit, Input, str], None]
"""Takes the message; the text is what the errand remembers."""

ERRANDS: Mapping[str, Take] = {
    joining.NAME: joining.take_name,
    discussing.ERRAND: discussing.take,
    unit_desk.SEARCH: unit_desk.search,
    unit_desk.JOIN: unit_desk.join_typed,
    invitations.PICK_UNIT: invitations.take_unit,
    people.SEARCH: people.search,
    people.ADD_UNIT: people.take_unit,
    "rv_note": remarking.take_note,
    "rv_ask": remarking.take_question,
    "rv_word": remarking.take_wording,
    "rv_bye": remarking.take_closing,
    "rv_loose": remarking.take_loose,
    "rv_keep": remarking.take_more_loose,
    "rv_reply": threads.take_reply,
}
