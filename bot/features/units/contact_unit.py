"""Learns which unit a person is of: from a link, from what they write in the form, from a tap."""

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
"""How the code of a proposal begins; no roster's code can."""


def remember(ctx: ChatContext, code: str) -> bool:
    """Remember the unit a person came from; tell whether the code, or the name, is one's."""
    unit = units.by_code(ctx.connection, code)
    if unit is None or unit.state is not UnitState.LISTED:
        unit = find(units.in_states(ctx.connection), code)
    if unit is None:
        return False
    join(ctx, unit.id)
    return True


def join(ctx: ChatContext, unit: int) -> None:
    """Remember the person's unit; a proposal that nobody stands behind any more goes."""
    ctx.join(unit)
    units.clear(ctx.connection)


def learn(ctx: ChatContext, number: int, turn: Turn, text: str) -> Turn:
    """Learn the person's unit from what they wrote in the form; offer what the roster calls it."""
    said, offered = _learned(ctx, number, text)
    if not said or not turn.replies:
        return turn
    *before, last = turn.replies
    actions = (*offered, *last.actions)[:MOST_ACTIONS] if offered else last.actions
    return replace(turn, replies=(*before, replace(last, said=lines(last.said, said), actions=actions)))


def propose(ctx: ChatContext, name: str) -> int:
    """Put a name that is not in the roster before the admins, once for all who type it; return its number."""
    waiting = units.in_states(ctx.connection, UnitState.PROPOSED)
    known = next((unit for unit in waiting if key(unit.name) == key(name)), None)
    if known is not None:
        return known.id
    code = PROPOSED + code_of(name, [unit.code.removeprefix(PROPOSED) for unit in waiting])
    return units.propose(ctx.connection, code, name, guess_kind(name), ctx.now)


def _learned(ctx: ChatContext, number: int, text: str) -> tuple[Rich, tuple[Button, ...]]:
    """Remember the unit that a text names; return what to say to that and which names to offer."""
    listed = units.in_states(ctx.connection)
    unit = find(listed, text)
    if unit is not None:
        join(ctx, unit.id)
        return ((), ()) if unit.name == text else (say("unit.written", name=unit.name), _buttons(number, [unit]))
    before = ctx.contact.unit
    join(ctx, propose(ctx, text))
    near = likely(listed, text, MOST_OFFERED)
    if near:
        return say("unit.near" if len(near) > 1 else "unit.one_near"), _buttons(number, near)
    return (say("unit.proposed") if ctx.contact.unit != before else ()), ()


def _buttons(number: int, found: list[Unit]) -> tuple[Button, ...]:
    return tuple(Button(unit.name, "unit_as", f"{number} {unit.id}") for unit in found)
