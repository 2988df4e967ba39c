"""Hints on answers, each shown once, with a button to follow it."""

from __future__ import annotations

from flows.conversation import EventKind
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Evidence, LongText, Question, Section
from flows.messages import Button
from flows.quality.meter import Hint, all_hints, hints
from flows.texts import word

TOO_LONG = ("over_limit", "section_over")
"""Hints that ask for fewer words, not for more."""


def strongest(builder: TurnBuilder, question: Question) -> Hint | None:
    """Return the strongest hint on an answer; None if there is none."""
    found = hints(builder.flow, question, builder.draft)
    return found[0] if found else None


def hinted(builder: TurnBuilder, question: Question, hint: Hint | None) -> TurnBuilder:
    """Add the strongest hint, unless it was shown for this question already."""
    if hint is None or builder.draft.hinted.get(question.id) == hint.check:
        return builder
    builder = builder.record(EventKind.HINTED, question.id, hint.check).tell("show.hint", hint=hint.text)
    if isinstance(question, LongText) and hint.check not in TOO_LONG:
        return builder.offer(Button(word("button.add_before"), "add", question.id))
    return builder.offer(Button(word("button.edit", label=question.label), "edit", question.id))


def ways_to_mend(builder: TurnBuilder, hint: Hint) -> tuple[Button, ...]:
    """Return the buttons that follow a hint or keep the answer as it is."""
    question = builder.flow.question(hint.question)
    keep = Button(word("button.keep"), "keep", question.id)
    if isinstance(question, Evidence):
        return (Button(word("button.prove"), "edit", question.id), keep)
    if isinstance(question, LongText) and hint.check not in TOO_LONG:
        return (Button(word("button.add_to", label=question.label), "add", question.id), keep)
    return (Button(word("button.edit", label=question.label), "edit", question.id), keep)


def open_hints(builder: TurnBuilder, section: Section | None = None) -> tuple[Hint, ...]:
    """Return the hints that the writer has not dismissed, of one section or of all."""
    return tuple(
        hint
        for hint in all_hints(builder.flow, builder.draft)
        if builder.flow.has(hint.question) and (section is None or builder.flow.section_of(hint.question) is section)
    )
