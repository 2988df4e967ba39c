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
from storage.db import private_files as private
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
class Record:
    """Is all that was ever handed in and said of one draft."""

    submissions: Sequence[Submission]
    reviews: Sequence[Review]
    remarks: Sequence[Remark]
    names: dict[int, str]


def read_record(connection: Connection, conversation: int) -> Record:
    """Return the record of a draft, also what was taken back or is not sent yet."""
    handed = reviews.of_draft(connection, conversation)
    read = [review for one in handed for review in reviews.of_submission(connection, one.id)]
    said = reviews.remarks_of(connection, conversation)
    people = {one.contact for one in handed} | {one.contact for one in said} | {one.coach for one in read}
    names = members.names(connection, [one for one in people if one is not None])
    return Record(submissions=handed, reviews=read, remarks=said, names=names)


def write_record(folder: Path, record: Record, flow: Flow, zone: ZoneInfo) -> None:
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
    private.write(folder / "ulasan.json", f"{text}\n".encode())
    private.write(folder / "ulasan.txt", "".join(f"{line}\n" for line in _lines(record, flow, zone)).encode())


def _lines(record: Record, flow: Flow, zone: ZoneInfo) -> Iterator[str]:
    titles = {section.id: heading_of(section) for section in flow.sections}
    for handed in record.submissions:
        day = long_date(handed.submitted_at.astimezone(zone).date())
        yield f"Versi {handed.number}, diajukan {_who(record, handed.contact)} pada {day}: {handed.state.value}"
        for review in record.reviews:
            if review.submission == handed.id:
                yield _review(record, review, zone)
        for one in record.remarks:
            if one.submission == handed.id:
                yield _line(record, one, titles)
        yield ""


def _review(record: Record, review: Review, zone: ZoneInfo) -> str:
    who = _who(record, review.coach)
    if review.sent_at is None or review.verdict is None:
        return f"  Ulasan {who}: belum terkirim"
    return f"  Ulasan {who}: {review.verdict.value}, terkirim {review.sent_at.astimezone(zone):%d/%m/%Y %H.%M}"


def _line(record: Record, one: Remark, titles: dict[str, str]) -> str:
    place = titles.get(one.section, "Penutup")
    about = f" (untuk nomor {one.answers})" if one.answers is not None else ""
    text = f": {one.text}" if one.text else ""
    voice = f" [berkas {one.file.name}]" if one.file is not None else ""
    question = f" / {one.question}" if one.question else ""
    return f"  {one.id}. {place}{question}, {_who(record, one.contact)}, {_KINDS[one.kind.value]}{about}{text}{voice}"


def _who(record: Record, contact: int | None) -> str:
    return record.names.get(contact, "tanpa nama") if contact is not None else "tanpa nama"
