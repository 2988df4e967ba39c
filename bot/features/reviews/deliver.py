"""Delivery of a sent review to the writers, and the record of how they settle its points."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import OVER, ChatContext, LoadedConversation
from bot.chat.payload import decode
from bot.features.drafts.drafts import choose_draft
from bot.features.reviews.coach_thread import notify_coach
from bot.features.reviews.notify_writers import notify_writers
from bot.features.reviews.open_review import OpenReview, load_review
from bot.features.reviews.overview import counts
from bot.texts import say, word
from flows.conversation import Effect, Point
from flows.engine.asking.ask_point import label_of
from flows.engine.turn import points
from flows.engine.turn.turn_builder import shortened
from flows.messages import Button, File, Reply, Rich, TemplateNotice
from flows.review.review import Remark, RemarkKind, open_points
from flows.texts import lines
from storage.drafts import conversations
from storage.people import contacts
from storage.records import Review, Submission
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark

FIRST = 160
"""Characters shown of the first point in the message that a review came."""


def deliver(ctx: ChatContext, submission: Submission, review: Review) -> None:
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


# --- the buttons ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RevisePayload:
    """A returned draft, and the point to open there; 0: the current draft."""

    draft: int = 0
    point: str = ""


@dataclass(frozen=True, slots=True)
class DraftPoint:
    """A returned draft that the contact writes in, and the point to open there; "": the next one."""

    draft: LoadedConversation
    point: str


def read_draft_point(ctx: ChatContext, argument: str) -> DraftPoint | None:
    """Return the draft to revise, else the current one (a Reader); without either, all drafts are listed."""
    payload = decode(RevisePayload, argument) or RevisePayload()
    draft = ctx.open(payload.draft) if payload.draft else ctx.current()
    if draft is None or draft.conversation.status in OVER:
        choose_draft(ctx)
        return None
    return DraftPoint(draft, payload.point)


def revise(ctx: ChatContext, wanted: DraftPoint) -> None:
    """Open a returned draft at a point."""
    _act(ctx, wanted.draft, "point_open", wanted.point)


def revise_all(ctx: ChatContext, wanted: DraftPoint) -> None:
    """Open a returned draft at the list of its points."""
    _act(ctx, wanted.draft, "point_list")


def _act(ctx: ChatContext, draft: LoadedConversation, verb: str, argument: str = "") -> None:
    """Make a draft the current one, and press a button of its form."""
    if draft.conversation.id != ctx.contact.conversation:
        ctx.say_first(say("drafts.opened", name=draft.stored.name))
    ctx.switch(draft.conversation.id)
    ctx.act(draft.conversation.id, verb, argument)


# --- effects of the engine -----------------------------------------------------------------------


def settled(ctx: ChatContext, effect: Effect) -> None:
    """Record that a point was settled, and how: "point kind"."""
    point, _, kind = effect.argument.partition(" ")
    add_answer(ctx, int(point), RemarkKind(kind))


def reopened(ctx: ChatContext, effect: Effect) -> None:
    """Record that a settled point is open again."""
    add_answer(ctx, int(effect.argument), RemarkKind.REOPENED)


def replied(ctx: ChatContext, effect: Effect) -> None:
    """Record a writer's reply to a point, and notify its coach."""
    reply = add_answer(ctx, int(effect.argument), RemarkKind.REPLY, effect.text, effect.file)
    if reply is not None:
        notify_coach(ctx, reply)


def add_answer(ctx: ChatContext, point: int, kind: RemarkKind, text: str = "", file: File | None = None) -> int | None:
    """Add a writer's answer to a point and return its id; None when the point is gone."""
    found = reviews.remark(ctx.connection, point)
    submission = None if found is None else reviews.get(ctx.connection, found[1].submission)
    if found is None or submission is None:
        return None
    answer = NewRemark(kind=kind, contact=ctx.contact.id, text=text, file=file)
    return reviews.add_remark(ctx.connection, submission, answer.under(found[1]), ctx.now)
