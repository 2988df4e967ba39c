"""The files that a draft can become, by name: `proposal.docx`, `letter.identitas.docx`, `coach.pdf`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flows.conversation import Draft
from flows.documents.changes_page import build_changes_page
from flows.documents.coach_page import build_coach_page
from flows.documents.document import build_document
from flows.documents.formats import render
from flows.documents.letters import build_letter, draw_letter
from flows.documents.rendered import Read, Rendered
from flows.drafts.path import path
from flows.forms.model import Flow
from flows.review.review import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionSource:
    """A revision of a draft as its files show it; `since` and `threads` are for the changes page only."""

    flow: Flow
    draft: Draft
    made: date
    revision: int
    approved_by: str | None = None
    since: Draft | None = None
    """The draft at the last review; None where there was none."""
    threads: Sequence[Sequence[Remark]] = ()


def draw(output: str, source: RevisionSource, read: Read) -> Rendered:
    """Return one of a draft's files by its name; raise LookupError when the form has none of this name."""
    what, _, extension = output.rpartition(".")
    kind, _, which = what.partition(".")
    flow, draft, made, revision = source.flow, source.draft, source.made, source.revision
    way = path(flow, draft)
    if kind in ("proposal", "approved"):
        document = build_document(flow, draft, path=way, made=made, revision=revision, approved_by=source.approved_by)
        return render(document, extension, read)
    if kind == "coach":
        return render(build_coach_page(flow, draft, path=way, made=made, revision=revision), extension, read)
    if kind == "changes":
        page = build_changes_page(flow, source.since or Draft(), draft, source.threads, made=made, revision=revision)
        return render(page, extension, read)
    letters = {letter.id: letter for letter in flow.letters}
    return draw_letter(build_letter(flow, letters[which], draft, made))
