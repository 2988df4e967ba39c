"""The upgrade of a draft from an older version of its form to the newest one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flows.conversation import NOBODY, Answer, AnswerSource, Conversation, Cursor, Event, EventKind, InputSource, Point
from flows.drafts import event_log
from flows.drafts.path import next_open
from flows.forms.model import Evidence, Flow, Question, Value
from flows.messages import TextInput
from flows.questions.kinds import Problem, show, understand


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """A draft in the new version, with its new events."""

    conversation: Conversation
    events: tuple[Event, ...]
    renamed: tuple[tuple[str, str], ...]
    """Question before, question now."""
    left: tuple[str, ...]
    """Questions whose answers the new version does not take; they stay in the log, as notes where it can show them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    """What an event of an upgrade takes over: the value, the words as typed, who gave them."""

    value: Value = None
    raw: str = ""
    source: InputSource = NOBODY


_NOTHING = _Carried()


def upgrade(conversation: Conversation, old: Flow, new: Flow, now: datetime) -> Upgraded:
    """Return the draft in the new version; answers are carried over word for word."""
    names = renames(conversation.version, new)
    moved = replace(conversation, version=new.version)
    renamed: list[tuple[str, str]] = []
    left: list[str] = []
    for name, answer in conversation.draft.answers.items():
        if not old.has(name):  # what an upgrade before this one left in the log
            continue
        target = names.get(name, name)
        fits = new.has(target) and _fits(old.question(name), new.question(target), answer.value)
        if not fits:
            left.append(name)
            moved = _set_aside(moved, old.question(name), answer, new, now)
        elif target != name:
            renamed.append((name, target))
            writer = conversation.events[answer.event - 1].source
            moved = _record(
                moved, EventKind.ANSWERED, target, now, _Carried(value=answer.value, raw=answer.raw, source=writer)
            )
    return Upgraded(
        conversation=_placed(moved, new, names),
        events=moved.events[len(conversation.events) :],
        renamed=tuple(renamed),
        left=tuple(left),
    )


def renames(version: int, new: Flow) -> dict[str, str]:
    """Return old question ids with their current ids, through all migrations between."""
    names: dict[str, str] = {}
    for migration in sorted(new.migrations, key=lambda other_migration: other_migration.from_version):
        if migration.from_version >= version:
            names = {first: migration.renamed.get(last, last) for first, last in names.items()}
            names |= {first: last for first, last in migration.renamed.items() if first not in names}
    return names


def _fits(before: Question, after: Question, value: Value) -> bool:
    if before.kind != after.kind:
        return False
    if before == after or isinstance(after, Evidence):
        return True
    return not isinstance(understand(after, TextInput(text=show(before, value))), Problem)


def _set_aside(moved: Conversation, before: Question, answer: Answer, new: Flow, now: datetime) -> Conversation:
    """Append an answer that no longer fits as a note, and leave its question open."""
    if not new.has(before.id):
        return moved
    moved = _record(moved, EventKind.NOTED, before.id, now, _Carried(raw=show(before, answer.value)))
    return _record(moved, EventKind.ANSWERED, before.id, now)


def _record(
    moved: Conversation, kind: EventKind, question: str, now: datetime, carried: _Carried = _NOTHING
) -> Conversation:
    number = len(moved.events) + 1
    event = Event(
        number=number,
        at=now,
        kind=kind,
        question=question,
        value=carried.value,
        raw=carried.raw,
        how=AnswerSource.CARRIED,
        source=carried.source,
    )
    return event_log.append(moved, event)


def placed(moved: Conversation, version: int, new: Flow) -> Conversation:
    """Return an upgraded draft as seen by a member whose cursor was in the older version."""
    return replace(_placed(moved, new, renames(version, new)), upto=len(moved.events), beside="")


def _placed(moved: Conversation, new: Flow, names: dict[str, str]) -> Conversation:
    """Return the draft with its cursor on a question of the new version."""
    here = moved.cursor.question
    target = names.get(here, here) if here is not None else None
    if here is not None and (target is None or not new.has(target)):
        target = next_open(new, moved, None)
    points = tuple(_renamed(point, new, names) for point in moved.points)
    return replace(moved, cursor=Cursor(question=target), pending=None, back_to=None, points=points)


def _renamed(point: Point, new: Flow, names: dict[str, str]) -> Point:
    """Return a coach's point under its question's current id; where the question is gone, on its section."""
    name = names.get(point.question, point.question)
    if not new.has(name):
        return replace(point, question="")
    return replace(point, question=name, section=new.section_of(name).id)
