"""Submissions, their reviews, and the append-only remarks of each review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from flows.messages import File
from flows.review.review import Remark, RemarkKind, Verdict, live
from storage.db.database import insert_new
from storage.people import coaches
from storage.records import QueuedSubmission, Review, Submission, SubmissionState
from storage.tables import coach_units, contacts, conversations, members, remarks, reviews, submissions, units

_FILE = TypeAdapter(File)
_SUBMISSION = (
    submissions.c.id,
    submissions.c.conversation,
    submissions.c.number,
    submissions.c.contact,
    submissions.c.unit,
    submissions.c.needs,
    submissions.c.state,
    submissions.c.submitted_at,
    submissions.c.decided_at,
)
_REVIEW = (
    reviews.c.id,
    reviews.c.submission,
    reviews.c.coach,
    reviews.c.verdict,
    reviews.c.opened_at,
    reviews.c.sent_at,
)
_REMARK = (
    remarks.c.id,
    remarks.c.submission,
    remarks.c.review,
    remarks.c.contact,
    remarks.c.section,
    remarks.c.question,
    remarks.c.kind,
    remarks.c.text,
    remarks.c.file,
    remarks.c.answers,
    remarks.c.at,
)


# --- submissions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission:
    """A revision to be put into the queue."""

    conversation: int
    number: int
    """The revision's."""
    contact: int
    """Who hands it in."""
    unit: int | None
    needs: int
    """How many coaches must approve it."""


def submit(connection: Connection, new: NewSubmission, now: datetime) -> Submission:
    """Add a submission to the queue; the draft's waiting one is withdrawn, its open reviews move to the new one."""
    before = of_draft(connection, new.conversation)
    row = {**asdict(new), "state": SubmissionState.WAITING.value, "submitted_at": now}
    added = connection.execute(insert(submissions).values(**row).returning(*_SUBMISSION)).one()
    for older in before:
        if older.state is SubmissionState.WAITING:
            withdraw(connection, older.id, now)
        connection.execute(
            update(reviews)
            .where(reviews.c.submission == older.id, reviews.c.sent_at.is_(None))
            .values(submission=added[0])
        )
    return _submission(added)


def withdraw(connection: Connection, submission: int, now: datetime) -> None:
    """Take a waiting submission out of the queue; one that is decided stays as it is."""
    _decide(connection, submission, SubmissionState.WITHDRAWN, now)


def get(connection: Connection, submission: int) -> Submission | None:
    """Return a submission by its id; None when there is none."""
    row = connection.execute(select(*_SUBMISSION).where(submissions.c.id == submission)).first()
    return None if row is None else _submission(row)


def of_draft(connection: Connection, conversation: int) -> list[Submission]:
    """Return all submissions of a draft, oldest first."""
    found = select(*_SUBMISSION).where(submissions.c.conversation == conversation).order_by(submissions.c.id)
    return [_submission(row) for row in connection.execute(found)]


def queue(connection: Connection, coach: int) -> list[QueuedSubmission]:
    """Return the waiting submissions a coach may review, oldest first: of their units, or of all if they have none."""
    own = select(coach_units.c.unit).where(coach_units.c.coach == coach)
    assigned = select(coach_units.c.unit).where(coach_units.c.unit == submissions.c.unit)
    mine = select(reviews.c.id).where(reviews.c.submission == submissions.c.id, reviews.c.coach == coach)
    along = select(members.c.contact).where(
        members.c.conversation == submissions.c.conversation, members.c.contact == coach
    )
    found = (
        select(
            *_SUBMISSION,
            conversations.c.name,
            conversations.c.flow,
            conversations.c.flow_version,
            contacts.c.name.label("writer"),
            units.c.name.label("unit_name"),
        )
        .join(conversations, conversations.c.id == submissions.c.conversation)
        .outerjoin(contacts, contacts.c.id == submissions.c.contact)
        .outerjoin(units, units.c.id == submissions.c.unit)
        .where(
            submissions.c.state == SubmissionState.WAITING.value,
            conversations.c.contact != coach,  # nobody judges their own
            ~along.exists(),
            ~and_(mine.exists(), mine.where(reviews.c.sent_at.is_not(None)).exists()),
            or_(~own.exists(), submissions.c.unit.in_(own), mine.exists(), ~assigned.exists()),
        )
        .order_by(submissions.c.submitted_at, submissions.c.id)
    )
    rows = connection.execute(found).all()
    return [_queued(connection, row) for row in rows]


