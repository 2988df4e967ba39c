"""The audience of a broadcast or workshop, and the query for the contacts in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from flows.conversation import Status
from storage.tables import attendances, contacts, conversations, units


class Stage(StrEnum):
    """How far a contact is with their furthest draft."""

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
    """A description of contacts: each field that is set narrows it; within a field any of its values will do."""

    roles: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    """Kinds of units."""
    progress: tuple[Stage, ...] = ()
    form: str = ""
    """The form of the drafts that `progress` is about; "": any."""
    sections: tuple[str, ...] = ()
    """Where writers stopped, as "form/section"; not part of the query: bot.features.audience.recipients sifts by it."""
    workshop: int | None = None
    answers: tuple[str, ...] = ()
    """Answers to the workshop's invitation: yes, no, maybe, "" for none yet; present for checked in."""
    languages: tuple[str, ...] = ()
    active_since: datetime | None = None
    silent_since: datetime | None = None
    active_days: int = 0
    silent_days: int = 0
    """The same in days, counted back from the moment of sending."""
    without_units: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    """Contacts who are left out by name."""


def choose(connection: Connection, audience: Audience, opening: str) -> list[int]:
    """Return the contacts in an audience, but for its days and sections; `opening` is the flow that is no draft."""
    chosen = select(contacts.c.id).where(*_conditions(audience, opening)).order_by(contacts.c.id)
    return list(connection.execute(chosen).scalars())


def named_like(connection: Connection, text: str, most: int) -> list[tuple[int, str]]:
    """Return id and name of at most so many contacts whose names contain a text."""
    named = select(contacts.c.id, contacts.c.name).where(
        func.lower(contacts.c.name).contains(text.lower(), autoescape=True)
    )
    return [(number, name) for number, name in connection.execute(named.order_by(contacts.c.name).limit(most))]


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
    """Return the condition that a contact has a role; one without roles is an inovator."""
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
