"""Sends a review: back to the writers with its points, or approved, with the final document."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext
from bot.features.drafts.documents import final_files
from bot.features.reviews.deliver import deliver
from bot.features.reviews.notify_writers import tell_writers
from bot.features.reviews.open_review import OpenReview, open_case
from bot.features.reviews.overview import counts, newest, show_summary
from bot.features.reviews.queue import refuse
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


def send(ctx: ChatContext, argument: str) -> None:
    """Send a review as it was shown: "review last-judgement"."""
    number, _, seen = argument.partition(" ")
    case = open_case(ctx, number)
    if case is None:
        refuse(ctx)
        return
    verdict = case.round.verdict
    if verdict is None or seen != str(newest(case)):
        show_summary(ctx, case)
        return
    _settle(ctx, case, case.round.open if verdict is Verdict.APPROVE else settled_by(case.round))
    handed = reviews.send(ctx.connection, case.review.id, verdict, ctx.now)
    review = reviews.review(ctx.connection, case.review.id)
    if handed is None or review is None:
        refuse(ctx)
    elif verdict is Verdict.RETURN:
        _become(ctx, case, Status.REVISE)
        deliver(ctx, handed, review)
        _tell_coach(ctx, say("sending.returned", writer=case.writer, counts=counts(case)))
    elif handed.state is SubmissionState.APPROVED:
        _approve(ctx, case, handed)
    else:
        _await_others(ctx, case, handed)


def _settle(ctx: ChatContext, case: OpenReview, points: tuple[Remark, ...]) -> None:
    """Close the earlier points of what is good now."""
    for point in points:
        reviews.say(
            ctx.connection,
            case.submission,
            RemarkKind.RESOLVED,
            point.section,
            ctx.now,
            contact=ctx.contact.id,
            review=case.review.id,
            question=point.question,
            answers=point.id,
        )


def _become(ctx: ChatContext, case: OpenReview, status: Status) -> None:
    stored = case.stored
    conversation = replace(stored.conversation, status=status)
    if status is Status.APPROVED:
        conversation = replace(conversation, points=(), settled=())
    conversations.save(ctx.connection, conversation, (), stored.revision, ctx.now)


def _approve(ctx: ChatContext, case: OpenReview, handed: Submission) -> None:
    """Hand the final document to the writer and the coach."""
    if reviews.of_draft(ctx.connection, handed.conversation)[-1].id == handed.id:
        _become(ctx, case, Status.APPROVED)
    who = coaches_of(ctx, handed)
    files = final_files(case.flow, case.draft, case.revision, ctx.day(ctx.now), who)
    text = say("sending.approved_writer", coaches=who, name=case.stored.name, number=handed.number)
    reply = Reply(
        text=lines(text, _closing(ctx, case), gap="\n\n"),
        attachments=files,
        actions=(Button(word("document.go_on"), "open", str(handed.conversation)),),
        notice=_notice(ctx, case, word("sending.approved_short")),
    )
    tell_writers(ctx, handed.conversation, reply)
    done = Reply(
        text=say("sending.approved_coach", name=case.stored.name, writer=case.writer),
        attachments=files,
        actions=(Button(word("queue.open"), "antrean"),),
    )
    ctx.say(done, handed.conversation)


def _await_others(ctx: ChatContext, case: OpenReview, handed: Submission) -> None:
    """Tell both sides who is missing after the first of two approvals."""
    reading = [review for review in reviews.held_by(ctx.connection, handed.id) if review.verdict is None]
    whom = _names(ctx, [review.coach for review in reading])
    missing = word("sending.missing_named", who=whom) if whom else word("sending.missing")
    text = say("sending.first_writer", who=ctx.contact.name, name=case.stored.name, missing=missing)
    notice = _notice(ctx, case, word("sending.first_short"))
    reply = Reply(text=lines(text, _closing(ctx, case), gap="\n\n"), notice=notice)
    tell_writers(ctx, handed.conversation, reply)
    _tell_coach(ctx, say("sending.first_coach", missing=missing))


def coaches_of(ctx: ChatContext, handed: Submission) -> str:
    """Return the names of the coaches who approved, as the document says them."""
    found = reviews.of_submission(ctx.connection, handed.id)
    return _names(ctx, [review.coach for review in found if review.verdict is Verdict.APPROVE])


def _names(ctx: ChatContext, people: list[int | None]) -> str:
    found = [contacts.get(ctx.connection, person) for person in people if person is not None]
    return listed([contact.name for contact in found if contact is not None])


def _closing(ctx: ChatContext, case: OpenReview) -> Rich:
    closing = reviews.closing(ctx.connection, case.submission.conversation, case.review.id)
    return say("sending.closing", text=closing.text) if closing and closing.text else ()


def _notice(ctx: ChatContext, case: OpenReview, result: str) -> TemplateNotice:
    return TemplateNotice(kind="review_result", parameters=(ctx.contact.name, case.stored.name, result))


def _tell_coach(ctx: ChatContext, text: Rich) -> None:
    ctx.say(Reply(text=text, actions=(Button(word("queue.open"), "antrean"),)))
