"""The unit of a contact: learnt from a link, from an answer in the form, or from a tap."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext
from bot.language.unit_names import MOST_OFFERED, code_of, find, guess_kind, key, likely
from bot.texts import say
from flows.conversation import Turn
from flows.messages import MOST_ACTIONS, Button, Rich
from flows.texts import lines
from storage.people import units
from storage.records import Unit, UnitState

PROPOSED = "_usul-"
"""The prefix of a proposal's code; a code in a roster can not begin with "_"."""


def remember(ctx: ChatContext, code: str) -> bool:
    """Store the contact's unit by its code or name; tell whether there is such a unit."""
    unit = units.by_code(ctx.connection, code)
    if unit is None or unit.state is not UnitState.LISTED:
        unit = find(units.in_states(ctx.connection), code)
    if unit is None:
        return False
    join(ctx, unit.id)
    return True


def join(ctx: ChatContext, unit: int) -> None:
    """Store the contact's unit, and remove proposals that are nobody's unit any more."""
    ctx.join(unit)
    units.clear(ctx.connection)


def learn(ctx: ChatContext, conversation: int, turn: Turn, text: str) -> Turn:
    """Store the unit that an answer names; return the turn, with likely units offered in its last reply."""
    said, offered = _learned(ctx, conversation, text)
    if not said or not turn.replies:
        return turn
    *before, last = turn.replies
    actions = (*offered, *last.actions)[:MOST_ACTIONS] if offered else last.actions
    return replace(turn, replies=(*before, replace(last, said=lines(last.said, said), actions=actions)))


def propose(ctx: ChatContext, name: str) -> int:
    """Add a name that no roster has as a proposal for the admins, once for all who type it; return the unit's id."""
    waiting = units.in_states(ctx.connection, UnitState.PROPOSED)
    known = next((unit for unit in waiting if key(unit.name) == key(name)), None)
    if known is not None:
        return known.id
    code = PROPOSED + code_of(name, [unit.code.removeprefix(PROPOSED) for unit in waiting])
    return units.propose(ctx.connection, code, name, guess_kind(name), ctx.now)


def _learned(ctx: ChatContext, conversation: int, text: str) -> tuple[Rich, tuple[Button, ...]]:
    """Store the unit that a text names; return what to say about it, and the buttons of likely units."""
    listed = units.in_states(ctx.connection)
    unit = find(listed, text)
    if unit is not None:
        join(ctx, unit.id)
        return ((), ()) if unit.name == text else (say("unit.written", name=unit.name), _buttons(conversation, [unit]))
    before = ctx.contact.unit
    join(ctx, propose(ctx, text))
    near = likely(listed, text, MOST_OFFERED)
    if near:
        return say("unit.near" if len(near) > 1 else "unit.one_near"), _buttons(conversation, near)
    return (say("unit.proposed") if ctx.contact.unit != before else ()), ()


def _buttons(conversation: int, likely_units: list[Unit]) -> tuple[Button, ...]:
    return tuple(Button(unit.name, "unit_as", f"{conversation} {unit.id}") for unit in likely_units)
