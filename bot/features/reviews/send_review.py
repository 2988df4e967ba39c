"""Sending a review: the draft is returned to its writers with points, or approved with the final document."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext
from bot.features.drafts.documents import final_files
from bot.features.reviews.buttons import to_queue
from bot.features.reviews.notify_writers import notify_writers
from bot.features.reviews.open_review import OpenReview
from bot.features.reviews.overview import counts, show_summary
from bot.features.reviews.readers import refuse
from bot.features.reviews.return_draft import return_draft
from bot.texts import say, word
from flows.conversation import Status
from flows.messages import Button, Reply, Rich, TemplateNotice
from flows.review.review import Remark, RemarkKind, Verdict
from flows.review.round import settled_by
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import conversations
from storage.people import contacts
from storage.records import Submission, SubmissionState
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark


def send(ctx: ChatContext, review: OpenReview) -> None:
    """Send a review with its verdict; without one, show what is missing."""
    verdict = review.round.verdict
    if verdict is None:
        show_summary(ctx, review)
        return
    _settle(ctx, review, review.round.open if verdict is Verdict.APPROVE else settled_by(review.round))
    submission = reviews.send(ctx.connection, review.id, verdict, ctx.now)
    sent = reviews.review(ctx.connection, review.id)
    if submission is None or sent is None:
        refuse(ctx)
    elif verdict is Verdict.RETURN:
        _set_status(ctx, review, Status.REVISE)
        return_draft(ctx, submission, sent)
        _confirm(ctx, say("sending.returned", writer=review.writer, counts=counts(review)))
    elif submission.state is SubmissionState.APPROVED:
        _approve(ctx, review, submission)
    else:
        _await_others(ctx, review, submission)


def _settle(ctx: ChatContext, review: OpenReview, points: tuple[Remark, ...]) -> None:
    """Resolve earlier points in the coach's name."""
    resolved = NewRemark(kind=RemarkKind.RESOLVED, contact=ctx.contact.id, review=review.id)
    for point in points:
        reviews.add_remark(ctx.connection, review.submission, resolved.under(point), ctx.now)


def _set_status(ctx: ChatContext, review: OpenReview, status: Status) -> None:
    """Store the draft's status; an approved draft has no points left."""
    stored = review.stored
    conversation = replace(stored.conversation, status=status)
    if status is Status.APPROVED:
        conversation = replace(conversation, points=(), settled=())
    conversations.save(ctx.connection, conversation, (), stored.revision, ctx.now)


def _approve(ctx: ChatContext, review: OpenReview, submission: Submission) -> None:
    """Send the final document to the writers and the coach; a newer submission keeps the draft's status."""
    if reviews.of_draft(ctx.connection, submission.conversation)[-1].id == submission.id:
        _set_status(ctx, review, Status.APPROVED)
    who = coaches_of(ctx, submission)
    files = final_files(review.flow, review.draft, review.revision, ctx.day(ctx.now), who)
    text = say("sending.approved_writer", coaches=who, name=review.stored.name, number=submission.number)
    reply = Reply(
        text=lines(text, _closing(ctx, review), gap="\n\n"),
        attachments=files,
        actions=(Button(word("document.go_on"), "open", str(submission.conversation)),),
        notice=_notice(ctx, review, word("sending.approved_short")),
    )
    notify_writers(ctx, submission.conversation, reply)
    done = Reply(
        text=say("sending.approved_coach", name=review.stored.name, writer=review.writer),
        attachments=files,
        actions=(to_queue(),),
    )
    ctx.say(done, submission.conversation)


def _await_others(ctx: ChatContext, review: OpenReview, submission: Submission) -> None:
    """Notify both sides which approval is missing after the first of two."""
    unsent = [other for other in reviews.held_by(ctx.connection, submission.id) if other.verdict is None]
    whom = _names(ctx, [other.coach for other in unsent])
    missing = word("sending.missing_named", who=whom) if whom else word("sending.missing")
    text = say("sending.first_writer", who=ctx.contact.name, name=review.stored.name, missing=missing)
    notice = _notice(ctx, review, word("sending.first_short"))
    reply = Reply(text=lines(text, _closing(ctx, review), gap="\n\n"), notice=notice)
    notify_writers(ctx, submission.conversation, reply)
    _confirm(ctx, say("sending.first_coach", missing=missing))


def coaches_of(ctx: ChatContext, submission: Submission) -> str:
    """Return the names of the coaches who approved, as they stand in the document."""
    approving = reviews.of_submission(ctx.connection, submission.id)
    return _names(ctx, [review.coach for review in approving if review.verdict is Verdict.APPROVE])


def _names(ctx: ChatContext, coaches: list[int | None]) -> str:
    known = [contacts.get(ctx.connection, coach) for coach in coaches if coach is not None]
    return listed([contact.name for contact in known if contact is not None])


def _closing(ctx: ChatContext, review: OpenReview) -> Rich:
    closing = reviews.closing(ctx.connection, review.submission.conversation, review.id)
    return say("sending.closing", text=closing.text) if closing and closing.text else ()


def _notice(ctx: ChatContext, review: OpenReview, result: str) -> TemplateNotice:
    return TemplateNotice(kind="review_result", parameters=(ctx.contact.name, review.stored.name, result))


def _confirm(ctx: ChatContext, text: Rich) -> None:
    ctx.say(Reply(text=text, actions=(to_queue(),)))
