"""Finds the document of a draft's version for whoever may read it."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.dashboard.drafts import versions
from bot.dashboard.view_context import Viewer
from bot.features.drafts.documents import MIME, attachments, final_files
from flows.drafts.event_log import fold
from flows.messages import Attachment
from storage.drafts import conversations
from storage.records import SubmissionState
from storage.reviews import reviews


def find_document(
    connection: Connection, app: AppContext, viewer: Viewer, draft: int, version: int, kind: str
) -> Attachment | None:
    """Return a version's file, the final one where it was approved; None where this viewer has none to read."""
    found = next((revision for revision in versions(connection, viewer, draft) if revision.number == version), None)
    stored = conversations.load(connection, draft)
    if found is None or stored is None:
        return None
    flow = app.forms.flow(connection, stored.conversation.flow, stored.conversation.version)
    written = fold(stored.conversation.events[: found.upto])
    handed = reviews.of_draft(connection, draft)
    is_final = any(
        submission.number == version and submission.state is SubmissionState.APPROVED for submission in handed
    )
    made = found.created_at.astimezone(app.zone).date()
    files = final_files(flow, written, found, made, "") if is_final else attachments(flow, written, found, made, "")
    return next((attachment for attachment in files if attachment.mime == MIME.get(kind)), None)
