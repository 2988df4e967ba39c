"""The reply about a form's letters: what they still lack, and who signs them."""

from __future__ import annotations

from bot.texts import say, word
from flows.conversation import Draft
from flows.forms.model import Flow
from flows.messages import Button, Rich
from flows.text_format import listed


def letters_ready(flow: Flow, draft: Draft) -> Rich:
    """Say that the letters are there, and what is to be added."""
    missing = _unknown(flow, draft)
    if not missing:
        return say("document.letters")
    return say("document.letters_but", labels=listed([flow.question(name).label for name in missing]))


def ways_to_fill(flow: Flow, draft: Draft) -> tuple[Button, ...]:
    """Offer the questions about the head of the unit that have no answer."""
    return tuple(
        Button(word("document.fill", label=flow.question(name).label), "edit", name) for name in _unknown(flow, draft)
    )


def _unknown(flow: Flow, draft: Draft) -> list[str]:
    asked = (flow.cover.head, flow.cover.head_nip) if flow.cover else ()
    return [name for name in asked if name is not None and name not in draft.answers]
