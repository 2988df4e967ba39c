"""Submitting a draft for review: a numbered revision, its place in the queue, and the messages about it."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext, LoadedConversation
from bot.features.drafts.documents import attachments, numbered
from bot.features.reviews.notify_coaches import NotifiedCoaches, SubmittedDraft, notify_coaches
from bot.features.teams.members import notify_others, short_name
from bot.texts import say, word
from flows.conversation import Effect, Status
from flows.forms.model import Flow
from flows.messages import Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import revisions
from storage.people import addresses, coaches, contacts
from storage.records import Revision, RevisionKind, Submission, SubmissionState
from storage.reviews import reviews
from storage.reviews.reviews import NewSubmission


def submit(ctx: ChatContext, _: Effect) -> None:
    """Put a new revision of the current draft into the queue, and notify coaches, writer and team."""
    current = ctx.current()
    if current is None or _is_settled(ctx, current):
        return
    draft = current.conversation.id
    current.conversation = replace(current.conversation, status=Status.SUBMITTED)
    before = revisions.of_draft(ctx.connection, draft)
    revision = numbered(ctx, current, before, RevisionKind.SUBMITTED)
    last = _last_known(ctx, reviews.of_draft(ctx.connection, draft), before)
    new = NewSubmission(
        conversation=draft,
        number=revision.number,
        contact=ctx.contact.id,
        unit=_unit(ctx, current),
        needs=ctx.app.approvals,
    )
    submitted = SubmittedDraft(
        conversation=current.conversation,
        flow=ctx.form(current),
        revision=revision,
        submission=reviews.submit(ctx.connection, new, ctx.now),
        last=last,
    )
    _confirm(ctx, current, submitted, notify_coaches(ctx, submitted))
    who, name = short_name(ctx.contact.name), current.stored.name
    notify_others(ctx, draft, say("team.handed_in", who=who, name=name, number=revision.number))


def _unit(ctx: ChatContext, current: LoadedConversation) -> int | None:
    """Return the unit of a submission: that of the contact, else that of the draft's owner."""
    owner = contacts.get(ctx.connection, current.stored.contact)
    return ctx.contact.unit if ctx.contact.unit is not None or owner is None else owner.unit


def _is_settled(ctx: ChatContext, current: LoadedConversation) -> bool:
    """Return whether the draft has not changed since it was submitted or approved; if so, say it."""
    submissions = reviews.of_draft(ctx.connection, current.conversation.id)
    by_number = {revision.number: revision for revision in revisions.of_draft(ctx.connection, current.conversation.id)}
    if not submissions or by_number[submissions[-1].number].upto != len(current.conversation.events):
        return False
    phrases = {SubmissionState.WAITING: "submitted.waits", SubmissionState.APPROVED: "submitted.approved"}
    phrase = phrases.get(submissions[-1].state)
    if phrase is None:
        return False
    actions = (Button(word("document.go_on"), "repeat"), Button(word("submitted.files"), "document"))
    ctx.say(Reply(text=say(phrase, number=submissions[-1].number), actions=actions))
    return True


def _last_known(ctx: ChatContext, earlier: list[Submission], before: list[Revision]) -> Revision | None:
    """Return the revision that was reviewed last, else the one submitted last; None before the first submission."""
    if not earlier:
        return None
    numbers = {submission.id: submission.number for submission in earlier}
    reviewed = [numbers[review.submission] for review in reviews.sent_of(ctx.connection, earlier[0].conversation)]
    return {revision.number: revision for revision in before}.get((reviewed or [earlier[-1].number])[-1])


def _confirm(
    ctx: ChatContext, current: LoadedConversation, submitted: SubmittedDraft, notified: NotifiedCoaches
) -> None:
    """Say to the writer that the draft is submitted, to whom, and what comes next, with its files."""
    flow, revision = submitted.flow, submitted.revision
    parts = [say("submitted.done", number=revision.number), _who(ctx, current, flow, notified), say("submitted.next")]
    reply = Reply(
        text=lines(*parts, gap="\n\n"),
        attachments=attachments(flow, submitted.conversation.draft, revision, ctx.day(revision.created_at), ""),
        actions=(Button(word("document.go_on"), "repeat"), Button(word("submitted.others"), "drafts")),
    )
    ctx.say(reply, current.conversation.id)


def _who(ctx: ChatContext, current: LoadedConversation, flow: Flow, notified: NotifiedCoaches) -> Rich:
    if notified.holders:
        return say("submitted.goes_on", coaches=listed(list(notified.holders)))
    if notified.coaches:
        return say("submitted.called", coaches=listed(list(notified.coaches), "atau"))
    return say("submitted.nobody_told" if _notify_admins(ctx, current, flow) else "submitted.nobody")


def _notify_admins(ctx: ChatContext, current: LoadedConversation, flow: Flow) -> bool:
    """Notify the admins, each at their own address, that a draft lacks a coach; return whether any was reached."""
    reply = Reply(text=say("submitted.needs_coach", name=current.stored.name, who=ctx.contact.name, form=flow.short))
    invited = coaches.with_role(ctx.connection, coaches.ADMIN)
    reached = [ctx.notify(admin, reply) for admin in invited]
    for address in sorted(ctx.app.admins, key=str):
        owner = addresses.owner(ctx.connection, address)
        if owner is None or owner in invited:
            continue
        if address in contacts.addresses_of(ctx.connection, owner, reachable=True):
            ctx.notify_at(address, owner, reply)
            reached.append(True)
    return any(reached)
