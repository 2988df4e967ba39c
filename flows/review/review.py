"""A review: a coach's remarks on each section of a draft, and the verdict that follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.messages import File


class RemarkKind(StrEnum):
    """The kinds of remark; a review is the fold of its remarks."""

    GOOD = "good"
    FIX = "fix"
    ASK = "ask"
    SUGGEST = "suggest"
    """`text` is another wording for the answer to `question`."""
    WITHDRAWN = "withdrawn"
    """The coach takes back the remark it answers, before the review is sent."""
    REPLY = "reply"
    """One word in the thread under the remark it answers, by either side."""
    RESOLVED = "resolved"
    """The writers have dealt with the remark it answers."""
    ACCEPTED = "accepted"
    """The writers took the suggested wording."""
    DECLINED = "declined"
    """The writers keep their own wording."""
    REOPENED = "reopened"
    """The writers took back what had dealt with the remark it answers."""


POINTS = frozenset({RemarkKind.FIX, RemarkKind.ASK, RemarkKind.SUGGEST})
"""What the writers are led through."""
SETTLING = frozenset({RemarkKind.RESOLVED, RemarkKind.ACCEPTED, RemarkKind.DECLINED})
"""What closes a point."""


class Verdict(StrEnum):
    """The result of a whole review."""

    APPROVE = "approve"
    RETURN = "return"


class SectionMark(StrEnum):
    """The state of one section in a review."""

    UNREAD = "unread"
    GOOD = "good"
    FIX = "fix"
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A line of the append-only record: its author, its text, and the section of the version it is about."""

    id: int
    submission: int
    review: int | None
    """None: said by the writers."""
    contact: int | None
    section: str
    question: str
    """"": the whole section."""
    kind: RemarkKind
    text: str = ""
    file: File | None = None
    """A remark that was spoken."""
    answers: int | None = None
    at: datetime


def live(remarks: Iterable[Remark]) -> list[Remark]:
    """Return the remarks that hold: without withdrawn ones and the lines that withdraw them."""
    said = list(remarks)
    gone = {remark.answers for remark in said if remark.kind is RemarkKind.WITHDRAWN}
    return [remark for remark in said if remark.id not in gone and remark.kind is not RemarkKind.WITHDRAWN]


def of_review(remarks: Iterable[Remark], review: int) -> list[Remark]:
    """Return the judgements of one review that hold, without threads."""
    judging = POINTS | {RemarkKind.GOOD}
    return [remark for remark in live(remarks) if remark.review == review and remark.kind in judging]


def mark(judgements: Iterable[Remark], section: str) -> SectionMark:
    """Return the state of a section: a fix outweighs a question, a question outweighs praise."""
    kinds = {remark.kind for remark in judgements if remark.section == section}
    if kinds & {RemarkKind.FIX, RemarkKind.SUGGEST}:
        return SectionMark.FIX
    if RemarkKind.ASK in kinds:
        return SectionMark.ASK
    return SectionMark.GOOD if RemarkKind.GOOD in kinds else SectionMark.UNREAD


def unread(judgements: Sequence[Remark], sections: Iterable[str]) -> list[str]:
    """Return the sections without a remark from the coach."""
    return [section for section in sections if mark(judgements, section) is SectionMark.UNREAD]


def verdict(judgements: Sequence[Remark], sections: Iterable[str]) -> Verdict | None:
    """Return the result of a review; None while a section is unread and nothing else returns the draft."""
    if any(remark.kind in POINTS for remark in judgements):
        return Verdict.RETURN
    return None if unread(judgements, sections) else Verdict.APPROVE


def open_points(remarks: Iterable[Remark], sent: Iterable[int]) -> list[Remark]:
    """Return the open points of the reviews that were sent."""
    standing = live(remarks)
    settled: set[int | None] = set()
    for remark in standing:
        if remark.kind in SETTLING:
            settled.add(remark.answers)
        elif remark.kind is RemarkKind.REOPENED:
            settled.discard(remark.answers)
    seen = frozenset(sent)
    return [
        remark for remark in standing if remark.kind in POINTS and remark.review in seen and remark.id not in settled
    ]


def thread(remarks: Iterable[Remark], point: int) -> list[Remark]:
    """Return a point with the remarks under it that hold, oldest first."""
    found: list[Remark] = []
    for remark in live(remarks):
        if remark.answers == point and remark.kind is RemarkKind.REOPENED:
            found = [other for other in found if other.kind not in SETTLING]
        elif point in (remark.id, remark.answers):
            found.append(remark)
    return found