def readable(connection: Connection, coach: int) -> dict[int, set[int]]:
    """Return the revisions a coach may read, by draft: those in their queue, and those they have or had a review of."""
    held = (
        select(submissions.c.conversation, submissions.c.number)
        .join(reviews, reviews.c.submission == submissions.c.id)
        .where(reviews.c.coach == coach)
    )
    pairs = [
        (queued_submission.submission.conversation, queued_submission.submission.number)
        for queued_submission in queue(connection, coach)
    ]
    pairs += [(row.conversation, row.number) for row in connection.execute(held)]
    found: dict[int, set[int]] = {}
    for draft, number in pairs:
        found.setdefault(draft, set()).add(number)
    return found


def _queued(connection: Connection, row: Any) -> QueuedSubmission:
    submission = _submission(row)
    return QueuedSubmission(
        submission=submission,
        name=row.name,
        flow=row.flow,
        version=row.flow_version,
        writer=row.writer or "",
        unit=row.unit_name or "",
        reviews=tuple(held_by(connection, submission.id)),
    )


def assign(connection: Connection, coach: int, unit: int) -> None:
    """Put the submissions of a unit into a coach's queue; idempotent."""
    connection.execute(insert_new(coach_units).on_conflict_do_nothing(), {"coach": coach, "unit": unit})


def unassign(connection: Connection, coach: int, unit: int) -> None:
    """Take a unit's submissions out of a coach's queue; reviews that are open stay theirs."""
    connection.execute(delete(coach_units).where(coach_units.c.coach == coach, coach_units.c.unit == unit))


# --- reviews -------------------------------------------------------------------------------------


def claim(connection: Connection, submission: int, coach: int, now: datetime) -> Review | None:
    """Open a review, or return the coach's own open one; None when it is decided or enough others review it."""
    # Locked, so that of two coaches who tap at one moment the second sees the first.
    held = connection.execute(select(*_SUBMISSION).where(submissions.c.id == submission).with_for_update()).first()
    if held is None:
        return None
    own = next((review for review in of_submission(connection, submission) if review.coach == coach), None)
    if own is not None:
        return own if own.sent_at is None else None
    queued = _submission(held)
    if queued.state is not SubmissionState.WAITING or len(held_by(connection, submission)) >= queued.needs:
        return None
    row = connection.execute(
        insert(reviews).values(submission=submission, coach=coach, opened_at=now).returning(*_REVIEW)
    ).one()
    return _review(row)


def review(connection: Connection, number: int) -> Review | None:
    """Return a review by its id; None when there is none."""
    row = connection.execute(select(*_REVIEW).where(reviews.c.id == number)).first()
    return None if row is None else _review(row)


def open_of(connection: Connection, coach: int) -> list[Review]:
    """Return a coach's reviews that are not sent yet, oldest first; they never expire."""
    found = select(*_REVIEW).where(reviews.c.coach == coach, reviews.c.sent_at.is_(None)).order_by(reviews.c.id)
    return [_review(row) for row in connection.execute(found)]


def of_submission(connection: Connection, submission: int) -> list[Review]:
    """Return the reviews of a submission, oldest first."""
    found = select(*_REVIEW).where(reviews.c.submission == submission).order_by(reviews.c.id)
    return [_review(row) for row in connection.execute(found)]


def held_by(connection: Connection, submission: int) -> list[Review]:
    """Return the reviews that count towards `needs`: those sent, and open ones whose reviewer is still a coach."""
    still = set(coaches.with_role(connection, coaches.COACH))
    return [
        review
        for review in of_submission(connection, submission)
        if review.sent_at is not None or review.coach in still
    ]


def sent_of(connection: Connection, conversation: int) -> list[Review]:
    """Return every review of a draft that was sent, oldest first."""
    found = (
        select(*_REVIEW)
        .join(submissions, submissions.c.id == reviews.c.submission)
        .where(submissions.c.conversation == conversation, reviews.c.sent_at.is_not(None))
        .order_by(reviews.c.sent_at, reviews.c.id)
    )
    return [_review(row) for row in connection.execute(found)]


def give_back(connection: Connection, number: int) -> bool:
    """Delete an open review without remarks, which frees the submission for others; return whether it was deleted."""
    said = connection.execute(select(remarks.c.id).where(remarks.c.review == number).limit(1)).first()
    if said is not None:
        return False
    gone = connection.execute(delete(reviews).where(reviews.c.id == number, reviews.c.sent_at.is_(None)))
    return gone.rowcount == 1


