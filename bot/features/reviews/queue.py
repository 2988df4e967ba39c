"""A coach's queue: what they have begun, then what they may take, oldest first."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.chat.paging import page_of
from bot.chat.payload import row_number
from bot.features.reviews.buttons import to_queue
from bot.features.reviews.open_review import OpenReview, own_open_review
from bot.features.reviews.overview import show_next
from bot.language.durations import waited
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.people import contacts
from storage.records import QueuedSubmission, Review, Submission, SubmissionState
from storage.reviews import reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue; it has a button unless enough coaches review the draft already."""

    submission: int
    name: str
    text: Rich
    is_free: bool = True


def show_queue(ctx: ChatContext, page: int = 1, said: Rich = ()) -> None:
    """Show one page of the queue, below an acknowledgement."""
    own = [own_open_review(ctx, review.id) for review in reviews.open_of(ctx.connection, ctx.contact.id)]
    begun = [review for review in own if review is not None]
    in_hand = {review.submission.id for review in begun}
    waiting = [
        queued for queued in reviews.queue(ctx.connection, ctx.contact.id) if queued.submission.id not in in_hand
    ]
    if not begun and not waiting:
        ctx.say(Reply(said=said, text=say("queue.empty"), actions=(resume(),)))
        return
    items: list[OpenReview | QueuedSubmission] = [*begun, *waiting]
    shown = page_of(items, page)
    rows = [(place, _row(ctx, item)) for place, item in shown.numbered]
    numbered = [lines(say("queue.number", number=place, row="")) + row.text for place, row in rows]
    ctx.say(
        Reply(
            said=said,
            text=lines(say("queue.head", count=shown.total), *numbered),
            choices=tuple(
                Button(f"{place}. {row.name}", "rv_take", str(row.submission)) for place, row in rows if row.is_free
            ),
            actions=shown.buttons("antrean"),
        )
    )


def read_submission(ctx: ChatContext, argument: str) -> Submission | None:
    """Return a submission that the coach may read, the newest of its draft for a withdrawn one (a Reader)."""
    submission = reviews.get(ctx.connection, row_number(argument))
    if submission is not None and submission.state is SubmissionState.WITHDRAWN:
        submission = reviews.of_draft(ctx.connection, submission.conversation)[-1]
    if submission is None or not _may_read(ctx, submission):
        show_queue(ctx, said=say("queue.not_yours"))
        return None
    return submission


def take(ctx: ChatContext, submission: Submission) -> None:
    """Open a review of a submission, or resume the coach's own; where it is taken, say by whom."""
    own = [review for review in reviews.of_submission(ctx.connection, submission.id) if review.coach == ctx.contact.id]
    claimed = reviews.claim(ctx.connection, submission.id, ctx.contact.id, ctx.now)
    review = None if claimed is None else own_open_review(ctx, claimed.id)
    if review is None:
        show_queue(ctx, said=_taken(ctx, submission))
    else:
        show_next(ctx, review, None, _welcome(review, is_resumed=bool(own)))


def drop(ctx: ChatContext, review: OpenReview) -> None:
    """Give a review without remarks back to the queue."""
    is_dropped = reviews.give_back(ctx.connection, review.id)
    show_queue(ctx, said=say("queue.dropped" if is_dropped else "queue.kept", name=review.stored.name))


def later(ctx: ChatContext) -> None:
    """Leave a new submission in the queue."""
    ctx.say(Reply(text=say("queue.later"), actions=(to_queue(),)))


def _may_read(ctx: ChatContext, submission: Submission) -> bool:
    """Return whether a submission is in this coach's queue, or they have or had a review of it."""
    return submission.number in reviews.readable(ctx.connection, ctx.contact.id).get(submission.conversation, ())


def _taken(ctx: ChatContext, submission: Submission) -> Rich:
    """Say why a submission can not be taken: who reviews it, or that it is decided."""
    others = reviews.held_by(ctx.connection, submission.id)
    if any(review.coach == ctx.contact.id for review in others):
        return say("queue.sent")
    if submission.state is not SubmissionState.WAITING or not others:
        return say("queue.decided")
    since = waited(ctx.now - max(review.opened_at for review in others))
    return say("queue.taken", who=listed([_coach(ctx, review) for review in others]), since=since)


def _welcome(review: OpenReview, *, is_resumed: bool) -> Rich:
    unread = len(review.round.unread)
    if is_resumed:
        return say("queue.resumed", name=review.stored.name, left=unread)
    if review.round.looks:
        return say("queue.again", name=review.stored.name, left=unread, all=len(review.round.sections))
    return say("queue.yours", name=review.stored.name, writer=review.writer, all=unread)


def _row(ctx: ChatContext, item: OpenReview | QueuedSubmission) -> QueueRow:
    return _begun(item) if isinstance(item, OpenReview) else _waiting(ctx, item)


def _begun(review: OpenReview) -> QueueRow:
    name, total = review.stored.name, len(review.round.to_judge)
    done = total - len(review.round.unread)
    text = say("queue.begun", name=name, unit=review.unit or review.writer, done=done, all=total)
    return QueueRow(submission=review.submission.id, name=name, text=text)


def _waiting(ctx: ChatContext, queued: QueuedSubmission) -> QueueRow:
    submission = queued.submission
    text = say(
        "queue.waits",
        name=queued.name,
        unit=queued.unit or queued.writer,
        form=ctx.forms.flow(ctx.connection, queued.flow, queued.version).short,
        since=waited(ctx.now - submission.submitted_at),
    )
    if queued.reviews:
        text += say("queue.read_by", who=listed([_coach(ctx, review) for review in queued.reviews]))
    is_free = len(queued.reviews) < submission.needs
    return QueueRow(submission=submission.id, name=queued.name, text=text, is_free=is_free)


def _coach(ctx: ChatContext, review: Review) -> str:
    """Return the name of a review's coach."""
    coach = None if review.coach is None else contacts.get(ctx.connection, review.coach)
    return word("queue.somebody") if coach is None else coach.name
