"""Learns which unit a person is of: from a link, from what they write in the form, from a tap."""

from __future__ import annotations

from dataclasses import replace

from bot.texts import say
from bot.unit_names import MOST_OFFERED, code_of, find, guess_kind, key, likely
from bot.visit import OVER, Visit
from flows.asking import MOST_ACTIONS
from flows.conversation import Asked, Cursor, EventKind, Given, How, Turn
from flows.messages import Button, Rich, Said
from flows.texts import lines
from storage import units
from storage.records import Unit, UnitState

PROPOSED = "_usul-"
"""How the code of a proposal begins; no roster's code can."""


def remember(visit: Visit, code: str) -> bool:
    """Remember the unit a person came from; tell whether the code, or the name, is one's."""
    unit = units.by_code(visit.connection, code)
    if unit is None or unit.state is not UnitState.LISTED:
        unit = find(units.of(visit.connection), code)
    if unit is None:
        return False
    join(visit, unit.id)
    return True


def join(visit: Visit, unit: int) -> None:
    """Remember the person's unit; a proposal that nobody stands behind any more goes."""
    visit.join(unit)
    units.clear(visit.connection)


def heed(visit: Visit, number: int, turn: Turn) -> Turn:
    """Learn the person's unit from an answer to the form's question for it; offer what the roster calls it."""
    text = _named(visit, number, turn)
    if text is None:
        return turn
    said, offered = _learned(visit, number, text)
    if not said or not turn.replies:
        return turn
    *before, last = turn.replies
    actions = (*offered, *last.actions)[:MOST_ACTIONS] if offered else last.actions
    return replace(turn, replies=(*before, replace(last, said=lines(last.said, said), actions=actions)))


def take_name(visit: Visit, argument: str) -> None:
    """Remember the unit that was tapped, and write its name as the roster does into the draft that asked."""
    number, _, chosen = argument.partition(" ")
    unit = units.get(visit.connection, int(chosen)) if chosen.isdecimal() else None
    if unit is None or unit.state is not UnitState.LISTED:
        _go_on(visit)
        return
    join(visit, unit.id)
    found = visit.open(int(number)) if number.isdecimal() else None
    question = _question(visit, int(number)) if found is not None else None
    if found is None or question is None or found.conversation.status in OVER:
        visit.tell(say("unit.joined", name=unit.name))
        _go_on(visit)
        return
    seen = Asked(ask=0, cursor=Cursor(question=question))
    turn = visit.turn(found.conversation.id, Given(input=Said(text=unit.name), source=visit.source, seen=seen))
    visit.take(found.conversation.id, _acknowledged(turn, unit.name))
    if found.conversation.id != visit.contact.conversation:
        _go_on(visit)


def propose(visit: Visit, name: str) -> int:
    """Put a name that is not in the roster before the admins, once for all who type it; return its number."""
    waiting = units.of(visit.connection, UnitState.PROPOSED)
    known = next((unit for unit in waiting if key(unit.name) == key(name)), None)
    if known is not None:
        return known.id
    code = PROPOSED + code_of(name, [unit.code.removeprefix(PROPOSED) for unit in waiting])
    return units.add(visit.connection, code, name, guess_kind(name), visit.now, UnitState.PROPOSED)


def _named(visit: Visit, number: int, turn: Turn) -> str | None:
    """Return what the person just wrote as their unit, or None."""
    question = _question(visit, number)
    answers = [
        event
        for event in turn.events
        if event.kind is EventKind.ANSWERED and event.question == question and event.how is not How.CARRIED
    ]
    text = answers[-1].value if answers else None
    return text.strip() if isinstance(text, str) and text.strip() else None


def _question(visit: Visit, number: int) -> str | None:
    """Return the question of a draft's form that asks for the unit."""
    found = visit.open(number)
    if found is None:
        return None
    flow = visit.forms.flow(visit.connection, found.conversation.flow, found.conversation.version)
    return flow.cover.unit if flow.cover is not None else None


def _learned(visit: Visit, number: int, text: str) -> tuple[Rich, tuple[Button, ...]]:
    """Remember the unit that a text names; return what to say to that and which names to offer."""
    listed = units.of(visit.connection)
    unit = find(listed, text)
    if unit is not None:
        join(visit, unit.id)
        return ((), ()) if unit.name == text else (say("unit.written", name=unit.name), _buttons(number, [unit]))
    before = visit.contact.unit
    join(visit, propose(visit, text))
    near = likely(listed, text, MOST_OFFERED)
    if near:
        return say("unit.near" if len(near) > 1 else "unit.one_near"), _buttons(number, near)
    return (say("unit.proposed") if visit.contact.unit != before else ()), ()


def _acknowledged(turn: Turn, name: str) -> Turn:
    """Say that the name is written so, in the place of what is said to a second answer that somebody types."""
    is_written = any(event.kind is EventKind.ANSWERED for event in turn.events)
    if not is_written or not turn.replies:
        return turn
    *before, last = turn.replies
    return replace(turn, replies=(*before, replace(last, said=say("unit.joined", name=name))))


def _buttons(number: int, found: list[Unit]) -> tuple[Button, ...]:
    return tuple(Button(unit.name, "unit_as", f"{number} {unit.id}") for unit in found)


def _go_on(visit: Visit) -> None:
    current = visit.current()
    if current is not None:
        visit.act(current.conversation.id, "repeat")
