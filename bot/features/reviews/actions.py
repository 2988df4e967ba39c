"""Handlers of the buttons under a draft that a coach reads; the writers see nothing before the review is sent."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext
from bot.chat.payload import decode
from bot.features.reviews.add_remark import acknowledge, add_remark, go_on, kind_of
from bot.features.reviews.buttons import back_to
from bot.features.reviews.open_review import OpenReview, Target, reloaded
from bot.features.reviews.overview import show_summary
from bot.features.reviews.payloads import KeptPayload
from bot.features.reviews.readers import CannedChoice
from bot.features.reviews.section_view import show_questions, show_section, show_ways
from bot.texts import say
from flows.forms.model import LongText, Text
from flows.language.formatting import heading_of
from flows.messages import InputKind, Reply
from flows.questions.kinds import show
from flows.review.review import RemarkKind, SectionMark
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark

# --- one section ---------------------------------------------------------------------------------


def open_section(ctx: ChatContext, target: Target) -> None:
    """Show a section, long answers shortened."""
    show_section(ctx, target.review, target.section)


def read_whole(ctx: ChatContext, target: Target) -> None:
    """Show a section with its answers in full."""
    show_section(ctx, target.review, target.section, is_full=True)


def mark_good(ctx: ChatContext, target: Target) -> None:
    """Mark a section as good, unless it has remarks of this review."""
    mark = target.review.round.mark(target.section)
    if mark in (SectionMark.FIX, SectionMark.ASK):
        show_section(ctx, target.review, target.section, say("reading.has_remarks"))
        return
    if mark is SectionMark.UNREAD:
        add_remark(ctx, target, RemarkKind.GOOD)
    go_on(ctx, target, say("reading.was_good", title=target.title))


def undo(ctx: ChatContext, target: Target) -> None:
    """Withdraw all that this review says to a section; the record keeps it."""
    review, section = target.review, target.section
    withdrawn = NewRemark(kind=RemarkKind.WITHDRAWN, contact=ctx.contact.id, review=review.id, section=section.id)
    for remark in review.round.judgements:
        if remark.section == section.id:
            reviews.add_remark(ctx.connection, review.submission, replace(withdrawn, answers=remark.id), ctx.now)
    show_section(ctx, reloaded(ctx, review), section, say("reading.undone"))


def ask(ctx: ChatContext, target: Target) -> None:
    """Ask what the coach wants to know about a section."""
    ctx.say(
        Reply(
            text=say("reading.what_to_ask", title=target.title),
            actions=(back_to(target.review, target.section),),
            wants=InputKind.LONG_TEXT,
            edits=True,
        ),
        target.review.submission.conversation,
    )
    ctx.expect("rv_ask", target.argument)


def put(ctx: ChatContext, target: Target) -> None:
    """Add the remark that was typed before its section was chosen to this section."""
    prompt = ctx.cancelled_prompt
    kept = decode(KeptPayload, prompt.argument) if prompt is not None and prompt.kind == "rv_keep" else None
    if kept is None or kept.review != target.review.id:
        show_section(ctx, target.review, target.section)
        return
    kind = kind_of(kept.text)
    add_remark(ctx, target, kind, kept.text)
    go_on(ctx, target, acknowledge(kind, target.title, kept.text))


def add_canned(ctx: ChatContext, chosen: CannedChoice) -> None:
    """Add a prepared remark."""
    add_remark(ctx, chosen.target, RemarkKind.FIX, chosen.text)
    go_on(ctx, chosen.target, acknowledge(RemarkKind.FIX, chosen.target.title, chosen.text))


def choose_about(ctx: ChatContext, target: Target) -> None:
    """Ask which question of a section a remark is about."""
    show_questions(ctx, target, "rv_on")


def choose_wording(ctx: ChatContext, target: Target) -> None:
    """Ask for which answer of a section another wording is suggested."""
    show_questions(ctx, target, "rv_word")


def ask_wording(ctx: ChatContext, target: Target) -> None:
    """Ask how an answer should read; where it is no text, offer remarks to the section instead."""
    review = target.review
    question = review.flow.question(target.question) if target.question else None
    if not isinstance(question, Text | LongText) or question.id not in review.draft.answers:
        show_ways(ctx, Target(review, target.section))
        return
    text = show(question, review.draft.value(question.id))
    ctx.say(
        Reply(
            text=say("reading.reword", label=question.label, text=text),
            actions=(back_to(review, target.section),),
            wants=InputKind.LONG_TEXT,
        ),
        review.submission.conversation,
    )
    ctx.expect("rv_word", target.argument)


# --- the whole review ----------------------------------------------------------------------------


def mark_rest_good(ctx: ChatContext, review: OpenReview) -> None:
    """Mark all unread sections as good, and name those with empty mandatory questions."""
    unread = review.round.unread
    for section in unread:
        add_remark(ctx, Target(review, section), RemarkKind.GOOD)
    gaps = ", ".join(heading_of(section) for section in unread if review.round.gaps(section))
    count = len(unread)
    said = say("reading.rest_gaps", count=count, titles=gaps) if gaps else say("reading.rest_good", count=count)
    show_summary(ctx, reloaded(ctx, review), said)


def read_on(ctx: ChatContext, review: OpenReview) -> None:
    """Show the first unread section; the summary when there is none."""
    unread = review.round.unread
    if unread:
        show_section(ctx, review, unread[0])
    else:
        show_summary(ctx, review)
