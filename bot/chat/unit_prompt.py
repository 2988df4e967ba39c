"""A prompt for the name of a unit: a clear name is taken, an unclear one is answered with the likely units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.chat.context import ChatContext
from bot.language.unit_names import MOST_OFFERED, find, likely
from bot.texts import say
from flows.messages import Button, Input, Reply, Rich, TextInput
from storage.people import units
from storage.records import Unit, UnitState


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrompt:
    """A question for a unit: what is stored with it, the buttons of its answers, and the units that can be meant."""

    kind: str
    """The prompt's kind, a key of PROMPTS."""
    argument: str = ""
    choice: Callable[[Unit], Button]
    """Makes the button of a likely unit."""
    actions: tuple[Button, ...] = ()
    states: tuple[UnitState, ...] = (UnitState.LISTED,)
    most: int = MOST_OFFERED
    """Likely units that are offered."""
    takes_likely: bool = False
    """A single likely unit is taken without a tap: for a search, where a wrong guess does no harm."""

    def ask(self, ctx: ChatContext, text: Rich) -> None:
        """Ask with this text; the next message answers the prompt."""
        ctx.expect(self.kind, self.argument)
        ctx.say(Reply(text=text, actions=self.actions))

    def take(self, ctx: ChatContext, given: Input) -> Unit | None:
        """Return the unit that a message names; None: the likely ones were offered, and the prompt stays pending."""
        text = given.text.strip() if isinstance(given, TextInput) else ""
        known = units.in_states(ctx.connection, *self.states)
        unit = find(known, text) if text else None
        near = likely(known, text, self.most) if text and unit is None else []
        if self.takes_likely and len(near) == 1:
            (unit,) = near
        if unit is not None:
            ctx.expect_nothing()
            return unit
        ctx.expect(self.kind, self.argument)
        said = say("unit.found" if near else "unit.not_found" if text else "unit.name_only", text=text, count=len(near))
        ctx.say(Reply(text=said, choices=tuple(map(self.choice, near)), actions=self.actions))
        return None
