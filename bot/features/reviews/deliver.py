"""Hands a coach's result to the writers, and writes down what they make of it."""

from __future__ import annotations

from bot.chat.context import OVER, ChatContext
from bot.chat.row_ids import row_number
from bot.features.drafts.drafts import choose_draft
from bot.features.reviews.coach_thread import heard
from bot.features.reviews.notify_writers import tell_writers
from bot.features.reviews.open_review import OpenReview, read_case
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

FIRST = 160
"""Letters of the first remark in the message that a review came."""


def deliver(ctx: ChatContext, submission: Submission, review: Review) -> None:
    """Put a review's points into the writers' way, and tell them: nobody is moved from where they are."""
    case = read_case(ctx.connection, ctx.forms, review)
    if case is None:
        return
    remarks = reviews.remarks_of(ctx.connection, submission.conversation)
    sent = [other_review.id for other_review in reviews.sent_of(ctx.connection, submission.conversation)]
    found = [_point(ctx, remark) for remark in open_points(remarks, sent)]
    dealt = {remark.id for remark in remarks if remark.submission == submission.id}
    conversation = points.returned(case.flow, case.stored.conversation, found, dealt)
    conversations.save(ctx.connection, conversation, (), case.stored.revision, ctx.now)
    tell_writers(ctx, conversation.id, _came(ctx, case, conversation.points))


def _point(ctx: ChatContext, remark: Remark) -> Point:
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


def _came(ctx: ChatContext, case: OpenReview, left: tuple[Point, ...]) -> Reply:
    who, number = ctx.contact.name or word("revising.coach"), str(case.stored.conversation.id)
    closing = reviews.closing(ctx.connection, case.submission.conversation, case.review.id)
    begin = Button(word("revising.begin"), "revise", f"{number} {left[0].id}" if left else number)
    every = (Button(word("revising.all"), "revise_all", number),) if len(left) > 1 else ()
    return Reply(
        text=lines(
            say("revising.came", who=who, name=case.stored.name, counts=counts(case)),
            say("sending.closing", text=closing.text) if closing and closing.text else (),
            _first(case, left[0]) if left else (),
            gap="\n\n",
        ),
        actions=(begin, *every),
        notice=TemplateNotice(kind="review_result", parameters=(who, case.stored.name, counts(case))),
    )


def _first(case: OpenReview, point: Point) -> Rich:
    label = label_of(case.flow, point)
    if point.wording:
        return say("revising.first_wording", label=label)
    return say("revising.first", label=label, text=shortened(point.text, FIRST))


# --- the buttons ---------------------------------------------------------------------------------


def revise(ctx: ChatContext, number: str) -> None:
    """Open a draft that came back at what is to be dealt with: "draft" or "draft point"."""
    draft, _, point = number.partition(" ")
    _turn_to(ctx, draft, "point_open", point)


def revise_all(ctx: ChatContext, number: str) -> None:
    """Open a draft that came back at the list of all that is to be dealt with."""
    _turn_to(ctx, number, "point_list")


def _turn_to(ctx: ChatContext, number: str, verb: str, argument: str = "") -> None:
    found = ctx.open(draft) if (draft := row_number(number)) else ctx.current()
    if found is None or found.conversation.status in OVER:
        choose_draft(ctx, "")
        return
    if found.conversation.id != ctx.contact.conversation:
        ctx.say_first(say("drafts.opened", name=found.stored.name))
    ctx.switch(found.conversation.id)
    ctx.act(found.conversation.id, verb, argument)


# --- what the engine reports ---------------------------------------------------------------------


def settled(ctx: ChatContext, effect: Effect) -> None:
    """Write down that a point was dealt with, and how."""
    number, _, kind = effect.argument.partition(" ")
    answer(ctx, int(number), RemarkKind(kind))


def reopened(ctx: ChatContext, effect: Effect) -> None:
    """Write down that what dealt with a point was taken back."""
    answer(ctx, int(effect.argument), RemarkKind.REOPENED)


def replied(ctx: ChatContext, effect: Effect) -> None:
    """Bring to the coach what was said to a point."""
    said = answer(ctx, int(effect.argument), RemarkKind.REPLY, effect.text, effect.file)
    if said is not None:
        heard(ctx, said)


def answer(ctx: ChatContext, point: int, kind: RemarkKind, text: str = "", file: File | None = None) -> int | None:
    """Add a writer's line under a remark and return its number; None when the remark is gone."""
    found = reviews.remark(ctx.connection, point)
    handed = None if found is None else reviews.get(ctx.connection, found[1].submission)
    if found is None or handed is None:
        return None
    about = found[1]
    return reviews.say(
        ctx.connection,
        handed,
        kind,
        about.section,
        ctx.now,
        contact=ctx.contact.id,
        question=about.question,
        text=text,
        file=file,
        answers=about.id,
    )
