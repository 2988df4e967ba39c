"""The documents of a draft's revisions, as far as a viewer may read them."""

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
    """Return a revision's file, the final one where it was approved; None when this viewer may read none."""
    readable = versions(connection, viewer, draft)
    revision = next((revision for revision in readable if revision.number == version), None)
    stored = conversations.load(connection, draft)
    if revision is None or stored is None:
        return None
    flow = app.forms.flow(connection, stored.conversation.flow, stored.conversation.version)
    written = fold(stored.conversation.events[: revision.upto])
    submissions = reviews.of_draft(connection, draft)
    is_final = any(
        submission.number == version and submission.state is SubmissionState.APPROVED for submission in submissions
    )
    made = revision.created_at.astimezone(app.zone).date()
    files = (
        final_files(flow, written, revision, made, "") if is_final else attachments(flow, written, revision, made, "")
    )
    return next((attachment for attachment in files if attachment.mime == MIME.get(kind)), None)
