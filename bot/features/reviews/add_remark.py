"""Adding a remark to an open review, and going on to the next section."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.features.reviews.open_review import Target, reloaded
from bot.features.reviews.overview import show_next
from bot.texts import say
from flows.messages import File, Rich
from flows.review.review import RemarkKind
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark


def kind_of(text: str) -> RemarkKind:
    """Return the kind of a typed remark: ASK when it ends with a question mark, else FIX."""
    return RemarkKind.ASK if text.rstrip().endswith("?") else RemarkKind.FIX


def acknowledge(kind: RemarkKind, title: str, text: str) -> Rich:
    """Return the line that says how a remark was understood."""
    return say("reading.noted_ask" if kind is RemarkKind.ASK else "reading.noted_fix", title=title, text=text)


def add_remark(ctx: ChatContext, target: Target, kind: RemarkKind, text: str = "", file: File | None = None) -> None:
    """Add a remark of the coach to a section or question of an open review."""
    remark = NewRemark(
        kind=kind,
        contact=ctx.contact.id,
        section=target.section.id,
        question=target.question,
        review=target.review.id,
        text=text,
        file=file,
    )
    reviews.add_remark(ctx.connection, target.review.submission, remark, ctx.now)


def go_on(ctx: ChatContext, target: Target, said: Rich) -> None:
    """Show what is to be read after a section, below an acknowledgement."""
    show_next(ctx, reloaded(ctx, target.review), target.section, said)
