"""Finds what a button or an errand of a review means, writes remarks down, and goes on to the next section."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.context import Visit
from bot.features.reviews.open_review import Case, open_case
from bot.features.reviews.overview import show_next, show_parts
from bot.features.reviews.queue import refuse
from bot.texts import say
from flows.forms.model import Section
from flows.messages import File, Rich
from flows.review.review import RemarkKind
from storage.reviews import reviews

Act = Callable[[Visit, Case, Section], None]


def on_section(act: Act) -> Callable[[Visit, str], None]:
    """Let an act be called with "review section"."""

    def run(visit: Visit, argument: str) -> None:
        number, _, name = argument.partition(" ")
        case = open_case(visit, number)
        section = None if case is None else case.section(name)
        if case is None:
            refuse(visit)
        elif section is None:
            show_parts(visit, case)
        else:
            act(visit, case, section)

    return run


def on_case(act: Callable[[Visit, Case], None]) -> Callable[[Visit, str], None]:
    """Let an act be called with "review"."""

    def run(visit: Visit, argument: str) -> None:
        case = open_case(visit, argument)
        if case is None:
            refuse(visit)
        else:
            act(visit, case)

    return run


def kind_of(text: str) -> RemarkKind:
    """Return what a remark is: what ends with a question mark is a question."""
    return RemarkKind.ASK if text.rstrip().endswith("?") else RemarkKind.FIX


def echo(kind: RemarkKind, title: str, text: str) -> Rich:
    """Say back what was understood as a remark."""
    return say("reading.noted_ask" if kind is RemarkKind.ASK else "reading.noted_fix", title=title, text=text)


def with_target(visit: Visit, number: str, target: str, act: Callable[[Case, Section, str], None]) -> None:
    """Find review, section and question: a target is a question's id, or a section's behind a colon."""
    case = open_case(visit, number)
    if case is None:
        refuse(visit)
        return
    question = "" if target.startswith(":") or not case.flow.has(target) else target
    name = case.flow.section_of(question).id if question else target.removeprefix(":")
    section = case.section(name)
    if section is None:
        show_parts(visit, case)
    else:
        act(case, section, question)


def say_to(
    visit: Visit,
    case: Case,
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
        visit.connection,
        case.submission,
        kind,
        "" if section is None else section.id,
        visit.now,
        contact=visit.contact.id,
        review=case.review.id,
        question=question,
        text=text,
        file=file,
        answers=answers,
    )


def go_on(visit: Visit, case: Case, section: Section, said: Rich) -> None:
    """Show what is next, with what was understood above it."""
    again = open_case(visit, str(case.review.id))
    show_next(visit, again or case, section, said)
