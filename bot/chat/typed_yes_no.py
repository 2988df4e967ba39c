"""Typed yes and no: after a question with those buttons, a word that presses one of them."""

from __future__ import annotations

import json
from dataclasses import replace

from flows.language.yes_no import read_consent
from flows.messages import Button, ButtonPress, IncomingMessage, Reply, TextInput

CONFIRM = "confirm"
"""The kind of prompt that a typed yes or no answers."""


def remembered(reply: Reply, conversation: int | None) -> str:
    """Return the argument of the prompt: the conversation, and label, verb and argument of yes and no (JSON)."""
    return json.dumps([conversation, *([button.label, button.verb, button.argument] for button in reply.yes_no)])


def as_pressed(message: IncomingMessage, remembered_buttons: str) -> IncomingMessage:
    """Return the message as the button it means; as it is where it says neither yes nor no."""
    if not isinstance(message.input, TextInput):
        return message
    conversation, *buttons = json.loads(remembered_buttons)
    yes, no = (Button(*fields) for fields in buttons)
    is_yes = read_consent(message.input.text, yes.label)
    if is_yes is None:
        return message
    button = yes if is_yes else no
    return replace(message, input=ButtonPress(verb=button.verb, argument=button.argument), conversation=conversation)
