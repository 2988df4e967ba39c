"""Conflicts in a shared draft: answers that replaced another writer's, unseen."""

from __future__ import annotations

from collections.abc import Iterator

from flows.conversation import Conversation, Event, EventKind, Team
from flows.forms.model import Evidence, Flow, Table, Value


def overtaken(flow: Flow, team: Team, conversation: Conversation, event: Event) -> int | None:
    """Return the number of a colleague's answer whose place an event takes although its sender never saw it.

    Rows and evidence are left out: those are put beside each other, not in each other's place.
    """
    old = conversation.draft.answers.get(event.question)
    if event.kind is not EventKind.ANSWERED or old is None or old.event <= conversation.upto:
        return None
    if isinstance(flow.question(event.question), Table | Evidence) or _holds(event.value, old.value):
        return None
    return None if _is_of(team, conversation.events[old.event - 1]) else old.event


def replaced(flow: Flow, team: Team, conversation: Conversation) -> Iterator[Event]:
    """Yield the colleagues' answers that replaced this writer's own since the last question."""
    if conversation.upto == 0:
        return
    for event in conversation.events[conversation.upto :]:
        answer = conversation.draft.answers.get(event.question)
        if not flow.has(event.question) or answer is None or answer.event != event.number:
            continue
        if event.kind is EventKind.ANSWERED and not _is_of(team, event):
            before = _answer_before(conversation, event)
            if before is not None and before.source.contact == team.me and not _holds(event.value, before.value):
                yield event


def _answer_before(conversation: Conversation, event: Event) -> Event | None:
    for other_event in reversed(conversation.events[: event.number - 1]):
        if other_event.question == event.question and other_event.kind is EventKind.ANSWERED:
            return other_event
    return None


def _is_of(team: Team, event: Event) -> bool:
    """Return whether an event is this writer's own or bears no name."""
    return event.source.contact in (team.me, "")


def _holds(new: Value, old: Value) -> bool:
    """Return whether an answer contains all of the one before."""
    return new == old or (isinstance(new, str) and isinstance(old, str) and old in new)
