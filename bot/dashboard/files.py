"""Finds the document of a draft's version for whoever may read it."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.chat.context import House
from bot.dashboard.drafts import versions
from bot.dashboard.view_context import Viewer
from bot.features.drafts.documents import MIME, attachments, final_files
from flows.drafts.event_log import fold
from flows.messages import Attachment
from storage.drafts import conversations
from storage.records import SubmissionState
from storage.reviews import reviews


def find_document(
    connection: Connection, house: House, viewer: Viewer, draft: int, version: int, kind: str
) -> Attachment | None:
    """Return a version's file, the final one where it was approved; None where this viewer has none to read."""
    found = next((one for one in versions(connection, viewer, draft) if one.number == version), None)
    stored = conversations.load(connection, draft)
    if found is None or stored is None:
        return None
    flow = house.forms.flow(connection, stored.conversation.flow, stored.conversation.version)
    written = fold(stored.conversation.events[: found.upto])
    handed = reviews.of_draft(connection, draft)
    is_final = any(one.number == version and one.state is SubmissionState.APPROVED for one in handed)
    made = found.created_at.astimezone(house.zone).date()
    files = final_files(flow, written, found, made, "") if is_final else attachments(flow, written, found, made, "")
    return next((one for one in files if one.mime == MIME.get(kind)), None)
