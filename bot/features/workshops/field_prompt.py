"""Knows which field of which workshop an admin is asked for, and asks."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.chat.context import ChatContext
from bot.chat.pending_prompt import PendingPrompt
from bot.chat.row_ids import row_number
from bot.texts import word
from flows.messages import Button, Reply, Rich

FIELD = "ws_field"
"""What an admin's next words are for: one of a workshop's fields."""


@dataclass(frozen=True, slots=True)
class FieldKey:
    """Is which field of which workshop is asked for; travels in buttons as "7 place +"."""

    number: int
    """0: of one that is not kept yet."""
    field: str
    is_new: bool
    """Whether the other fields follow."""
    said: str = ""
    """What was said before, and may be completed now; only a prompt keeps it."""

    def __str__(self) -> str:
        return f"{self.number} {self.field} {'+' if self.is_new else '-'}"


def read_spot(written: str) -> tuple[FieldKey, str] | None:
    """Return the spot that a button carries, and what it sets; None if it is none of ours."""
    number, field, mark, value = (*written.split(" ", 3), "", "", "")[:4]
    if not (number.isdecimal() and field):
        return None
    return FieldKey(row_number(number), field, mark == "+"), value


def read_kept(errand: PendingPrompt | None) -> tuple[FieldKey, list[tuple[str, str]]] | None:
    """Return the spot that a prompt keeps, and the buttons under the question: labels and what they set."""
    if errand is None or errand.kind != FIELD:
        return None
    written, said, *buttons = json.loads(errand.argument)
    read = read_spot(written)
    return None if read is None else (replace(read[0], said=said), [(label, value) for label, value in buttons])


def ask(ctx: ChatContext, spot: FieldKey, text: Rich, *buttons: tuple[str, str], edits: bool = False) -> None:
    """Ask for a field; each button is its label and what it sets."""
    ctx.expect(FIELD, json.dumps([str(spot), spot.said, *buttons]))
    choices = tuple(Button(label, "ws_set", f"{spot} {value}") for label, value in buttons)
    way_out = (
        (word("workshop.leave"), "ws_show", str(spot.number)) if spot.number else (word("workshop.back"), "jadwal")
    )
    actions = () if spot.number and spot.is_new else (Button(*way_out),)
    ctx.say(Reply(text=text, choices=choices, actions=actions, edits=edits))
