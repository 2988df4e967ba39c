"""Writes down where each person stands in a conversation, and what all who write in it share beside its log."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import TypeAdapter

from flows.conversation import Conversation, Cursor, Pending, Point, Settled

_START = Cursor()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Is where one person stands in a conversation; the names are the conversation's own."""

    cursor: Cursor = _START
    ask: int = 0
    quick: bool = False
    back_to: str | None = None
    pending: Pending | None = None
    upto: int = 0
    beside: str = ""
    focus: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Place):
    """Is what a conversation knows beside its log: its owner's place, and what is everybody's."""

    points: tuple[Point, ...] = ()
    settled: tuple[Settled, ...] = ()


_PLACE = TypeAdapter(Place)
_STATE = TypeAdapter(State)
_NAMES = tuple(field.name for field in fields(Place))


def read_place(written: str) -> Place:
    """Return a member's place."""
    return _PLACE.validate_json(written)


def read_state(written: str) -> State:
    """Return a conversation's own state."""
    return _STATE.validate_json(written)


def write_place(of: Place | Conversation) -> str:
    """Return a member's place as it is stored: without what is everybody's."""
    return _PLACE.dump_json(Place(**_place(of)), exclude_defaults=True).decode()


def write_state(of: Conversation) -> str:
    """Return a conversation's own state as it is stored."""
    return _state(State(**_place(of), points=of.points, settled=of.settled))


def with_shared(written: str, of: Conversation) -> str:
    """Return the owner's state with what a member changed for everybody."""
    state = read_state(written)
    if (state.points, state.settled) == (of.points, of.settled):
        return written
    return _state(replace(state, points=of.points, settled=of.settled))


def passed_on(written: str, place: Place) -> str:
    """Return a conversation's own state with another person's place in it."""
    state = read_state(written)
    return _state(State(**_place(place), points=state.points, settled=state.settled))


def put(conversation: Conversation, place: Place) -> Conversation:
    """Return the conversation as the person of this place has it."""
    return replace(conversation, **_place(place))


def _state(state: State) -> str:
    return _STATE.dump_json(state, exclude_defaults=True).decode()


def _place(of: Place | Conversation) -> dict[str, Any]:
    return {name: getattr(of, name) for name in _NAMES}