def send(connection: Connection, number: int, verdict: Verdict, now: datetime) -> Submission | None:
    """Send a review with its verdict and return the submission in its new state; None if it was sent before."""
    row = connection.execute(
        update(reviews)
        .where(reviews.c.id == number, reviews.c.sent_at.is_(None))
        .values(verdict=verdict.value, sent_at=now)
        .returning(reviews.c.submission)
    ).first()
    if row is None:
        return None
    submission: int = row[0]
    found = get(connection, submission)
    if found is not None and found.state is SubmissionState.WAITING:
        if verdict is Verdict.RETURN:
            _decide(connection, submission, SubmissionState.RETURNED, now)
        elif _approvals(connection, submission) >= found.needs:
            _decide(connection, submission, SubmissionState.APPROVED, now)
    return get(connection, submission)


def _approvals(connection: Connection, submission: int) -> int:
    counted = select(func.count()).where(reviews.c.submission == submission, reviews.c.verdict == Verdict.APPROVE.value)
    return int(connection.execute(counted).scalar_one())


def _decide(connection: Connection, submission: int, state: SubmissionState, now: datetime) -> None:
    connection.execute(
        update(submissions)
        .where(submissions.c.id == submission, submissions.c.state == SubmissionState.WAITING.value)
        .values(state=state.value, decided_at=now)
    )


# --- remarks -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRemark:
    """A remark to be added to a submission; its fields mean what those of a Remark mean."""

    kind: RemarkKind
    contact: int
    section: str = ""
    question: str = ""
    review: int | None = None
    text: str = ""
    file: File | None = None
    answers: int | None = None

    def under(self, point: Remark) -> NewRemark:
        """Return it as an answer to a point, about the same section and question."""
        return replace(self, section=point.section, question=point.question, answers=point.id)


def add_remark(connection: Connection, submission: Submission, new: NewRemark, now: datetime) -> int:
    """Add a remark and return its number; remarks are never changed or deleted."""
    row = {
        "conversation": submission.conversation,
        "submission": submission.id,
        "review": new.review,
        "contact": new.contact,
        "section": new.section,
        "question": new.question,
        "kind": new.kind.value,
        "text": new.text,
        "file": "" if new.file is None else _FILE.dump_json(new.file).decode(),
        "answers": new.answers,
        "at": now,
    }
    number: int = connection.execute(insert(remarks).values(**row).returning(remarks.c.id)).scalar_one()
    return number


def remarks_of(connection: Connection, conversation: int) -> list[Remark]:
    """Return all remarks to a draft, oldest first; also those of reviews that are not sent yet."""
    found = select(*_REMARK).where(remarks.c.conversation == bindparam("draft")).order_by(remarks.c.id)
    return [_remark(row) for row in connection.execute(found, {"draft": conversation})]


def remark(connection: Connection, number: int) -> tuple[int, Remark] | None:
    """Return a remark by its id, behind the id of its draft; None when there is none."""
    row = connection.execute(select(*_REMARK, remarks.c.conversation).where(remarks.c.id == number)).first()
    return None if row is None else (row.conversation, _remark(row))


def closing(connection: Connection, conversation: int, review: int) -> Remark | None:
    """Return the closing message of a review, which belongs to no section; None without one."""
    said = [remark for remark in remarks_of(connection, conversation) if remark.review == review]
    return next(
        (remark for remark in reversed(live(said)) if remark.kind is RemarkKind.REPLY and remark.answers is None), None
    )


def _submission(row: Sequence[Any]) -> Submission:
    number, conversation, revision, contact, unit, needs, state, submitted_at, decided_at = row[:9]
    return Submission(
        id=number,
        conversation=conversation,
        number=revision,
        contact=contact,
        unit=unit,
        needs=needs,
        state=SubmissionState(state),
        submitted_at=submitted_at,
        decided_at=decided_at,
    )


def _review(row: Sequence[Any]) -> Review:
    number, submission, coach, verdict, opened_at, sent_at = row
    return Review(
        id=number,
        submission=submission,
        coach=coach,
        verdict=None if verdict is None else Verdict(verdict),
        opened_at=opened_at,
        sent_at=sent_at,
    )


def _remark(row: Sequence[Any]) -> Remark:
    number, submission, review_, contact, section, question, kind, text, file, answers, at = row[:11]
    return Remark(
        id=number,
        submission=submission,
        review=review_,
        contact=contact,
        section=section,
        question=question,
        kind=RemarkKind(kind),
        text=text,
        file=_FILE.validate_json(file) if file else None,
        answers=answers,
        at=at,
    )
