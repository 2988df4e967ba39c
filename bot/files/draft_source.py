"""What a draft's file is drawn from: the answers of its version, and the reviews of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.chat.forms import Forms
from flows.conversation import Draft
from flows.drafts.event_log import fold
from flows.forms.model import Flow
from flows.messages import Attachment
from flows.review.review import POINTS, Remark, Verdict, live, thread
from flows.text_format import listed
from storage.drafts import conversations, members, revisions
from storage.records import Revision, SubmissionState
from storage.reviews import reviews


class ContentError(Exception):
    """A file that could not be made or found; `is_too_heavy`: trying again does not help."""

    def __init__(self, reason: str, *, is_too_heavy: bool = False) -> None:
        super().__init__(reason)
        self.is_too_heavy = is_too_heavy


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSource:
    """All that drawing one file of a draft needs."""

    flow: Flow
    draft: Draft
    made: date
    approved_by: str | None = None
    """Who approved it, for a final document."""
    since: Draft | None = None
    """The draft as it was before, for a page of changes."""
    threads: tuple[tuple[Remark, ...], ...] = ()
    """The remarks on the version before, each with its answers."""


def read_source(
    connection: Connection, forms: Forms, zone: ZoneInfo, conversation: int, attachment: Attachment
) -> DraftSource:
    """Read what an attachment is drawn from; raise ContentError when the draft or its version is gone."""
    stored = conversations.load(connection, conversation)
    if stored is None:
        raise ContentError(f"draft {conversation} is gone")
    events = stored.conversation.events
    versions = {revision.number: revision for revision in revisions.of_draft(connection, conversation)}
    if attachment.revision not in versions:
        raise ContentError(f"draft {conversation} has no version {attachment.revision}")
    kind, _, rest = attachment.document.partition(".")
    made = versions[attachment.revision].created_at
    source = DraftSource(
        flow=forms.flow(connection, stored.conversation.flow, stored.conversation.version),
        draft=fold(events[: attachment.upto]),
        made=made.astimezone(zone).date(),
    )
    if kind == "approved":
        return _approved(connection, zone, conversation, source, versions[attachment.revision])
    if kind == "changes":
        before = versions.get(int(rest.partition(".")[0]))
        since = fold(events[: before.upto]) if before is not None else Draft()
        return replace(source, since=since, threads=tuple(_threads(connection, conversation)))
    return source


def _approved(
    connection: Connection, zone: ZoneInfo, conversation: int, source: DraftSource, version: Revision
) -> DraftSource:
    """Date a final document with the day of its approval and the names of its approvers."""
    for handed in reviews.of_draft(connection, conversation):
        if handed.number == version.number and handed.state is SubmissionState.APPROVED:
            read = reviews.of_submission(connection, handed.id)
            who = [review.coach for review in read if review.verdict is Verdict.APPROVE and review.coach is not None]
            names = members.names(connection, who)
            day = (handed.decided_at or version.created_at).astimezone(zone).date()
            return replace(
                source, made=day, approved_by=listed([names[contact] for contact in who if contact in names])
            )
    raise ContentError(f"version {version.number} of draft {conversation} is not approved")


def _threads(connection: Connection, conversation: int) -> list[tuple[Remark, ...]]:
    """Return every sent remark with the answers to it."""
    sent = {review.id for review in reviews.sent_of(connection, conversation)} | {None}
    said = [remark for remark in live(reviews.remarks_of(connection, conversation)) if remark.review in sent]
    return [tuple(thread(said, remark.id)) for remark in said if remark.kind in POINTS]
