"""Finds what a button or a prompt of a review means, writes remarks down, and goes on to the next section."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.context import ChatContext
from bot.features.reviews.open_review import OpenReview, open_case
from bot.features.reviews.overview import show_next, show_parts
from bot.features.reviews.queue import refuse
from bot.texts import say
from flows.forms.model import Section
from flows.messages import File, Rich
from flows.review.review import RemarkKind
from storage.reviews import reviews

Act = Callable[[ChatContext, OpenReview, Section], None]


def on_section(act: Act) -> Callable[[ChatContext, str], None]:
    """Let an act be called with "review section"."""

    def run(ctx: ChatContext, argument: str) -> None:
        number, _, name = argument.partition(" ")
        case = open_case(ctx, number)
        section = None if case is None else case.section(name)
        if case is None:
            refuse(ctx)
        elif section is None:
            show_parts(ctx, case)
        else:
            act(ctx, case, section)

    return run


def on_case(act: Callable[[ChatContext, OpenReview], None]) -> Callable[[ChatContext, str], None]:
    """Let an act be called with "review"."""

    def run(ctx: ChatContext, argument: str) -> None:
        case = open_case(ctx, argument)
        if case is None:
            refuse(ctx)
        else:
            act(ctx, case)

    return run


def kind_of(text: str) -> RemarkKind:
    """Return what a remark is: what ends with a question mark is a question."""
    return RemarkKind.ASK if text.rstrip().endswith("?") else RemarkKind.FIX


def echo(kind: RemarkKind, title: str, text: str) -> Rich:
    """Say back what was understood as a remark."""
    return say("reading.noted_ask" if kind is RemarkKind.ASK else "reading.noted_fix", title=title, text=text)


def with_target(ctx: ChatContext, number: str, target: str, act: Callable[[OpenReview, Section, str], None]) -> None:
    """Find review, section and question: a target is a question's id, or a section's behind a colon."""
    case = open_case(ctx, number)
    if case is None:
        refuse(ctx)
        return
    question = "" if target.startswith(":") or not case.flow.has(target) else target
    name = case.flow.section_of(question).id if question else target.removeprefix(":")
    section = case.section(name)
    if section is None:
        show_parts(ctx, case)
    else:
        act(case, section, question)


def say_to(
    ctx: ChatContext,
    case: OpenReview,
    kind: RemarkKind,
    section: Section | None,
    *,
    question: str = "",
    text: str = "",
    file: File | None = None,
    answers: int | None = None,
) -> None:
    """Write a remark of this review down."""
    reviews.say(
        ctx.connection,
        case.submission,
        kind,
        "" if section is None else section.id,
        ctx.now,
        contact=ctx.contact.id,
        review=case.review.id,
        question=question,
        text=text,
        file=file,
        answers=answers,
    )


def go_on(ctx: ChatContext, case: OpenReview, section: Section, said: Rich) -> None:
    """Show what is next, with what was understood above it."""
    again = open_case(ctx, str(case.review.id))
    show_next(ctx, again or case, section, said)
