"""Hands a draft in: a frozen version, into the queue, and the writer hears who will read it."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext, LoadedConversation
from bot.features.drafts.documents import attachments, numbered
from bot.features.reviews.notify_coaches import NotifiedCoaches, call_coaches
from bot.features.teams.members import called as called_by
from bot.features.teams.members import tell_others
from bot.texts import say, word
from flows.conversation import Effect, Status
from flows.forms.model import Flow
from flows.messages import Attachment, Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import revisions
from storage.people import addresses, coaches, contacts
from storage.records import Revision, RevisionKind, Submission, SubmissionState
from storage.reviews import reviews


def submit(ctx: ChatContext, _: Effect) -> None:
    """Freeze a numbered draft, put it into the queue, tell the coaches in charge and the writer."""
    current = ctx.current()
    if current is None:
        return
    number = current.conversation.id
    if _is_settled(ctx, current):
        return
    current.conversation = replace(current.conversation, status=Status.SUBMITTED)
    flow = ctx.form(current)
    before = revisions.of_draft(ctx.connection, number)
    revision = numbered(ctx, current, before, RevisionKind.SUBMITTED)
    earlier = reviews.of_draft(ctx.connection, number)
    handed = reviews.submit(
        ctx.connection,
        number,
        revision.number,
        ctx.contact.id,
        _unit(ctx, current),
        ctx.app.approvals,
        ctx.now,
    )
    files = attachments(flow, current.conversation.draft, revision, ctx.day(revision.created_at), "")
    called = call_coaches(ctx, current, flow, revision, handed, _last_seen(ctx, earlier, before))
    _tell_writer(ctx, current, flow, revision, files, called)
    who, name = called_by(ctx.contact.name), current.stored.name
    tell_others(ctx, number, say("team.handed_in", who=who, name=name, number=revision.number))


def _unit(ctx: ChatContext, current: LoadedConversation) -> int | None:
    """Return the unit a draft comes from: that of whoever hands it in, else its owner's."""
    owner = contacts.get(ctx.connection, current.stored.contact)
    return ctx.contact.unit if ctx.contact.unit is not None or owner is None else owner.unit


def _is_settled(ctx: ChatContext, current: LoadedConversation) -> bool:
    """Tell whether there is nothing new to hand in, and say so: approved, or waiting as it is."""
    handed = reviews.of_draft(ctx.connection, current.conversation.id)
    versions = {revision.number: revision for revision in revisions.of_draft(ctx.connection, current.conversation.id)}
    if not handed or versions[handed[-1].number].upto != len(current.conversation.events):
        return False
    key = {SubmissionState.WAITING: "submitted.waits", SubmissionState.APPROVED: "submitted.approved"}
    if (phrase := key.get(handed[-1].state)) is None:
        return False
    actions = (Button(word("document.go_on"), "repeat"), Button(word("submitted.files"), "document"))
    ctx.say(Reply(text=say(phrase, number=handed[-1].number), actions=actions))
    return True


def _last_seen(ctx: ChatContext, earlier: list[Submission], versions: list[Revision]) -> Revision | None:
    """Return the version that was reviewed last, or else was handed in last."""
    if not earlier:
        return None
    handed = {submission.id: submission.number for submission in earlier}
    read = [handed[review.submission] for review in reviews.sent_of(ctx.connection, earlier[0].conversation)]
    return {revision.number: revision for revision in versions}.get((read or [earlier[-1].number])[-1])


def _tell_writer(
    ctx: ChatContext,
    current: LoadedConversation,
    flow: Flow,
    revision: Revision,
    files: tuple[Attachment, ...],
    called: NotifiedCoaches,
) -> None:
    parts = [say("submitted.done", number=revision.number), _who(ctx, current, flow, called), say("submitted.next")]
    actions = (Button(word("document.go_on"), "repeat"), Button(word("submitted.others"), "drafts"))
    reply = Reply(text=lines(*parts, gap="\n\n"), attachments=files, actions=actions)
    ctx.say(reply, current.conversation.id)


def _who(ctx: ChatContext, current: LoadedConversation, flow: Flow, called: NotifiedCoaches) -> Rich:
    if called.holders:
        return say("submitted.goes_on", coaches=listed(list(called.holders)))
    if called.coaches:
        return say("submitted.called", coaches=listed(list(called.coaches), "atau"))
    return say("submitted.nobody_told" if _tell_admins(ctx, current, flow) else "submitted.nobody")


def _tell_admins(ctx: ChatContext, current: LoadedConversation, flow: Flow) -> bool:
    """Tell the admins, each where they are one, that a draft waits and nobody is there to read it."""
    text = say("submitted.needs_coach", name=current.stored.name, who=ctx.contact.name, form=flow.short)
    invited = coaches.with_role(ctx.connection, coaches.ADMIN)
    told = [ctx.notify(one, Reply(text=text)) for one in invited]
    for place in sorted(ctx.app.admins, key=str):
        admin = addresses.owner(ctx.connection, place)
        if admin is None or admin in invited:
            continue
        if place in contacts.addresses_of(ctx.connection, admin, reachable=True):
            ctx.notify_at(place, admin, Reply(text=text))
            told.append(True)
    return any(told)
