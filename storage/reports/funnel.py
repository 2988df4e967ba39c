"""Where drafts stop, and how long reviews take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, func, select

from flows.conversation import EventKind, Status
from storage.drafts.state_codec import read_state
from storage.records import SubmissionState
from storage.reports.progress import PROGRESS
from storage.tables import conversations, events, reviews, submissions

OPEN = (Status.DRAFT, Status.REVISE)
"""The statuses in which the writers are to act."""
TAKEN = "taken"
"""The key, beside the submission states, for: a coach began to read."""
END = ""
"""The key for the end of a form: everything was asked, nothing sent yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelStep:
    """The number of drafts of a form at one question; `END`: at its end."""

    question: str
    reached: int
    """The number that answered or skipped it, or stand there."""
    here: int
    """The number that stand there now while the writers are to act."""
    stopped: int
    """The number of those that were not touched for some days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationStats:
    """Durations: how many, the median, the longest, and the draft that took longest."""

    count: int = 0
    median: timedelta | None = None
    longest: timedelta | None = None
    draft: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTimes:
    """How long reviews take, from the moment a draft was handed in."""

    waiting: DurationStats
    """Those that still wait, until now."""
    taken: DurationStats
    """Until a coach began to read."""
    returned: DurationStats
    approved: DurationStats


def funnel(
    connection: Connection, flow: str, questions: Sequence[str], now: datetime, quiet: timedelta
) -> list[FunnelStep]:
    """Return for each question of a form, and its end, how many drafts came there and how many stopped.

    `questions` gives the order; `quiet` is how long a draft lies untouched before it counts as stopped.
    """
    alive = [status.value for status in PROGRESS]
    own = (conversations.c.flow == flow, conversations.c.status.in_(alive))
    passed: dict[str, set[int]] = {}
    asked = (
        select(events.c.question, events.c.conversation)
        .join(conversations, conversations.c.id == events.c.conversation)
        .where(*own, events.c.kind.in_([EventKind.ANSWERED.value, EventKind.SKIPPED.value]))
        .distinct()
    )
    for question, draft in connection.execute(asked):
        passed.setdefault(question, set()).add(draft)
    here, stopped = Counter[str](), Counter[str]()
    found = select(conversations.c.id, conversations.c.status, conversations.c.state, conversations.c.updated_at)
    for draft, status, state, updated in connection.execute(found.where(*own)):
        is_open = Status(status) in OPEN
        question = _current_question(state, questions) if is_open else END
        passed.setdefault(question, set()).add(draft)
        if is_open:
            here[question] += 1
            stopped[question] += updated <= now - quiet
    return [
        FunnelStep(
            question=other_question,
            reached=len(passed.get(other_question, ())),
            here=here[other_question],
            stopped=stopped[other_question],
        )
        for other_question in (*questions, END)
    ]


def _current_question(state: str, questions: Sequence[str]) -> str:
    """Return the question at which a draft's owner stands; the first if nothing was asked yet."""
    known = read_state(state)
    if known.ask == 0 and questions:
        return questions[0]
    return known.cursor.question or END


def review_times(connection: Connection, now: datetime) -> ReviewTimes:
    """Return how long submissions wait, or waited, for a coach's remarks."""
    opened = select(func.min(reviews.c.opened_at)).where(reviews.c.submission == submissions.c.id).scalar_subquery()
    rows = connection.execute(
        select(
            submissions.c.conversation,
            submissions.c.state,
            submissions.c.submitted_at,
            submissions.c.decided_at,
            opened.label("opened_at"),
        ).order_by(submissions.c.id)
    ).all()
    times: dict[str, list[tuple[timedelta, int]]] = {}
    for draft, state, submitted, decided, read in rows:
        end = now if state == SubmissionState.WAITING.value else decided
        times.setdefault(state, []).append((end - submitted, draft))
        if read is not None:
            # A review that was open already goes over to the next version.
            times.setdefault(TAKEN, []).append((max(read - submitted, timedelta()), draft))
    return ReviewTimes(
        waiting=_span(times.get(SubmissionState.WAITING.value, [])),
        taken=_span(times.get(TAKEN, [])),
        returned=_span(times.get(SubmissionState.RETURNED.value, [])),
        approved=_span(times.get(SubmissionState.APPROVED.value, [])),
    )


def _span(times: Sequence[tuple[timedelta, int]]) -> DurationStats:
    if not times:
        return DurationStats()
    longest, draft = max(times)
    middle = timedelta(seconds=median(time.total_seconds() for time, _ in times))
    return DurationStats(count=len(times), median=middle, longest=longest, draft=draft)
