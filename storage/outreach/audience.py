"""Finds the people a broadcast is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from flows.conversation import Status
from storage.tables import attendances, contacts, conversations, units


class Stage(StrEnum):
    """Is how far a person is with their furthest draft."""

    NOTHING = "nothing"
    WRITING = "writing"
    SUBMITTED = "submitted"
    REVISE = "revise"
    APPROVED = "approved"


STATUSES = {
    Stage.WRITING: Status.DRAFT,
    Stage.SUBMITTED: Status.SUBMITTED,
    Stage.REVISE: Status.REVISE,
    Stage.APPROVED: Status.APPROVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Describes people: each field that is given narrows the circle; within a field any of its values will do."""

    roles: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    """Kinds of units."""
    progress: tuple[Stage, ...] = ()
    form: str = ""
    """Whose draft `progress` is about; "": any form."""
    sections: tuple[str, ...] = ()
    """Where the writing stopped, as "form/section"; asked with `progress` writing, and looked up by `stops`."""
    workshop: int | None = None
    answers: tuple[str, ...] = ()
    """To the workshop: yes, no, maybe, "" for invited and none yet, present."""
    languages: tuple[str, ...] = ()
    active_since: datetime | None = None
    silent_since: datetime | None = None
    active_days: int = 0
    silent_days: int = 0
    """The same, counted back from when it is sent."""
    without_units: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    """People who are left out by name."""


def choose(connection: Connection, audience: Audience, opening: str) -> list[int]:
    """Return the numbers of the people in a circle; `opening` is the flow that is no draft."""
    found = select(contacts.c.id).where(*_conditions(audience, opening)).order_by(contacts.c.id)
    return list(connection.execute(found).scalars())


def named_like(connection: Connection, text: str, most: int) -> list[tuple[int, str]]:
    """Return number and name of people whose names hold a text."""
    found = select(contacts.c.id, contacts.c.name).where(
        func.lower(contacts.c.name).contains(text.lower(), autoescape=True)
    )
    return [(number, name) for number, name in connection.execute(found.order_by(contacts.c.name).limit(most))]


def _conditions(audience: Audience, opening: str) -> list[ColumnElement[bool]]:
    conditions = [*_of_people(audience), *_left_out(audience)]
    if audience.progress:
        conditions.append(or_(*(_is_at(stage, audience.form, opening) for stage in audience.progress)))
    if audience.workshop is not None:
        conditions.append(_answered(audience.workshop, audience.answers))
    return conditions


def _of_people(audience: Audience) -> Iterator[ColumnElement[bool]]:
    if audience.roles:
        yield or_(*(has_role(role) for role in audience.roles))
    if audience.units:
        yield contacts.c.unit.in_(audience.units)
    if audience.kinds:
        yield contacts.c.unit.in_(select(units.c.id).where(units.c.kind.in_(audience.kinds)))
    if audience.languages:
        yield contacts.c.language.in_(audience.languages)
    if audience.active_since is not None:
        yield contacts.c.seen_at >= audience.active_since
    if audience.silent_since is not None:
        yield contacts.c.seen_at < audience.silent_since


def _left_out(audience: Audience) -> Iterator[ColumnElement[bool]]:
    if audience.without_units:
        yield or_(contacts.c.unit.is_(None), contacts.c.unit.not_in(audience.without_units))
    if audience.without:
        yield contacts.c.id.not_in(audience.without)


def has_role(role: str) -> ColumnElement[bool]:
    """Tell whether the roles hold a role; whoever has none written down is an inovator."""
    spaced = literal(" ").concat(contacts.c.roles).concat(" ").contains(f" {role} ")
    return or_(spaced, contacts.c.roles == "") if role == "inovator" else spaced


def _is_at(progress: Stage, form: str, opening: str) -> ColumnElement[bool]:
    own = and_(
        conversations.c.contact == contacts.c.id,
        conversations.c.flow == form if form else conversations.c.flow != opening,
    )
    if progress is Stage.NOTHING:
        alive = conversations.c.status.not_in([Status.CANCELLED.value, Status.DONE.value])
        return ~select(conversations.c.id).where(own, alive).exists()
    furthest = [STATUSES[later].value for later in list(Stage)[list(Stage).index(progress) + 1 :]]
    there = select(conversations.c.id).where(own, conversations.c.status == STATUSES[progress].value).exists()
    if not furthest:
        return there
    return and_(there, ~select(conversations.c.id).where(own, conversations.c.status.in_(furthest)).exists())


def _answered(workshop: int, answers: Sequence[str]) -> ColumnElement[bool]:
    given = [answer for answer in answers if answer not in ("", "present")]
    own = and_(attendances.c.workshop == workshop, attendances.c.contact == contacts.c.id)
    parts: list[ColumnElement[bool]] = []
    if given or not answers:
        wanted = own if not answers else and_(own, attendances.c.answer.in_(given))
        parts.append(select(attendances.c.contact).where(wanted).exists())
    if "present" in answers:
        parts.append(select(attendances.c.contact).where(own, attendances.c.present_at.is_not(None)).exists())
    if "" in answers:
        parts.append(select(attendances.c.contact).where(own, attendances.c.answer == "").exists())
    return or_(*parts)
