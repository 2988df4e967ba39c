"""Lists of drafts with their writers and coaches, and the history of one draft."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from flows.conversation import Status
from flows.review.review import Verdict
from storage.drafts import members as teams
from storage.drafts import revisions as versions
from storage.outreach.audience import Stage
from storage.records import Review, RevisionKind, Submission, SubmissionState
from storage.reports.progress import PROGRESS, crediting, is_draft
from storage.reviews import reviews as judged
from storage.tables import contacts, conversations, members, reviews, revisions, submissions, units


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProgress:
    """A draft as lists show it."""

    id: int
    name: str
    flow: str
    version: int
    progress: Stage
    owner: int
    owner_name: str
    others: tuple[str, ...]
    """Its other writers."""
    unit: int | None
    """The owner's name."""
    unit_name: str
    kind: str
    revision: int
    """The number of its last revision; 0: it has none."""
    submission: int | None
    """What was handed in last."""
    coaches: tuple[str, ...]
    """The coaches of the last submission."""
    submitted_at: datetime | None
    """When it was last handed in."""
    created_at: datetime
    updated_at: datetime


class HistoryKind(StrEnum):
    """What can happen to a draft."""

    BEGUN = "begun"
    DOCUMENT = "document"
    """A document was made of it."""
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    """Taken back, or a newer version took its place."""
    TAKEN = "taken"
    """A coach began to read."""
    RETURNED = "returned"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One event in a draft's history; `number` is the revision it concerns, 0: none."""

    at: datetime
    kind: HistoryKind
    who: str = ""
    number: int = 0


VERDICTS = {Verdict.RETURN: HistoryKind.RETURNED, Verdict.APPROVE: HistoryKind.APPROVED}


