"""Readers of what a coach's buttons and prompts carry: an own open review, a section of it, a prepared remark."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import ChatContext
from bot.chat.payload import decode, row_number
from bot.features.reviews.buttons import to_queue
from bot.features.reviews.open_review import OpenReview, Target, own_open_review
from bot.features.reviews.overview import last_judgement, show_sections, show_summary
from bot.features.reviews.payloads import CannedPayload, KeptPayload, SectionPayload, SendPayload, TargetPayload
from bot.features.reviews.section_view import show_ways
from bot.texts import say
from flows.messages import Reply
from flows.review.canned_remarks import phrase
from storage.reviews import reviews


@dataclass(frozen=True, slots=True)
class CannedChoice:
    """A prepared remark that was chosen for a target."""

    target: Target
    text: str


@dataclass(frozen=True, slots=True)
class KeptRemark:
    """A typed remark to an open review whose section is still to be chosen."""

    review: OpenReview
    text: str


def refuse(ctx: ChatContext) -> None:
    """Say that a review is sent already, or not this coach's."""
    ctx.say(Reply(text=say("queue.refused"), actions=(to_queue(),)))


def read_review(ctx: ChatContext, argument: str) -> OpenReview | None:
    """Return the coach's open review with this id (a Reader)."""
    return _review(ctx, row_number(argument))


def read_current(ctx: ChatContext, _: str) -> OpenReview | None:
    """Return the open review whose message was pressed, else the one begun last (a Reader)."""
    begun = [own_open_review(ctx, review.id) for review in reviews.open_of(ctx.connection, ctx.contact.id)]
    own = [review for review in begun if review is not None]
    pressed = [review for review in own if review.submission.conversation == ctx.pressed_conversation]
    if not own:
        refuse(ctx)
    return next(reversed(pressed or own), None)


def read_section(ctx: ChatContext, argument: str) -> Target | None:
    """Return the section of an open review (a Reader); where it is no section, all are listed."""
    payload = decode(SectionPayload, argument)
    review = _review(ctx, payload.review if payload else 0)
    return _target(ctx, review, f":{payload.section}") if payload and review else None


def read_target(ctx: ChatContext, argument: str) -> Target | None:
    """Return the section or question of an open review that a remark is about (a Reader)."""
    payload = decode(TargetPayload, argument)
    review = _review(ctx, payload.review if payload else 0)
    return _target(ctx, review, payload.target) if payload and review else None


def read_canned(ctx: ChatContext, argument: str) -> CannedChoice | None:
    """Return a prepared remark with its target (a Reader); where there is no such remark, others are offered."""
    payload = decode(CannedPayload, argument)
    review = _review(ctx, payload.review if payload else 0)
    target = _target(ctx, review, payload.target) if payload and review else None
    text = phrase(payload.place) if payload else None
    if target is not None and text is None:
        show_ways(ctx, target)
    return CannedChoice(target, text) if target is not None and text is not None else None


def read_as_shown(ctx: ChatContext, argument: str) -> OpenReview | None:
    """Return the open review to send (a Reader); one that changed since its summary is shown again instead."""
    payload = decode(SendPayload, argument)
    review = _review(ctx, payload.review if payload else 0)
    if payload and review and (review.round.verdict is None or payload.last_judgement != last_judgement(review)):
        show_summary(ctx, review)
        return None
    return review


def read_kept(ctx: ChatContext, argument: str) -> KeptRemark | None:
    """Return a kept remark with its open review (a Reader)."""
    payload = decode(KeptPayload, argument)
    review = _review(ctx, payload.review if payload else 0)
    return KeptRemark(review, payload.text) if payload and review else None


def _review(ctx: ChatContext, number: int) -> OpenReview | None:
    review = own_open_review(ctx, number)
    if review is None:
        refuse(ctx)
    return review


def _target(ctx: ChatContext, review: OpenReview, name: str) -> Target | None:
    target = review.target(name)
    if target is None:
        show_sections(ctx, review)
    return target
