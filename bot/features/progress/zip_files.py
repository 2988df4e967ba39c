"""ZIP files of documents on the disk: each small enough to be sent, with a workbook that lists its files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.chat.forms import Forms
from bot.features.drafts.documents import MIME, attachments, final_files
from bot.files.draft_source import DraftSource, read_source
from bot.files.report_context import ReportContext
from bot.render.progress_picture import LOOKS
from bot.render.workbook import Sheet, Value, draw_sheets
from bot.texts import word
from flows.documents.file_names import clean
from flows.messages import Attachment
from storage.drafts import revisions
from storage.outreach.audience import Stage
from storage.records import SubmissionState
from storage.reports.draft_list import LatestSubmission

ZIP = "application/zip"
BUNDLE = "bundle.zip"
MOST_BYTES = 20_000_000
"""Bytes of one ZIP: it is sent within a minute over 3 Mbit/s, and a cheap phone opens it."""
INDEX_BYTES = 200_000
"""Bytes reserved for the list of files and their names."""
FOLDER = 60
"""Characters of a folder, named after a unit: with the file's name the path stays below the limit of Windows."""
COLUMNS = ("unit", "draft", "form", "state", "version", "writer", "submitted", "file")
PROGRESS = {
    SubmissionState.WAITING: Stage.SUBMITTED,
    SubmissionState.RETURNED: Stage.REVISE,
    SubmissionState.APPROVED: Stage.APPROVED,
}


def files_of(
    connection: Connection, forms: Forms, zone: ZoneInfo, submission: LatestSubmission
) -> tuple[tuple[Attachment, ...], DraftSource]:
    """Return the files of a submission (the final ones once it is approved), and the source they are drawn from."""
    is_final = submission.state is SubmissionState.APPROVED
    kind = "approved" if is_final else "proposal"
    probe = Attachment(
        name="",
        mime=MIME["docx"],
        document=f"{kind}.docx",
        upto=submission.upto,
        revision=submission.number,
    )
    source = read_source(connection, forms, zone, submission.draft, probe)
    revision = next(
        revision
        for revision in revisions.of_draft(connection, submission.draft)
        if revision.number == submission.number
    )
    if is_final:
        return final_files(source.flow, source.draft, revision, source.made, source.approved_by or ""), source
    return attachments(source.flow, source.draft, revision, source.made, ""), source


def read_bundle(_: Connection, report: ReportContext, attachment: Attachment) -> Callable[[], bytes]:
    """Return what reads a finished ZIP from the disk; `about` is its order, `variant` its number among several."""
    return partial(Path.read_bytes, report.bundles / str(attachment.about) / f"{attachment.variant}.zip")


@dataclass(slots=True)
class _Volume:
    """A ZIP that is being written."""

    archive: zipfile.ZipFile
    size: int = 0
    rows: list[list[Value]] = field(default_factory=list)


class ZipWriter:
    """A writer of numbered ZIP files in a folder; it begins the next one when one is full, and keeps none in memory."""

    def __init__(self, folder: Path, now: datetime, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self._now = now
        self._room = most - INDEX_BYTES
        self._taken: set[str] = set()
        self._open: _Volume | None = None
        self.parts = 0
        """The number of ZIP files: `1.zip`, `2.zip` ..."""
        self.files = 0

    def add(self, submission: LatestSubmission, form: str, name: str, content: bytes) -> bool:
        """Add a file of a draft; return False, adding nothing, if it is too large for any ZIP."""
        if len(content) > self._room:
            return False
        if self._open is None or self._open.size + len(content) > self._room:
            self._begin()
        volume = self._open
        assert volume is not None, "begun"
        path = self._unique(f"{_folder(submission.unit_name)}/{name}")
        info = zipfile.ZipInfo(path, self._now.timetuple()[:6])
        volume.archive.writestr(info, content)  # stored as it is: both kinds are packed already
        volume.size += len(content) + 3 * len(path.encode())
        volume.rows.append(
            [
                submission.unit_name,
                submission.name,
                form,
                LOOKS[PROGRESS[submission.state]].name,
                submission.number,
                submission.writer,
                submission.submitted_at.astimezone(self._now.tzinfo),
                path,
            ]
        )
        self.files += 1
        return True

    def close(self) -> None:
        """Write the list of files into the open ZIP, and close it; idempotent."""
        if self._open is None:
            return
        heads = [word(f"sheet_column.{column}") for column in COLUMNS]
        index = draw_sheets([Sheet(word("bundle.index_sheet"), heads, self._open.rows)])
        self._open.archive.writestr(zipfile.ZipInfo(word("bundle.index"), self._now.timetuple()[:6]), index)
        self._open.archive.close()
        self._open = None

    def _begin(self) -> None:
        self.close()
        self.parts += 1
        self._open = _Volume(zipfile.ZipFile(self._folder / f"{self.parts}.zip", "w"))

    def _unique(self, path: str) -> str:
        """Return a path that no other file has, not even in another case."""
        stem, dot, ending = path.rpartition(".")
        number, unique = 2, path
        while unique.casefold() in self._taken:
            unique, number = f"{stem} ({number}){dot}{ending}", number + 1
        self._taken.add(unique.casefold())
        return unique


def _folder(unit: str) -> str:
    return clean(unit)[:FOLDER].rstrip(" .-") or word("bundle.no_unit")
