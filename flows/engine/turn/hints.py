"""Tells a hint once for an answer, with one tap to follow it."""

from __future__ import annotations

from flows.conversation import EventKind
from flows.engine.turn.turn_builder import Scene
from flows.forms.model import Evidence, LongText, Question, Section
from flows.messages import Button
from flows.quality.meter import Hint, all_hints, hints
from flows.texts import word

TOO_LONG = ("over_limit", "section_over")
"""Hints that ask for fewer words, not for more."""


def strongest(scene: Scene, question: Question) -> Hint | None:
    """Return the one hint worth saying right after an answer."""
    found = hints(scene.flow, question, scene.draft)
    return found[0] if found else None


def hinted(scene: Scene, question: Question, hint: Hint | None) -> Scene:
    """Add the strongest hint, unless the person was told it for this question already."""
    if hint is None or scene.draft.hinted.get(question.id) == hint.check:
        return scene
    scene = scene.record(EventKind.HINTED, question.id, hint.check).tell("show.hint", hint=hint.text)
    if isinstance(question, LongText) and hint.check not in TOO_LONG:
        return scene.offer(Button(word("button.add_before"), "add", question.id))
    return scene.offer(Button(word("button.edit", label=question.label), "edit", question.id))


def ways_to_mend(scene: Scene, hint: Hint) -> tuple[Button, ...]:
    """Return how to follow a hint, and how to leave the answer as it is."""
    question = scene.flow.question(hint.question)
    keep = Button(word("button.keep"), "keep", question.id)
    if isinstance(question, Evidence):
        return (Button(word("button.prove"), "edit", question.id), keep)
    if isinstance(question, LongText) and hint.check not in TOO_LONG:
        return (Button(word("button.add_to", label=question.label), "add", question.id), keep)
    return (Button(word("button.edit", label=question.label), "edit", question.id), keep)


def open_hints(scene: Scene, section: Section | None = None) -> tuple[Hint, ...]:
    """Return the hints the person has not put aside, of one section or of all."""
    return tuple(
        hint
        for hint in all_hints(scene.flow, scene.draft)
        if scene.flow.has(hint.question) and (section is None or scene.flow.section_of(hint.question) is section)
    )
