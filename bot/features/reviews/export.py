"""The record of a draft's reviews in an export: all submissions, reviews and remarks, as JSON and as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.texts import word
from flows.forms.model import Flow
from flows.language.formatting import heading_of, long_date
from flows.review.review import Remark
from storage.db import private_files
from storage.drafts import members
from storage.records import Review, Submission
from storage.reviews import reviews

_SUBMISSIONS = TypeAdapter(list[Submission])
_REVIEWS = TypeAdapter(list[Review])
_REMARKS = TypeAdapter(list[Remark])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """All submissions of one draft, with their reviews and remarks, also withdrawn ones, and names by contact."""

    submissions: Sequence[Submission]
    reviews: Sequence[Review]
    remarks: Sequence[Remark]
    names: dict[int, str]


def read_record(connection: Connection, conversation: int) -> ReviewRecord:
    """Return the record of a draft, with withdrawn remarks and reviews that are not sent yet."""
    submissions = reviews.of_draft(connection, conversation)
    all_reviews = [review for submission in submissions for review in reviews.of_submission(connection, submission.id)]
    remarks = reviews.remarks_of(connection, conversation)
    people = (
        {submission.contact for submission in submissions}
        | {remark.contact for remark in remarks}
        | {review.coach for review in all_reviews}
    )
    names = members.names(connection, [contact for contact in people if contact is not None])
    return ReviewRecord(submissions=submissions, reviews=all_reviews, remarks=remarks, names=names)


def write_record(folder: Path, record: ReviewRecord, flow: Flow, zone: ZoneInfo) -> None:
    """Write `ulasan.json` and `ulasan.txt` into a folder; nothing for a draft without submissions."""
    if not record.submissions:
        return
    whole = {
        "people": {str(number): name for number, name in sorted(record.names.items())},
        "submissions": _SUBMISSIONS.dump_python(list(record.submissions), mode="json"),
        "reviews": _REVIEWS.dump_python(list(record.reviews), mode="json"),
        "remarks": _REMARKS.dump_python(list(record.remarks), mode="json"),
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    private_files.write(folder / "ulasan.json", f"{text}\n".encode())
    private_files.write(folder / "ulasan.txt", "".join(f"{line}\n" for line in _lines(record, flow, zone)).encode())


def _lines(record: ReviewRecord, flow: Flow, zone: ZoneInfo) -> Iterator[str]:
    """Yield the record to read: each submission with its reviews and remarks, an empty line behind."""
    titles = {section.id: heading_of(section) for section in flow.sections}
    for submission in record.submissions:
        yield word(
            "record.submission",
            number=submission.number,
            who=_who(record, submission.contact),
            day=long_date(submission.submitted_at.astimezone(zone).date()),
            state=submission.state.value,
        )
        for review in record.reviews:
            if review.submission == submission.id:
                yield f"  {_review(record, review, zone)}"
        for remark in record.remarks:
            if remark.submission == submission.id:
                yield f"  {_remark(record, remark, titles)}"
        yield ""


def _review(record: ReviewRecord, review: Review, zone: ZoneInfo) -> str:
    who = _who(record, review.coach)
    if review.sent_at is None or review.verdict is None:
        return word("record.open_review", who=who)
    at = f"{review.sent_at.astimezone(zone):%d/%m/%Y %H.%M}"
    return word("record.sent_review", who=who, verdict=review.verdict.value, at=at)


def _remark(record: ReviewRecord, remark: Remark, titles: dict[str, str]) -> str:
    title = titles.get(remark.section) or word("record.closing")
    question = f" / {remark.question}" if remark.question else ""
    answers = "" if remark.answers is None else f" {word('record.answers', number=remark.answers)}"
    text = f": {remark.text}" if remark.text else ""
    file = "" if remark.file is None else f" {word('record.file', name=remark.file.name)}"
    kind = word(f"record.{remark.kind.value}")
    return f"{remark.id}. {title}{question}, {_who(record, remark.contact)}, {kind}{answers}{text}{file}"


def _who(record: ReviewRecord, contact: int | None) -> str:
    name = None if contact is None else record.names.get(contact)
    return word("record.nameless") if name is None else name