def drafts(connection: Connection, opening: str, form: str = "", unit: int | None = None) -> list[DraftProgress]:
    """Return the drafts that are not put away, the last used first; with a unit: those that count for it."""
    last = select(func.max(revisions.c.number)).where(revisions.c.conversation == conversations.c.id).scalar_subquery()
    found = (
        select(conversations, contacts.c.name.label("owner_name"), last.label("last_number"))
        .add_columns(units.c.id.label("unit"), units.c.name.label("unit_name"), units.c.kind.label("unit_kind"))
        .join(contacts, contacts.c.id == conversations.c.contact)
        .outerjoin(units, units.c.id == contacts.c.unit)
        .where(is_draft(opening, form))
        .order_by(conversations.c.updated_at.desc(), conversations.c.id.desc())
    )
    if unit is not None:
        counted = crediting().subquery()
        found = found.where(conversations.c.id.in_(select(counted.c.draft).where(counted.c.unit == unit)))
    others, handed, readers = _others(connection), _handed_in(connection), _readers(connection)
    return [
        DraftProgress(
            id=row.id,
            name=row.name,
            flow=row.flow,
            version=row.flow_version,
            progress=PROGRESS[Status(row.status)],
            owner=row.contact,
            owner_name=row.owner_name,
            others=tuple(others.get(row.id, ())),
            unit=row.unit,
            unit_name=row.unit_name or "",
            kind=row.unit_kind or "",
            revision=row.last_number or 0,
            submission=handed[row.id][0] if row.id in handed else None,
            coaches=tuple(readers.get(handed[row.id][0], ())) if row.id in handed else (),
            submitted_at=handed[row.id][1] if row.id in handed else None,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in connection.execute(found)
    ]


def history(connection: Connection, draft: int) -> list[HistoryEntry]:
    """Return the history of a draft, oldest first: begun, submitted, read, judged."""
    begun = connection.execute(
        select(conversations.c.created_at, conversations.c.contact).where(conversations.c.id == draft)
    ).first()
    if begun is None:
        return []
    handed = judged.of_draft(connection, draft)
    read = [
        (review, submission.number)
        for submission in handed
        for review in judged.of_submission(connection, submission.id)
    ]
    people = {
        begun.contact,
        *(submission.contact for submission in handed),
        *(other_review.coach for other_review, _ in read),
    }
    names = teams.names(connection, [person for person in people if person is not None])
    steps = [
        HistoryEntry(at=begun.created_at, kind=HistoryKind.BEGUN, who=names.get(begun.contact, "")),
        *(
            HistoryEntry(at=revision.created_at, kind=HistoryKind.DOCUMENT, number=revision.number)
            for revision in versions.of_draft(connection, draft)
            if revision.kind is RevisionKind.DRAFT
        ),
        *(step for submission in handed for step in _way_of(submission, names)),
        *(step for other_review, number in read for step in _reading_of(other_review, number, names)),
    ]
    return sorted(steps, key=lambda step: step.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestSubmission:
    """The last revision of a draft that was handed in and not taken back."""

    draft: int
    name: str
    flow: str
    version: int
    """The form's."""
    state: SubmissionState
    number: int
    """The draft's version."""
    upto: int
    unit: int | None
    unit_name: str
    writer: str
    submitted_at: datetime
    decided_at: datetime | None


def handed_in(
    connection: Connection, opening: str, readable: Mapping[int, Collection[int]] | None = None
) -> list[LatestSubmission]:
    """Return the last submission of each draft, by unit and name.

    `readable` names the drafts, each with the versions that may be read; None: all of all.
    """
    last = {
        row.conversation: _latest(row)
        for row in connection.execute(_submitted(opening))
        if readable is None or row.number in readable.get(row.conversation, ())
    }
    return sorted(last.values(), key=lambda latest: (not latest.unit_name, latest.unit_name, latest.name, latest.draft))


def _submitted(opening: str) -> Select[Any]:
    """Return the query for all submissions that were not taken back, oldest first."""
    return (
        select(submissions, conversations.c.name, conversations.c.flow, conversations.c.flow_version, revisions.c.upto)
        .add_columns(units.c.name.label("unit_name"), contacts.c.name.label("writer"))
        .join(conversations, conversations.c.id == submissions.c.conversation)
        .join(
            revisions,
            and_(revisions.c.conversation == submissions.c.conversation, revisions.c.number == submissions.c.number),
        )
        .join(contacts, contacts.c.id == conversations.c.contact)
        .outerjoin(units, units.c.id == func.coalesce(submissions.c.unit, contacts.c.unit))
        .where(is_draft(opening), submissions.c.state != SubmissionState.WITHDRAWN.value)
        .order_by(submissions.c.id)
    )


def _latest(row: Row[Any]) -> LatestSubmission:
    return LatestSubmission(
        draft=row.conversation,
        name=row.name,
        flow=row.flow,
        version=row.flow_version,
        state=SubmissionState(row.state),
        number=row.number,
        upto=row.upto,
        unit=row.unit,
        unit_name=row.unit_name or "",
        writer=row.writer,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
    )


def _way_of(submission: Submission, names: dict[int, str]) -> Iterator[HistoryEntry]:
    who = names.get(submission.contact or 0, "")
    yield HistoryEntry(at=submission.submitted_at, kind=HistoryKind.SUBMITTED, who=who, number=submission.number)
    if submission.state is SubmissionState.WITHDRAWN and submission.decided_at is not None:
        yield HistoryEntry(at=submission.decided_at, kind=HistoryKind.WITHDRAWN, number=submission.number)


def _reading_of(review: Review, number: int, names: dict[int, str]) -> Iterator[HistoryEntry]:
    who = names.get(review.coach or 0, "")
    yield HistoryEntry(at=review.opened_at, kind=HistoryKind.TAKEN, who=who, number=number)
    if review.sent_at is not None and review.verdict is not None:
        yield HistoryEntry(at=review.sent_at, kind=VERDICTS[review.verdict], who=who, number=number)


def _others(connection: Connection) -> dict[int, list[str]]:
    """Return the members of each draft."""
    found = (
        select(members.c.conversation, contacts.c.name)
        .join(contacts, contacts.c.id == members.c.contact)
        .order_by(members.c.joined_at, members.c.contact)
    )
    names: dict[int, list[str]] = {}
    for draft, name in connection.execute(found):
        names.setdefault(draft, []).append(name)
    return names


def _handed_in(connection: Connection) -> dict[int, tuple[int, datetime]]:
    """Return the state and time of each draft's last submission."""
    found = select(submissions.c.conversation, submissions.c.id, submissions.c.submitted_at).order_by(submissions.c.id)
    return {draft: (number, at) for draft, number, at in connection.execute(found)}


def _readers(connection: Connection) -> dict[int, list[str]]:
    """Return the coaches of each submission, in the order they took it."""
    found = (
        select(reviews.c.submission, contacts.c.name)
        .join(contacts, contacts.c.id == reviews.c.coach)
        .order_by(reviews.c.id)
    )
    names: dict[int, list[str]] = {}
    for submission, name in connection.execute(found):
        names.setdefault(submission, []).append(name)
    return names
