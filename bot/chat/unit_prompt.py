"""A prompt for the name of a unit: a clear name is taken, an unclear one is answered with the likely units."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.context import ChatContext
from bot.language.unit_names import find, likely
from bot.texts import say
from flows.messages import Button, Input, Reply, Rich, TextInput
from storage.people import units
from storage.records import Unit


def ask_unit(ctx: ChatContext, kind: str, argument: str, text: Rich, *actions: Button) -> None:
    """Ask for the name of a unit; the next message goes to the prompt of this kind."""
    ctx.expect(kind, argument)
    ctx.say(Reply(text=text, actions=actions))


def take_unit(
    ctx: ChatContext, given: Input, kind: str, argument: str, tapped: Callable[[Unit], Button], *actions: Button
) -> Unit | None:
    """Return the unit that a message names beyond doubt; None: the likely ones were offered, and the prompt goes on.

    `tapped` makes the button of a likely unit.
    """
    known = units.in_states(ctx.connection)
    text = given.text.strip() if isinstance(given, TextInput) else ""
    unit = find(known, text) if text else None
    if unit is not None:
        ctx.expect_nothing()
        return unit
    near = likely(known, text) if text else []
    ctx.expect(kind, argument)
    said = say("unit.found" if near else "unit.not_found" if text else "unit.name_only", text=text, count=len(near))
    ctx.say(Reply(text=said, choices=tuple(map(tapped, near)), actions=actions))
    return None
