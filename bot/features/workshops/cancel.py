"""Cancels a workshop: why, in one sentence that people read, and once more whether."""

from __future__ import annotations

import re

from bot.chat.context import ChatContext
from bot.features.workshops import card, notifications
from bot.features.workshops.admin_menu import schedule
from bot.texts import say, word
from flows.language.yes_no import read_consent
from flows.messages import Button, Input, Reply, TextInput
from flows.text_format import tidy
from storage.outreach.workshops import Workshop

WHY = "ws_why"
"""What an admin's next words are for: why a workshop is cancelled."""
WHY_LENGTH = 300
_CANCELS = re.compile(r"\bbatal(?:kan)?\b", re.IGNORECASE)


def ask_why(ctx: ChatContext, number: str) -> None:
    """Ask why a workshop is cancelled; of one that nobody knows of, only whether."""
    workshop = card.opened(ctx, number)
    if workshop is None:
        return
    count = len(notifications.concerned(ctx.connection, workshop))
    ctx.expect(WHY, f"{workshop.id} ")
    yes = Button(word("workshop.cancel_yes"), "ws_cancel_yes", number)
    text = say("workshop.ask_why", count=count) if count else say("workshop.ask_why_draft", title=workshop.title)
    ctx.say(Reply(text=text, choices=() if count else (yes,), actions=(_not(number),)))


def take_why(ctx: ChatContext, given: Input, kept: str) -> None:
    """Take why it is cancelled, or a typed yes to what was read back."""
    number, _, before = kept.partition(" ")
    workshop = card.opened(ctx, number)
    if workshop is None:
        return
    text = tidy(given.text) if isinstance(given, TextInput) else ""
    answer = _read(text)
    if answer is False:
        ctx.expect_nothing()
        card.show(ctx, workshop)
    elif answer and (before or not notifications.concerned(ctx.connection, workshop)):
        _cancel(ctx, workshop, before)
    elif answer or not 1 < len(text) <= WHY_LENGTH:
        ctx.expect(WHY, kept)
        ctx.say(Reply(text=say("workshop.no_why"), actions=(_not(number),)))
    else:
        _read_why(ctx, workshop, text)


def _read(text: str) -> bool | None:
    """Tell whether a text is a yes or a no to cancelling; to say that one does is a yes here."""
    rest = _CANCELS.sub(" ", text).strip(" .,!")
    if rest == text.strip(" .,!"):
        return read_consent(text)
    return True if not rest else read_consent(rest)


def _read_why(ctx: ChatContext, workshop: Workshop, why: str) -> None:
    number = str(workshop.id)
    ctx.expect(WHY, f"{workshop.id} {why}")
    yes = Button(word("workshop.cancel_yes"), "ws_cancel_yes", number)
    count = len(notifications.concerned(ctx.connection, workshop))
    text = say("workshop.read_why", count=count, title=workshop.title, why=why)
    ctx.say(Reply(text=text, choices=(yes, _not(number))))


def cancel(ctx: ChatContext, number: str) -> None:
    """Cancel a workshop after a yes; where the reason is not at hand any more, ask for it again."""
    workshop = card.opened(ctx, number)
    if workshop is None:
        return
    kept = (
        ctx.cancelled_prompt.argument if ctx.cancelled_prompt is not None and ctx.cancelled_prompt.kind == WHY else ""
    )
    of, _, why = kept.partition(" ")
    if of == number and (why or not notifications.concerned(ctx.connection, workshop)):
        _cancel(ctx, workshop, why)
    else:
        ask_why(ctx, number)


def _cancel(ctx: ChatContext, workshop: Workshop, why: str) -> None:
    ctx.expect_nothing()
    count = notifications.cancel(ctx.connection, ctx.app, workshop, why, ctx.now)
    ctx.audit("workshop cancelled", str(workshop.id))
    ctx.say_first(say("workshop.cancelled", count=count) if count else say("workshop.cancelled_draft"))
    schedule(ctx, "")


def _not(number: str) -> Button:
    return Button(word("workshop.cancel_no"), "ws_show", number)
