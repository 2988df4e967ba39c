"""The progress of units and people: a few read-only queries, however many they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, and_, func, select, union

from flows.conversation import Status
from storage.outreach.audience import STATUSES, Stage, has_role
from storage.records import UnitState
from storage.tables import contacts, conversations, members, submissions, units

PROGRESS = {status: progress for progress, status in STATUSES.items()}
"""The stage of a draft's writers by its status; other statuses say nothing."""
DELIVERED = (Stage.SUBMITTED, Stage.REVISE, Stage.APPROVED)
"""The stages of those who have handed in a draft at least once."""
INOVATOR = "inovator"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProgress:
    """The progress of a listed unit: the furthest of any draft of its people, or handed in for it."""

    unit: int
    code: str
    name: str
    kind: str
    progress: Stage
    drafts: Mapping[Stage, int]
    """The number of drafts by stage, without zeros."""
    names: tuple[str, ...]
    """The names of its drafts, the furthest first."""
    people: int
    active_at: datetime | None
    """When anybody of it last wrote."""

    @property
    def is_delivered(self) -> bool:
        """Tell whether it has handed in a draft at least once."""
        return self.progress in DELIVERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The number of units at each stage."""

    units: int
    delivered: int
    counts: Mapping[Stage, int]
    """The number by stage, with zeros."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonProgress:
    """The progress of an inovator, with drafts of their own or of a team."""

    contact: int
    name: str
    unit: int | None
    unit_name: str
    """"": of none."""
    kind: str
    progress: Stage
    created_at: datetime
    seen_at: datetime
    """When the person last wrote, to the hour."""


def standings(connection: Connection, opening: str, form: str = "") -> list[UnitProgress]:
    """Return every listed unit, by kind and name; `opening` is the flow that is no draft, `form` narrows to one."""
    listed = connection.execute(
        select(units.c.id, units.c.code, units.c.name, units.c.kind)
        .where(units.c.state == UnitState.LISTED.value)
        .order_by(units.c.kind, units.c.name)
    ).all()
    people = {
        unit: (count, seen)
        for unit, count, seen in connection.execute(
            select(contacts.c.unit, func.count(), func.max(contacts.c.seen_at)).group_by(contacts.c.unit)
        )
    }
    drafts: dict[int, list[tuple[Stage, str, datetime]]] = {}
    for unit, status, name, updated in connection.execute(_credited(opening, form)):
        drafts.setdefault(unit, []).append((PROGRESS[Status(status)], name, updated))
    return [
        _standing(unit, code, name, kind, drafts.get(unit, []), people.get(unit, (0, None)))
        for unit, code, name, kind in listed
    ]


def coverage(of: Iterable[UnitProgress]) -> Coverage:
    """Return the number of these units by stage."""
    counts = Counter(unit_progress.progress for unit_progress in of)
    return Coverage(
        units=counts.total(),
        delivered=sum(counts[stage] for stage in DELIVERED),
        counts={progress: counts[progress] for progress in Stage},
    )


def people(connection: Connection, opening: str, form: str = "") -> list[PersonProgress]:
    """Return every inovator, by unit and name, those of no unit last."""
    reached: dict[int, Stage] = {}
    for contact, status in connection.execute(_written(opening, form)):
        progress = PROGRESS[Status(status)]
        reached[contact] = furthest((progress, reached.get(contact, Stage.NOTHING)))
    found = connection.execute(
        select(
            contacts.c.id,
            contacts.c.name,
            contacts.c.created_at,
            contacts.c.seen_at,
            units.c.id,
            units.c.name,
            units.c.kind,
        )
        .outerjoin(units, units.c.id == contacts.c.unit)
        .where(has_role(INOVATOR))
        .order_by(units.c.id.is_(None), units.c.name, contacts.c.name, contacts.c.id)
    )
    return [
        PersonProgress(
            contact=contact,
            name=name,
            unit=unit,
            unit_name=unit_name or "",
            kind=kind or "",
            progress=reached.get(contact, Stage.NOTHING),
            created_at=created_at,
            seen_at=seen_at,
        )
        for contact, name, created_at, seen_at, unit, unit_name, kind in found
    ]


def furthest(of: Iterable[Stage]) -> Stage:
    """Return the furthest of these stages; without any, that nothing has begun."""
    order = list(Stage)
    return max(of, key=order.index, default=Stage.NOTHING)


def is_draft(opening: str, form: str = "") -> ColumnElement[bool]:
    """Tell whether a conversation is a draft that is not put away, and of this form if one is named."""
    return and_(
        conversations.c.flow == form if form else conversations.c.flow != opening,
        conversations.c.status.in_([status.value for status in PROGRESS]),
    )


def crediting() -> CompoundSelect[int, int]:
    """Return the units that each draft counts for: its writers' and those it was submitted for, each once."""
    return union(
        select(conversations.c.id.label("draft"), contacts.c.unit.label("unit"))
        .join(contacts, contacts.c.id == conversations.c.contact)
        .where(contacts.c.unit.is_not(None)),
        select(members.c.conversation, contacts.c.unit)
        .join(contacts, contacts.c.id == members.c.contact)
        .where(contacts.c.unit.is_not(None)),
        select(submissions.c.conversation, submissions.c.unit).where(submissions.c.unit.is_not(None)),
    )


def _credited(opening: str, form: str) -> Select[int, str, str, datetime]:
    counted = crediting().subquery()
    return (
        select(counted.c.unit, conversations.c.status, conversations.c.name, conversations.c.updated_at)
        .join(conversations, conversations.c.id == counted.c.draft)
        .where(is_draft(opening, form))
        .order_by(conversations.c.id)
    )


def _written(opening: str, form: str) -> CompoundSelect[int, str]:
    return union(
        select(conversations.c.contact, conversations.c.status).where(is_draft(opening, form)),
        select(members.c.contact, conversations.c.status)
        .join(conversations, conversations.c.id == members.c.conversation)
        .where(is_draft(opening, form)),
    )


def _standing(
    unit: int,
    code: str,
    name: str,
    kind: str,
    drafts: Sequence[tuple[Stage, str, datetime]],
    people: tuple[int, datetime | None],
) -> UnitProgress:
    count, seen = people
    order = list(Stage)
    ranked = sorted(drafts, key=lambda draft: -order.index(draft[0]))
    return UnitProgress(
        unit=unit,
        code=code,
        name=name,
        kind=kind,
        progress=furthest(progress for progress, _, _ in drafts),
        drafts=Counter(progress for progress, _, _ in drafts),
        names=tuple(name for _, name, _ in ranked),
        people=count,
        active_at=max((at for at in (seen, *(updated for _, _, updated in drafts)) if at is not None), default=None),
    )
