"""Workshops, the answers to their invitations, and who was present."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from storage.db.database import insert_new
from storage.outreach.audience import Audience
from storage.tables import attendances, contacts, units, workshops

PLAN = (timedelta(days=7), timedelta(days=1), timedelta(hours=2))
"""How long before a workshop people are reminded, unless the admin says otherwise."""

_AUDIENCE = TypeAdapter(Audience)
_COLUMNS = (
    workshops.c.id,
    workshops.c.title,
    workshops.c.starts_at,
    workshops.c.ends_at,
    workshops.c.place,
    workshops.c.link,
    workshops.c.latitude,
    workshops.c.longitude,
    workshops.c.capacity,
    workshops.c.audience,
    workshops.c.plan,
    workshops.c.code,
    workshops.c.key,
    workshops.c.sequence,
    workshops.c.state,
    workshops.c.maker,
)


class WorkshopState(StrEnum):
    """The state of a workshop."""

    DRAFT = "draft"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Rsvp(StrEnum):
    """A contact's answer to an invitation."""

    NONE = ""
    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A meeting where people are coached."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    latitude: float | None
    longitude: float | None
    capacity: int | None
    audience: Audience
    plan: tuple[timedelta, ...]
    """How long before its start reminders are sent."""
    code: str
    """The check-in code, on the poster: who sends it is present."""
    key: str
    """Part of the address of its calendar file, which all who are invited may have, unlike the code."""
    sequence: int
    """The number of changes, by which calendars recognize a newer file."""
    state: WorkshopState
    maker: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One contact's answer to an invitation, and when they checked in."""

    contact: int
    name: str
    unit: str
    answer: Rsvp
    answered_at: datetime | None
    present_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewWorkshop:
    """What a workshop has from the beginning; all else can be set later."""

    title: str
    starts_at: datetime
    ends_at: datetime
    code: str


class WorkshopChanges(TypedDict, total=False):
    """The fields of a workshop that can change."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    latitude: float | None
    longitude: float | None
    capacity: int | None
    audience: Audience
    plan: Sequence[timedelta]
    state: WorkshopState


def create(connection: Connection, new: NewWorkshop, maker: int, now: datetime) -> Workshop:
    """Store a new workshop as a draft."""
    row = {
        "title": new.title,
        "starts_at": new.starts_at,
        "ends_at": new.ends_at,
        "place": "",
        "link": "",
        "audience": "{}",
        "plan": _minutes(PLAN),
        "code": new.code,
        "key": secrets.token_urlsafe(12),
        "sequence": 0,
        "state": WorkshopState.DRAFT.value,
        "maker": maker,
        "created_at": now,
    }
    return _workshop(connection.execute(insert(workshops).values(**row).returning(*_COLUMNS)).one())


def get(connection: Connection, number: int) -> Workshop | None:
    """Return a workshop, or None."""
    row = connection.execute(select(*_COLUMNS).where(workshops.c.id == number)).first()
    return None if row is None else _workshop(row)


def by_code(connection: Connection, code: str) -> Workshop | None:
    """Return the workshop with this check-in code, or None."""
    row = connection.execute(select(*_COLUMNS).where(workshops.c.code == code)).first()
    return None if row is None else _workshop(row)


def by_key(connection: Connection, key: str) -> Workshop | None:
    """Return the workshop with this key of its calendar file, or None."""
    row = connection.execute(select(*_COLUMNS).where(workshops.c.key == key)).first()
    return None if row is None else _workshop(row)


def coming(connection: Connection, now: datetime) -> list[Workshop]:
    """Return the workshops that are not past, the next one first; drafts too, cancelled ones not."""
    found = (
        select(*_COLUMNS)
        .where(workshops.c.ends_at >= now, workshops.c.state != WorkshopState.CANCELLED.value)
        .order_by(workshops.c.starts_at, workshops.c.id)
    )
    return [_workshop(row) for row in connection.execute(found)]


def past(connection: Connection, now: datetime, most: int | None = None) -> list[Workshop]:
    """Return the past workshops, at most so many, the last one first."""
    found = (
        select(*_COLUMNS)
        .where(workshops.c.ends_at < now, workshops.c.state == WorkshopState.PLANNED.value)
        .order_by(workshops.c.starts_at.desc(), workshops.c.id)
        .limit(most)
    )
    return [_workshop(row) for row in connection.execute(found)]


def change(connection: Connection, number: int, **changes: Unpack[WorkshopChanges]) -> Workshop | None:
    """Store changes and raise the sequence; return the workshop as it is then, or None."""
    values: dict[str, object] = {**changes}
    if "audience" in changes:
        values["audience"] = _AUDIENCE.dump_json(changes["audience"], exclude_defaults=True).decode()
    if "plan" in changes:
        values["plan"] = _minutes(changes["plan"])
    if "state" in changes:
        values["state"] = changes["state"].value
    row = connection.execute(
        update(workshops)
        .where(workshops.c.id == number)
        .values(**values, sequence=workshops.c.sequence + 1)
        .returning(*_COLUMNS)
    ).first()
    return None if row is None else _workshop(row)


# --- who comes -----------------------------------------------------------------------------------


def invite(connection: Connection, number: int, people: Sequence[int]) -> list[int]:
    """Store invitations; return the contacts who were not invited before."""
    known = set(connection.execute(select(attendances.c.contact).where(attendances.c.workshop == number)).scalars())
    new = [person for person in people if person not in known]
    rows = [{"workshop": number, "contact": person, "answer": Rsvp.NONE.value} for person in new]
    if rows:
        connection.execute(insert_new(attendances).on_conflict_do_nothing(), rows)
    return new


def answer(connection: Connection, number: int, contact: int, says: Rsvp, now: datetime) -> bool:
    """Store an answer; False if it is a yes and every seat is taken."""
    # Locked, so that of two people who take the last place at one moment the second sees the first.
    held = connection.execute(select(workshops.c.capacity).where(workshops.c.id == number).with_for_update()).first()
    if held is None:
        return False
    if says is Rsvp.YES and held[0] is not None and _others(connection, number, contact) >= held[0]:
        return False
    new = insert_new(attendances).values(workshop=number, contact=contact, answer=says.value, answered_at=now)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[attendances.c.workshop, attendances.c.contact],
            set_={"answer": new.excluded.answer, "answered_at": new.excluded.answered_at},
        )
    )
    return True


def arrive(connection: Connection, number: int, contact: int, now: datetime) -> bool:
    """Store that a contact is present, invited or not; tell whether that is new."""
    invite(connection, number, [contact])
    noted = connection.execute(
        update(attendances)
        .where(attendances.c.workshop == number, attendances.c.contact == contact, attendances.c.present_at.is_(None))
        .values(present_at=now)
    )
    return noted.rowcount == 1


def attendance_of(connection: Connection, number: int, contact: int) -> Attendance | None:
    """Return a contact's attendance; None if they are not invited."""
    return next(iter(_attendances(connection, number, attendances.c.contact == contact)), None)


