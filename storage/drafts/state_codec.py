"""The codec of conversation states: where each writer stands, and what they share beside the log."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from operator import attrgetter

from pydantic import TypeAdapter

from flows.conversation import Conversation, Cursor, PendingAnswer, Point, SettledPoint

_START = Cursor()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberState:
    """Where one writer stands in a conversation; the fields are named as the conversation's own."""

    cursor: Cursor = _START
    ask: int = 0
    quick: bool = False
    back_to: str | None = None
    pending: PendingAnswer | None = None
    upto: int = 0
    beside: str = ""
    focus: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationState(MemberState):
    """What a conversation keeps beside its log: its owner's state, and what all writers share."""

    points: tuple[Point, ...] = ()
    settled: tuple[SettledPoint, ...] = ()


@dataclass(slots=True)
class _Written:
    """A state on its way to the database, fields in order; frozen it would cost each turn twice as much."""

    cursor: Cursor = _START
    ask: int = 0
    quick: bool = False
    back_to: str | None = None
    pending: PendingAnswer | None = None
    upto: int = 0
    beside: str = ""
    focus: int | None = None
    points: tuple[Point, ...] = ()
    settled: tuple[SettledPoint, ...] = ()


_PLACE = TypeAdapter(MemberState)
_STATE = TypeAdapter(ConversationState)
_WRITTEN = TypeAdapter(_Written)
_NOTHING = ConversationState()
_NAMES = tuple(field.name for field in fields(MemberState))
_OWN = attrgetter(*_NAMES)
_SHARED = attrgetter(*(field.name for field in fields(ConversationState) if field.name not in _NAMES))


def read_member(written: str) -> MemberState:
    """Parse a member's state."""
    return _PLACE.validate_json(written)


def read_state(written: str) -> ConversationState:
    """Parse a conversation's own state."""
    return _STATE.validate_json(written)


def write_member(of: MemberState | Conversation) -> str:
    """Return a member's state as it is stored, without what writers share."""
    return _write(of, _NOTHING)


def write_state(of: Conversation) -> str:
    """Return a conversation's own state as it is stored."""
    return _write(of, of)


def with_shared(written: str, of: Conversation) -> str:
    """Return the owner's stored state with what a member changed for all writers."""
    state = read_state(written)
    return written if _SHARED(state) == _SHARED(of) else _write(state, of)


def passed_on(written: str, member: MemberState) -> str:
    """Return a conversation's stored state with another owner's state in it."""
    return _write(member, read_state(written))


def with_member(conversation: Conversation, member: MemberState) -> Conversation:
    """Return the conversation as the writer of this state sees it."""
    return replace(conversation, **dict(zip(_NAMES, _OWN(member), strict=True)))


def _write(of: MemberState | Conversation, shared: ConversationState | Conversation) -> str:
    return _WRITTEN.dump_json(_Written(*_OWN(of), *_SHARED(shared)), exclude_defaults=True).decode()
