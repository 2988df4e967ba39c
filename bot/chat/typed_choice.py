"""Reads a typed number or word as the choice it means, while a message with choices is the last thing that was said."""

from __future__ import annotations

import json
from dataclasses import replace

from flows.language.choices import pick_label
from flows.messages import ButtonPress, IncomingMessage, Reply, TextInput

CHOICE = "choice"
"""The kind of prompt that waits for one of several choices."""


def remembered(reply: Reply, conversation: int | None) -> str:
    """Return what a prompt must keep, so that a typed number or word presses a choice of this reply."""
    return json.dumps([conversation, *([choice.label, choice.verb, choice.argument] for choice in reply.choices)])


def as_pressed(message: IncomingMessage, remembered_by_prompt: str) -> IncomingMessage:
    """Return the message as the choice it means; as it is where it means none, or more than one."""
    if not isinstance(message.input, TextInput):
        return message
    conversation, *kept = json.loads(remembered_by_prompt)
    place = pick_label([label for label, _, _ in kept], message.input.text)
    if place is None:
        return message
    _, verb, argument = kept[place]
    return replace(message, input=ButtonPress(verb=verb, argument=argument), conversation=conversation)
