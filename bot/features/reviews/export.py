"""Writes the record of a draft's reviews beside it: who said what to which version, as JSON and to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import Connection

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
_KINDS = {
    "good": "baik",
    "fix": "perlu perbaikan",
    "ask": "pertanyaan",
    "suggest": "usulan kalimat",
    "withdrawn": "ditarik",
    "reply": "balasan",
    "resolved": "ditanggapi",
    "accepted": "usulan dipakai",
    "declined": "usulan tidak dipakai",
    "reopened": "dibuka lagi",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """Is all that was ever handed in and said of one draft."""

    submissions: Sequence[Submission]
    reviews: Sequence[Review]
    remarks: Sequence[Remark]
    names: dict[int, str]


def read_record(connection: Connection, conversation: int) -> ReviewRecord:
    """Return the record of a draft, also what was taken back or is not sent yet."""
    handed = reviews.of_draft(connection, conversation)
    read = [review for submission in handed for review in reviews.of_submission(connection, submission.id)]
    said = reviews.remarks_of(connection, conversation)
    people = (
        {submission.contact for submission in handed}
        | {remark.contact for remark in said}
        | {other_review.coach for other_review in read}
    )
    names = members.names(connection, [person for person in people if person is not None])
    return ReviewRecord(submissions=handed, reviews=read, remarks=said, names=names)


def write_record(folder: Path, record: ReviewRecord, flow: Flow, zone: ZoneInfo) -> None:
    """Write `ulasan.json` and `ulasan.txt`; nothing where nothing was handed in."""
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
    titles = {section.id: heading_of(section) for section in flow.sections}
    for handed in record.submissions:
        day = long_date(handed.submitted_at.astimezone(zone).date())
        yield f"Versi {handed.number}, diajukan {_who(record, handed.contact)} pada {day}: {handed.state.value}"
        for review in record.reviews:
            if review.submission == handed.id:
                yield _review(record, review, zone)
        for remark in record.remarks:
            if remark.submission == handed.id:
                yield _line(record, remark, titles)
        yield ""


def _review(record: ReviewRecord, review: Review, zone: ZoneInfo) -> str:
    who = _who(record, review.coach)
    if review.sent_at is None or review.verdict is None:
        return f"  Ulasan {who}: belum terkirim"
    return f"  Ulasan {who}: {review.verdict.value}, terkirim {review.sent_at.astimezone(zone):%d/%m/%Y %H.%M}"


def _line(record: ReviewRecord, remark: Remark, titles: dict[str, str]) -> str:
    place = titles.get(remark.section, "Penutup")
    about = f" (untuk nomor {remark.answers})" if remark.answers is not None else ""
    text = f": {remark.text}" if remark.text else ""
    voice = f" [berkas {remark.file.name}]" if remark.file is not None else ""
    question = f" / {remark.question}" if remark.question else ""
    who, kind = _who(record, remark.contact), _KINDS[remark.kind.value]
    return f"  {remark.id}. {place}{question}, {who}, {kind}{about}{text}{voice}"


def _who(record: ReviewRecord, contact: int | None) -> str:
    return record.names.get(contact, "tanpa nama") if contact is not None else "tanpa nama"
