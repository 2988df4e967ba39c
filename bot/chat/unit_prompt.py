"""A prompt for the name of a unit: a clear name is taken, an unclear one is answered with the likely units."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.context import Visit
from bot.language.unit_names import find, likely
from bot.texts import say
from flows.messages import Button, Input, Reply, Rich, Said, Wants
from storage.people import units
from storage.records import Unit


def ask_unit(visit: Visit, kind: str, argument: str, text: Rich, *actions: Button) -> None:
    """Ask for the name of a unit; the next message goes to the prompt of this kind."""
    visit.expect(kind, argument)
    visit.say(Reply(text=text, actions=actions))


def take_unit(
    visit: Visit, given: Input, kind: str, argument: str, tapped: Callable[[Unit], Button], *actions: Button
) -> Unit | None:
    """Return the unit that a message names beyond doubt; None: the likely ones were offered, and the prompt goes on.

    `tapped` makes the button of a likely unit.
    """
    known = units.of(visit.connection)
    text = given.text.strip() if isinstance(given, Said) else ""
    unit = find(known, text) if text else None
    if unit is not None:
        visit.expect_nothing()
        return unit
    near = likely(known, text) if text else []
    visit.expect(kind, argument)
    said = say("unit.found" if near else "unit.not_found" if text else "unit.name_only", text=text, count=len(near))
    visit.say(Reply(text=said, choices=tuple(map(tapped, near)), actions=actions, wants=Wants.CHOICE))
    return None
