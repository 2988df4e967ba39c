"""Shows what waits for a coach, oldest first, and lets them take one: two never read the same unknowingly."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.features.reviews.open_review import OpenReview, open_case, read_case
from bot.features.reviews.overview import show_next
from bot.language.durations import waited
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.people import contacts
from storage.records import QueuedSubmission, Review, Submission, SubmissionState
from storage.reviews import reviews

MOST = 8
"""Drafts shown at once."""


def show_queue(ctx: ChatContext, _: str = "", said: Rich = ()) -> None:
    """Show what the coach has begun, then what waits, oldest first."""
    begun = [case for review in reviews.open_of(ctx.connection, ctx.contact.id) if (case := _case(ctx, review))]
    mine = {case.submission.id for case in begun}
    waiting = [
        queued_submission
        for queued_submission in reviews.queue(ctx.connection, ctx.contact.id)
        if queued_submission.submission.id not in mine
    ]
    if not begun and not waiting:
        ctx.say(Reply(said=said, text=say("queue.empty"), actions=(Button(word("drafts.resume"), "open"),)))
        return
    rows = [_begun(case) for case in begun] + [_line(ctx, queued_submission) for queued_submission in waiting]
    numbered = [lines(say("queue.number", number=place, row="")) + row for place, row in enumerate(rows[:MOST], 1)]
    free = [
        queued_submission
        for queued_submission in waiting
        if len(queued_submission.reviews) < queued_submission.submission.needs
    ]
    choices = [Button(case.stored.name, "rv_take", str(case.submission.id)) for case in begun]
    choices += [
        Button(queued_submission.name, "rv_take", str(queued_submission.submission.id)) for queued_submission in free
    ]
    more = say("queue.more", count=len(rows) - MOST) if len(rows) > MOST else ()
    ctx.say(
        Reply(
            said=said,
            text=lines(say("queue.head", count=len(rows)), *numbered, more),
            choices=_told_apart(choices[:MOST]),
        )
    )


def take(ctx: ChatContext, number: str) -> None:
    """Take a draft to review, or go on with it; tell who has it if somebody does."""
    handed = reviews.get(ctx.connection, row_number(number))
    if handed is not None and handed.state is SubmissionState.WITHDRAWN:
        handed = reviews.of_draft(ctx.connection, handed.conversation)[-1]
    if handed is None or not _may_read(ctx, handed):
        show_queue(ctx, "", say("queue.not_yours"))
        return
    known = any(
        other_review.coach == ctx.contact.id for other_review in reviews.of_submission(ctx.connection, handed.id)
    )
    review = reviews.claim(ctx.connection, handed.id, ctx.contact.id, ctx.now)
    case = None if review is None else open_case(ctx, str(review.id))
    if case is None:
        show_queue(ctx, "", _taken(ctx, handed))
        return
    show_next(ctx, case, None, _welcome(case, is_known=known))


def drop(ctx: ChatContext, number: str) -> None:
    """Let others review what the coach has said nothing to."""
    case = open_case(ctx, number)
    if case is None:
        refuse(ctx)
        return
    gone = reviews.give_back(ctx.connection, case.review.id)
    show_queue(ctx, "", say("queue.dropped" if gone else "queue.kept", name=case.stored.name))


def later(ctx: ChatContext, _: str) -> None:
    """Leave what came in the queue."""
    ctx.say(Reply(text=say("queue.later"), actions=(Button(word("queue.open"), "antrean"),)))


def refuse(ctx: ChatContext) -> None:
    """Say that a review is sent, or not this person's; nothing changes."""
    ctx.say(Reply(text=say("queue.refused"), actions=(Button(word("queue.open"), "antrean"),)))


def _may_read(ctx: ChatContext, handed: Submission) -> bool:
    """Tell whether a draft is in this coach's queue, on their desk, or was."""
    return handed.number in reviews.readable(ctx.connection, ctx.contact.id).get(handed.conversation, ())


def _taken(ctx: ChatContext, handed: Submission) -> Rich:
    """Say why a draft can not be taken: who has it, or that it is decided."""
    others = reviews.held_by(ctx.connection, handed.id)
    if any(review.coach == ctx.contact.id for review in others):
        return say("queue.sent")
    if handed.state is not SubmissionState.WAITING or not others:
        return say("queue.decided")
    since = waited(ctx.now - max(review.opened_at for review in others))
    return say("queue.taken", who=listed([_name(ctx, review) for review in others]), since=since)


def _welcome(case: OpenReview, *, is_known: bool) -> Rich:
    left = len(case.round.unread)
    if is_known:
        return say("queue.resumed", name=case.stored.name, left=left)
    if case.round.looks:
        return say("queue.again", name=case.stored.name, left=left, all=len(case.round.sections))
    return say("queue.yours", name=case.stored.name, writer=case.writer, all=left)


def _case(ctx: ChatContext, review: Review) -> OpenReview | None:
    return read_case(ctx.connection, ctx.forms, review)


def _begun(case: OpenReview) -> Rich:
    every = len(case.round.to_judge)
    done = every - len(case.round.unread)
    return say("queue.begun", name=case.stored.name, unit=case.unit or case.writer, done=done, all=every)


def _line(ctx: ChatContext, queued_submission: QueuedSubmission) -> Rich:
    since = waited(ctx.now - queued_submission.submission.submitted_at)
    flow = ctx.forms.flow(ctx.connection, queued_submission.flow, queued_submission.version)
    row = say(
        "queue.waits",
        name=queued_submission.name,
        unit=queued_submission.unit or queued_submission.writer,
        form=flow.short,
        since=since,
    )
    if not queued_submission.reviews:
        return row
    return row + say("queue.read_by", who=listed([_name(ctx, review) for review in queued_submission.reviews]))


def _name(ctx: ChatContext, review: Review) -> str:
    found = None if review.coach is None else contacts.get(ctx.connection, review.coach)
    return word("queue.somebody") if found is None else found.name


def _told_apart(choices: list[Button]) -> tuple[Button, ...]:
    """Number the buttons: two drafts may have one name."""
    return tuple(
        Button(f"{place}. {button.label}", button.verb, button.argument) for place, button in enumerate(choices, 1)
    )
