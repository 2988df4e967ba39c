"""Reads a typed yes or no as the button it means, while such a question is the last thing that was said."""

from __future__ import annotations

import json
from dataclasses import replace

from flows.language.yes_no import read_consent
from flows.messages import Button, ButtonPress, IncomingMessage, Reply, TextInput

CONFIRM = "confirm"
"""The kind of prompt that waits for a yes or a no."""


def remembered(reply: Reply, conversation: int | None) -> str:
    """Return what a prompt must keep, so that a typed yes or no presses a button of this reply."""
    return json.dumps([conversation, *([button.label, button.verb, button.argument] for button in reply.yes_no)])


def as_pressed(message: IncomingMessage, remembered_by_prompt: str) -> IncomingMessage:
    """Return the message as the button it means; as it is where it says neither yes nor no."""
    if not isinstance(message.input, TextInput):
        return message
    conversation, *kept = json.loads(remembered_by_prompt)
    yes, no = (Button(*parts) for parts in kept)
    is_yes = read_consent(message.input.text, yes.label)
    if is_yes is None:
        return message
    button = yes if is_yes else no
    return replace(message, input=ButtonPress(verb=button.verb, argument=button.argument), conversation=conversation)
