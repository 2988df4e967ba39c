"""The fold of a conversation's event log into its draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from flows.conversation import Answer, AnswerSource, Conversation, Draft, Event, EventKind, Proof
from flows.forms.model import Value
from flows.messages import File, FileKind

UNDOABLE = frozenset(
    {EventKind.ANSWERED, EventKind.SKIPPED, EventKind.ATTACHED, EventKind.DETACHED, EventKind.MOVED, EventKind.SETTLED}
)


def fold(events: Iterable[Event]) -> Draft:
    """Return the draft that a log folds to; undone events do not count."""
    events = tuple(events)
    undone = {event.value for event in events if event.kind is EventKind.UNDONE}
    draft = Draft()
    for event in events:
        if event.number not in undone:
            draft = _grown(draft, event)
    return draft


def append(conversation: Conversation, event: Event) -> Conversation:
    """Return the conversation with one more event, and its draft updated."""
    events = (*conversation.events, event)
    draft = fold(events) if event.kind is EventKind.UNDONE else _grown(conversation.draft, event)
    return replace(conversation, events=events, draft=draft)


def undoable(conversation: Conversation) -> Iterator[Event]:
    """Yield the events that can still be undone, newest first; none that was carried over."""
    undone = {event.value for event in conversation.events if event.kind is EventKind.UNDONE}
    settled = {settled_point.event for settled_point in conversation.settled}
    for event in reversed(conversation.events):
        if event.kind is EventKind.SETTLED and event.number not in settled:
            continue  # of an earlier round
        if event.kind in UNDOABLE and event.how is not AnswerSource.CARRIED and event.number not in undone:
            yield event


def proof_value(file: File | None, link: str, caption: str) -> Value:
    """Return the value of an ATTACHED event."""
    if file is None:
        return {"link": link, "caption": caption}
    stored: dict[str, Value] = {
        "key": file.key,
        "kind": str(file.kind),
        "name": file.name,
        "mime": file.mime,
        "size": file.size,
    }
    return {"file": stored, "caption": caption}


def _grown(draft: Draft, event: Event) -> Draft:
    match event.kind:
        case EventKind.ANSWERED:
            return _answered(draft, event)
        case EventKind.SKIPPED:
            return replace(draft, skipped=draft.skipped | {event.question})
        case EventKind.NOTED:
            return replace(draft, notes=(*draft.notes, event))
        case EventKind.ATTACHED | EventKind.DETACHED | EventKind.MOVED:
            return replace(draft, proofs=_proofs(draft.proofs, event))
        case EventKind.HINTED:
            return replace(draft, hinted={**draft.hinted, event.question: str(event.value)})
        case EventKind.KEPT:
            return replace(draft, kept={**draft.kept, event.question: cast(int, event.value)})
        case EventKind.REOPENED:
            return replace(draft, skipped=draft.skipped - set(cast(list[str], event.value)))
        case EventKind.UNDONE | EventKind.SETTLED:
            return draft


def _answered(draft: Draft, event: Event) -> Draft:
    answers = dict(draft.answers)
    if event.value is None or event.value == []:
        answers.pop(event.question, None)
    else:
        answers[event.question] = Answer(
            value=event.value, raw=event.raw, event=event.number, at=event.at, how=event.how
        )
    return replace(draft, answers=answers, skipped=draft.skipped - {event.question})


def _proofs(proofs: tuple[Proof, ...], event: Event) -> tuple[Proof, ...]:
    if event.kind is EventKind.ATTACHED:
        return (*proofs, _proof(event))
    if event.kind is EventKind.DETACHED:
        return tuple(proof for proof in proofs if proof.event != event.value)
    return tuple(replace(proof, section=event.question) if proof.event == event.value else proof for proof in proofs)


def _proof(event: Event) -> Proof:
    value = cast(Mapping[str, Value], event.value)
    caption = str(value.get("caption", ""))
    stored = value.get("file")
    if not isinstance(stored, dict):
        return Proof(event=event.number, section=event.question, link=str(value.get("link", "")), caption=caption)
    file = File(
        key=str(stored["key"]),
        kind=FileKind(str(stored["kind"])),
        name=str(stored["name"]),
        mime=str(stored["mime"]),
        size=int(cast(int, stored["size"])),
    )
    return Proof(event=event.number, section=event.question, file=file, caption=caption)
