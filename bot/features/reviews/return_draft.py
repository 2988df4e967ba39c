"""The return of a reviewed draft to its writers: its points in the draft, and the message about them."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.features.reviews.notify_writers import notify_writers
from bot.features.reviews.open_review import OpenReview, load_review
from bot.features.reviews.overview import counts
from bot.texts import say, word
from flows.conversation import Point
from flows.engine.asking.ask_point import label_of
from flows.engine.turn import points
from flows.engine.turn.turn_builder import shortened
from flows.messages import Button, Reply, Rich, TemplateNotice
from flows.review.review import Remark, RemarkKind, open_points
from flows.texts import lines
from storage.drafts import conversations
from storage.people import contacts
from storage.records import Review, Submission
from storage.reviews import reviews

FIRST = 160
"""Characters shown of the first point in the message that a review came."""


def return_draft(ctx: ChatContext, submission: Submission, review: Review) -> None:
    """Store a review's points in the draft and notify its writers; their cursors stay where they are."""
    loaded = load_review(ctx.connection, ctx.forms, review)
    if loaded is None:
        return
    remarks = reviews.remarks_of(ctx.connection, submission.conversation)
    sent = [sent_review.id for sent_review in reviews.sent_of(ctx.connection, submission.conversation)]
    opened = [_point(ctx, remark) for remark in open_points(remarks, sent)]
    judged = {remark.id for remark in remarks if remark.submission == submission.id}
    conversation = points.returned(loaded.flow, loaded.stored.conversation, opened, judged)
    conversations.save(ctx.connection, conversation, (), loaded.stored.revision, ctx.now)
    notify_writers(ctx, conversation.id, _came(ctx, loaded, conversation.points))


def _point(ctx: ChatContext, remark: Remark) -> Point:
    """Return a coach's remark as a point of the draft."""
    coach = None if remark.contact is None else contacts.get(ctx.connection, remark.contact)
    is_wording = remark.kind is RemarkKind.SUGGEST
    text = remark.text or (word("revising.spoken") if remark.file is not None else "")
    return Point(
        id=remark.id,
        section=remark.section,
        question=remark.question,
        who=coach.name if coach is not None and coach.name else word("revising.coach"),
        text="" if is_wording else text,
        wording=text if is_wording else "",
        is_question=remark.kind is RemarkKind.ASK,
    )


def _came(ctx: ChatContext, review: OpenReview, left: tuple[Point, ...]) -> Reply:
    """Return the message that a review came, with its first point and the way to all."""
    who, number = ctx.contact.name or word("revising.coach"), str(review.stored.conversation.id)
    closing = reviews.closing(ctx.connection, review.submission.conversation, review.id)
    begin = Button(word("revising.begin"), "revise", f"{number} {left[0].id}" if left else number)
    every = (Button(word("revising.all"), "revise_all", number),) if len(left) > 1 else ()
    return Reply(
        text=lines(
            say("revising.came", who=who, name=review.stored.name, counts=counts(review)),
            say("sending.closing", text=closing.text) if closing and closing.text else (),
            _first(review, left[0]) if left else (),
            gap="\n\n",
        ),
        actions=(begin, *every),
        notice=TemplateNotice(kind="review_result", parameters=(who, review.stored.name, counts(review))),
    )


def _first(review: OpenReview, point: Point) -> Rich:
    label = label_of(review.flow, point)
    if point.wording:
        return say("revising.first_wording", label=label)
    return say("revising.first", label=label, text=shortened(point.text, FIRST))
