"""Knows which field of which workshop an admin is asked for, and asks."""

from __future__ import annotations

from dataclasses import dataclass

from bot.texts import word
from bot.visit import Visit
from flows.messages import Button, Reply, Rich, Wants

FIELD = "ws_field"
"""What an admin's next words are for: one of a workshop's fields."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Is which field of which workshop is asked for; travels in buttons as "7 place +"."""

    number: int
    """0: of one that is not kept yet."""
    field: str
    is_new: bool
    """Whether the other fields follow."""
    said: str = ""
    """What was said before, and may be completed now; only an errand keeps it."""

    def __str__(self) -> str:
        return f"{self.number} {self.field} {'+' if self.is_new else '-'}"


def read_spot(written: str) -> tuple[Spot, str] | None:
    """Return the spot that a button or an errand carries, and what a button sets; None if it is none of ours."""
    head, _, said = written.partition("\n")
    number, field, mark, value = (*head.split(" ", 3), "", "", "")[:4]
    if not (number.isdecimal() and len(number) < 10 and field):
        return None
    return Spot(int(number), field, mark == "+", said), value


def ask(visit: Visit, spot: Spot, text: Rich, *buttons: tuple[str, str], edits: bool = False) -> None:
    """Ask for a field; each button is its label and what it sets."""
    visit.expect(FIELD, f"{spot}\n{spot.said}")
    choices = tuple(Button(label, "ws_set", f"{spot} {value}") for label, value in buttons)
    way_out = (
        (word("workshop.leave"), "ws_show", str(spot.number)) if spot.number else (word("workshop.back"), "jadwal")
    )
    actions = () if spot.number and spot.is_new else (Button(*way_out),)
    visit.say(Reply(text=text, choices=choices, actions=actions, wants=Wants.CHOICE, edits=edits))
