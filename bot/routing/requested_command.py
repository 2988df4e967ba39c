"""The command that a message asks for, pressed or typed."""

from __future__ import annotations

import re

from bot.chat import app_names
from bot.chat.context import ChatContext
from bot.features.units.roster_import import sent_roster
from bot.routing.commands import ROUTES, TYPED
from bot.routing.redeem_codes import CODE
from flows.messages import ButtonPress, IncomingMessage, TextInput
from storage.people import codes

STARTS_WITH = re.compile(r"\s*mulai\s+([a-z]+[_-][a-z0-9_-]+|rancangan|[a-z]{5}[- ]?[a-z]{5})\s*", re.IGNORECASE)
"""The text that a WhatsApp link sends, since WhatsApp has no commands: "mulai" with a form, a unit or a code."""


def command_in(ctx: ChatContext, message: IncomingMessage) -> tuple[str | None, str]:
    """Return the verb and argument of a message; a roster that an admin sends is the command `unit` with its file."""
    key = sent_roster(ctx, message.input)
    return ("unit", key) if key else command_of(message)


def command_of(message: IncomingMessage) -> tuple[str | None, str]:
    """Return the verb and argument of a message; (None, "") if it is no command."""
    match message.input:
        case ButtonPress(verb=verb, argument=argument) if verb in ROUTES:
            return verb, argument
        case TextInput(text=text) if text.startswith("/") and len(text) > 1 and text[1].isalpha():
            name, *behind = text[1:].split(maxsplit=1)
            return name.partition("@")[0].lower(), "".join(behind).strip()
        case TextInput(text=text) if text.strip().lower() in TYPED:
            return text.strip().lower(), ""
        case TextInput(text=text) if (about_app := app_names.asked(text)) is not None:
            return about_app
        case TextInput(text=text) if codes.read(text) is not None:
            return CODE, text
        case TextInput(text=text) if (begun := STARTS_WITH.fullmatch(text)) is not None:
            return "mulai", begun[1].strip()
        case _:
            return None, ""
