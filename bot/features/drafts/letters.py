"""The reply that goes with a draft's letters: what is missing, and buttons to fill that in."""

from __future__ import annotations

from bot.texts import say, word
from flows.conversation import Draft
from flows.forms.model import Flow
from flows.messages import Button, Rich
from flows.text_format import listed


def letters_ready(flow: Flow, draft: Draft) -> Rich:
    """Return the text that the letters are ready, with the missing signatory fields."""
    missing = _missing(flow, draft)
    if not missing:
        return say("document.letters")
    return say("document.letters_but", labels=listed([flow.question(name).label for name in missing]))


def ways_to_fill(flow: Flow, draft: Draft) -> tuple[Button, ...]:
    """Return buttons to the unanswered questions about the head of the unit."""
    return tuple(
        Button(word("document.fill", label=flow.question(name).label), "edit", name) for name in _missing(flow, draft)
    )


def _missing(flow: Flow, draft: Draft) -> list[str]:
    asked = (flow.cover.head, flow.cover.head_nip) if flow.cover else ()
    return [name for name in asked if name is not None and name not in draft.answers]