def attendances_of(connection: Connection, number: int) -> list[Attendance]:
    """Return the attendance of all who are invited or were present, by unit and name."""
    return _attendances(connection, number)


def _attendances(connection: Connection, number: int, *narrowed: ColumnElement[bool]) -> list[Attendance]:
    found = (
        select(
            attendances.c.contact,
            contacts.c.name,
            func.coalesce(units.c.name, ""),
            attendances.c.answer,
            attendances.c.answered_at,
            attendances.c.present_at,
        )
        .join(contacts, contacts.c.id == attendances.c.contact)
        .outerjoin(units, units.c.id == contacts.c.unit)
        .where(attendances.c.workshop == number, *narrowed)
        .order_by(func.coalesce(units.c.name, ""), contacts.c.name, attendances.c.contact)
    )
    return [
        Attendance(
            contact=contact, name=name, unit=unit, answer=Rsvp(says), answered_at=answered_at, present_at=present_at
        )
        for contact, name, unit, says, answered_at, present_at in connection.execute(found)
    ]


def _others(connection: Connection, number: int, contact: int) -> int:
    """Count the other contacts who come."""
    counted = select(func.count()).where(
        attendances.c.workshop == number,
        attendances.c.answer == Rsvp.YES.value,
        attendances.c.contact != contact,
    )
    return int(connection.execute(counted).scalar_one())


def _minutes(plan: Sequence[timedelta]) -> str:
    return json.dumps([before // timedelta(minutes=1) for before in plan])


def _workshop(row: Sequence[Any]) -> Workshop:
    values: dict[str, Any] = {column.name: value for column, value in zip(_COLUMNS, row, strict=True)}
    values["audience"] = _AUDIENCE.validate_json(values["audience"])
    values["plan"] = tuple(timedelta(minutes=minutes) for minutes in json.loads(values["plan"]))
    values["key"] = values["key"] or ""  # there was none before
    values["state"] = WorkshopState(values["state"])
    return Workshop(**values)
