"""Keeps what was handed in, who reviews it, and every remark: append-only."""

from __future__ import annotations

from collections.abc import Sequence
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


# --- what was handed in --------------------------------------------------------------------------


def submit(
    connection: Connection, conversation: int, number: int, contact: int, unit: int | None, needs: int, now: datetime
) -> Submission:
    """Put a revision into the queue; what waited of the same draft is withdrawn, open reviews go over to this one."""
    before = of_draft(connection, conversation)
    row = {"conversation": conversation, "number": number, "contact": contact, "unit": unit, "needs": needs}
    added = connection.execute(
        insert(submissions).values(**row, state=SubmissionState.WAITING.value, submitted_at=now).returning(*_SUBMISSION)
    ).one()
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
    """Take what waits out of the queue."""
    _decide(connection, submission, SubmissionState.WITHDRAWN, now)


def get(connection: Connection, submission: int) -> Submission | None:
    """Return what was handed in, by number, or None."""
    row = connection.execute(select(*_SUBMISSION).where(submissions.c.id == submission)).first()
    return None if row is None else _submission(row)


def of_draft(connection: Connection, conversation: int) -> list[Submission]:
    """Return everything that was handed in of a draft, oldest first."""
    found = select(*_SUBMISSION).where(submissions.c.conversation == conversation).order_by(submissions.c.id)
    return [_submission(row) for row in connection.execute(found)]


def queue(connection: Connection, coach: int) -> list[QueuedSubmission]:
    """Return what waits for this coach, oldest first: of their units, or of all if they have none."""
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
    return [_waiting(connection, row) for row in rows]


def readable(connection: Connection, coach: int) -> dict[int, set[int]]:
    """Return what a coach may read, draft -> versions: what waits for them, is on their desk, or once was."""
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


def _waiting(connection: Connection, row: Any) -> QueuedSubmission:
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
    """Let a coach review what comes from this unit."""
    connection.execute(insert_new(coach_units).on_conflict_do_nothing(), {"coach": coach, "unit": unit})


def unassign(connection: Connection, coach: int, unit: int) -> None:
    """Let a coach look after a unit no more; what they review already stays theirs."""
    connection.execute(delete(coach_units).where(coach_units.c.coach == coach, coach_units.c.unit == unit))


# --- who reviews it ------------------------------------------------------------------------------


def claim(connection: Connection, submission: int, coach: int, now: datetime) -> Review | None:
    """Open a review, or return the coach's own that is open; None when others have it or it is decided."""
    # Locked, so that of two coaches who tap at one moment the second sees the first.
    held = connection.execute(select(*_SUBMISSION).where(submissions.c.id == submission).with_for_update()).first()
    if held is None:
        return None
    own = next((review for review in of_submission(connection, submission) if review.coach == coach), None)
    if own is not None:
        return own if own.sent_at is None else None
    other_submission = _submission(held)
    if (
        other_submission.state is not SubmissionState.WAITING
        or len(held_by(connection, submission)) >= other_submission.needs
    ):
        return None
    row = connection.execute(
        insert(reviews).values(submission=submission, coach=coach, opened_at=now).returning(*_REVIEW)
    ).one()
    return _review(row)


def review(connection: Connection, number: int) -> Review | None:
    """Return a review by number, or None."""
    row = connection.execute(select(*_REVIEW).where(reviews.c.id == number)).first()
    return None if row is None else _review(row)


def open_of(connection: Connection, coach: int) -> list[Review]:
    """Return a coach's reviews that are not sent yet, oldest first: they wait for ever."""
    found = select(*_REVIEW).where(reviews.c.coach == coach, reviews.c.sent_at.is_(None)).order_by(reviews.c.id)
    return [_review(row) for row in connection.execute(found)]


def of_submission(connection: Connection, submission: int) -> list[Review]:
    """Return the reviews of what was handed in, oldest first."""
    found = select(*_REVIEW).where(reviews.c.submission == submission).order_by(reviews.c.id)
    return [_review(row) for row in connection.execute(found)]


def held_by(connection: Connection, submission: int) -> list[Review]:
    """Return the reviews that take a place: those that were sent, and those whose reviewer is still a coach."""
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
    """Let others review it: an open review without a word goes; tell whether it did."""
    said = connection.execute(select(remarks.c.id).where(remarks.c.review == number).limit(1)).first()
    if said is not None:
        return False
    gone = connection.execute(delete(reviews).where(reviews.c.id == number, reviews.c.sent_at.is_(None)))
    return gone.rowcount == 1


def send(connection: Connection, number: int, verdict: Verdict, now: datetime) -> Submission | None:
    """Send a review and return what was handed in as it stands then; None if it was sent before."""
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


# --- what is said --------------------------------------------------------------------------------


def say(
    connection: Connection,
    submission: Submission,
    kind: RemarkKind,
    section: str,
    now: datetime,
    *,
    contact: int,
    review: int | None = None,
    question: str = "",
    text: str = "",
    file: File | None = None,
    answers: int | None = None,
) -> int:
    """Add a remark and return its number; nothing is ever changed or taken away."""
    row = {
        "conversation": submission.conversation,
        "submission": submission.id,
        "review": review,
        "contact": contact,
        "section": section,
        "question": question,
        "kind": kind.value,
        "text": text,
        "file": "" if file is None else _FILE.dump_json(file).decode(),
        "answers": answers,
        "at": now,
    }
    number: int = connection.execute(insert(remarks).values(**row).returning(remarks.c.id)).scalar_one()
    return number


def remarks_of(connection: Connection, conversation: int) -> list[Remark]:
    """Return all that was ever said to a draft, oldest first; also what is not sent yet."""
    found = select(*_REMARK).where(remarks.c.conversation == bindparam("draft")).order_by(remarks.c.id)
    return [_remark(row) for row in connection.execute(found, {"draft": conversation})]


def remark(connection: Connection, number: int) -> tuple[int, Remark] | None:
    """Return a draft's number and one remark to it, or None."""
    row = connection.execute(select(*_REMARK, remarks.c.conversation).where(remarks.c.id == number)).first()
    return None if row is None else (row.conversation, _remark(row))


def closing(connection: Connection, conversation: int, review: int) -> Remark | None:
    """Return the last word a coach has for the writers beside the sections, or None."""
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
