"""Typed choices: after a message with choices, a number or word that presses one of them."""

from __future__ import annotations

import json
from dataclasses import replace

from flows.language.choices import pick_label, whole_label
from flows.messages import ButtonPress, IncomingMessage, Reply, TextInput

CHOICE = "choice"
"""The kind of prompt that a typed choice answers."""


def remembered(reply: Reply, conversation: int | None) -> str:
    """Return the argument of the prompt: the conversation, and label, verb and argument of each choice (JSON)."""
    return json.dumps([conversation, *([choice.label, choice.verb, choice.argument] for choice in reply.choices)])


def as_pressed(message: IncomingMessage, remembered_choices: str, *, is_command: bool = False) -> IncomingMessage:
    """Return the message as the choice it means; as it is where it means none, or more than one.

    A text that is a command of its own means a choice only by its whole label: "draf" is no "Serahkan draf".
    """
    if not isinstance(message.input, TextInput):
        return message
    conversation, *choices = json.loads(remembered_choices)
    pick = whole_label if is_command else pick_label
    index = pick([label for label, _, _ in choices], message.input.text)
    if index is None:
        return message
    _, verb, argument = choices[index]
    return replace(message, input=ButtonPress(verb=verb, argument=argument), conversation=conversation)
