"""The points of a returned draft in the writer's hands: opening them, and the record of how each was settled."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat import turns
from bot.chat.context import OVER, ChatContext, LoadedConversation
from bot.chat.payload import decode
from bot.features.drafts.drafts import choose_draft
from bot.features.reviews.coach_thread import notify_coach
from bot.texts import say
from flows.conversation import Effect
from flows.messages import File
from flows.review.review import RemarkKind
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark


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
    turns.act(ctx, draft.conversation.id, verb, argument)


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
