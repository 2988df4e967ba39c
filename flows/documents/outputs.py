"""Knows the files a draft can become, by name: `proposal.docx`, `letter.identitas.docx`, `coach.pdf`."""

from __future__ import annotations

from collections.abc import Sequence
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


def draw(
    output: str,
    flow: Flow,
    draft: Draft,
    *,
    made: date,
    revision: int,
    read: Read,
    approved_by: str | None = None,
    since: Draft | None = None,
    threads: Sequence[Sequence[Remark]] = (),
) -> Rendered:
    """Draw one of a draft's files; LookupError when the form has none of this name."""
    what, _, extension = output.rpartition(".")
    kind, _, which = what.partition(".")
    way = path(flow, draft)
    if kind in ("proposal", "approved"):
        document = build_document(flow, draft, path=way, made=made, revision=revision, approved_by=approved_by)
        return render(document, extension, read)
    if kind == "coach":
        return render(build_coach_page(flow, draft, path=way, made=made, revision=revision), extension, read)
    if kind == "changes":
        page = build_changes_page(flow, since or Draft(), draft, threads, made=made, revision=revision)
        return render(page, extension, read)
    letters = {letter.id: letter for letter in flow.letters}
    return draw_letter(build_letter(flow, letters[which], draft, made))
