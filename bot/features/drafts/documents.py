"""The documents of a draft: its revisions and the files of each; files are drawn when sent."""

from __future__ import annotations

from datetime import date

from bot.chat.context import ChatContext, LoadedConversation
from bot.features.drafts.letters import letters_ready, ways_to_fill
from bot.texts import say, word
from flows.conversation import Draft, Effect
from flows.documents.document import build_document
from flows.documents.file_names import file_name
from flows.drafts.event_log import fold
from flows.drafts.path import gaps, path
from flows.forms.model import Flow
from flows.messages import Attachment, Button, Reply, Rich
from flows.review.diff import changes, show_changes
from flows.texts import lines
from storage.drafts import revisions
from storage.records import Revision, RevisionKind, Submission, SubmissionState
from storage.reviews import reviews

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
COACH = "coach"
LETTERS = "letters"


def make_documents(ctx: ChatContext, effect: Effect) -> None:
    """Reply with the requested files: the proposal, its letters, or the coach's page."""
    current = ctx.current()
    if current is None:
        return
    flow = ctx.form(current)
    before = revisions.of_draft(ctx.connection, current.conversation.id)
    revision = numbered(ctx, current, before, RevisionKind.DRAFT)
    made = ctx.day(revision.created_at)
    files = attachments(flow, current.conversation.draft, revision, made, effect.argument)
    approved = _approved(ctx, revision)
    if approved is not None and not effect.argument:
        made = ctx.day(approved.decided_at or revision.created_at)
        files = final_files(flow, current.conversation.draft, revision, made, "")
        text = say("document.final", number=revision.number)
    elif effect.argument == LETTERS:
        text = letters_ready(flow, current.conversation.draft)
    elif effect.argument == COACH:
        text = say("document.coach")
    else:
        text = _ready(flow, current, before, revision)
    actions = _actions(flow, effect.argument)
    if effect.argument == LETTERS:
        actions = (*ways_to_fill(flow, current.conversation.draft), *actions)
    ctx.say(Reply(text=text, attachments=files, actions=actions), current.conversation.id)


def _approved(ctx: ChatContext, revision: Revision) -> Submission | None:
    """Return the submission by which a revision was approved; None if it was not."""
    handed = reviews.of_draft(ctx.connection, revision.conversation)
    approved = (
        submission
        for submission in handed
        if submission.state is SubmissionState.APPROVED and submission.number == revision.number
    )
    return next(approved, None)


def numbered(ctx: ChatContext, current: LoadedConversation, before: list[Revision], kind: RevisionKind) -> Revision:
    """Return a new revision; for DRAFT the last one again if no event was added since."""
    conversation = current.conversation
    upto = len(conversation.events)
    if before and kind is RevisionKind.DRAFT and before[-1].upto == upto:
        return before[-1]
    return revisions.add(ctx.connection, conversation.id, upto, kind, conversation.status, ctx.now)


def _ready(flow: Flow, current: LoadedConversation, before: list[Revision], revision: Revision) -> Rich:
    draft = current.conversation.draft
    missing = gaps(flow, draft)
    older = [other_revision for other_revision in before if other_revision.number < revision.number]
    parts = [say("document.ready", number=revision.number)]
    if missing:
        parts.append(say("document.gaps", count=len(missing)))
    if older:
        then = fold(current.conversation.events[: older[-1].upto])
        changed = changes(flow, then, draft)
        key = "document.changed" if changed else "document.same"
        parts.append(say(key, number=older[-1].number, changes=show_changes(changed)))
    return lines(*parts, gap="\n\n")


def attachments(flow: Flow, draft: Draft, revision: Revision, made: date, which: str) -> tuple[Attachment, ...]:
    """Return the files of a revision: the proposal, its letters, or the coach's page."""
    document = build_document(flow, draft, path=path(flow, draft), made=made, revision=revision.number)
    if which == LETTERS:
        wanted = [(f"letter.{letter.id}.docx", f"{letter.title}.docx") for letter in flow.letters]
    elif which == COACH:
        wanted = [("coach.pdf", word("document.coach_name", name=file_name(document, "pdf")))]
    else:
        wanted = [(f"proposal.{kind}", file_name(document, kind)) for kind in ("docx", "pdf")]
    return tuple(
        Attachment(
            name=name,
            mime=MIME[kind.rpartition(".")[2]],
            document=kind,
            upto=revision.upto,
            revision=revision.number,
        )
        for kind, name in wanted
    )


def final_files(flow: Flow, draft: Draft, revision: Revision, made: date, coaches: str) -> tuple[Attachment, ...]:
    """Return the files of an approved revision: without the mark DRAF, with the coaches' names."""
    way = path(flow, draft)
    document = build_document(flow, draft, path=way, made=made, revision=revision.number, approved_by=coaches)
    return tuple(
        Attachment(
            name=word("document.final_name", name=file_name(document, kind).removesuffix(f".{kind}"), kind=kind),
            mime=MIME[kind],
            document=f"approved.{kind}",
            upto=revision.upto,
            revision=revision.number,
        )
        for kind in ("docx", "pdf")
    )


def _actions(flow: Flow, which: str) -> tuple[Button, ...]:
    actions = [Button(word("document.go_on"), "repeat")]
    if not which:
        if flow.letters:
            actions.append(Button(word("document.letters_button"), "document", LETTERS))
        actions.append(Button(word("document.coach_button"), "document", COACH))
        actions.append(Button(word("document.submit_button"), "submit"))
    return tuple(actions)
