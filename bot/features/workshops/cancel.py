"""The cancellation of a workshop: the reason, in a sentence that people read, and then a yes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.chat.context import ChatContext
from bot.features.workshops import card, notifications
from bot.features.workshops.admin_menu import schedule
from bot.texts import say, word
from flows.language.yes_no import read_consent
from flows.messages import Button, Input, Reply, TextInput
from flows.text_format import tidy
from storage.outreach.workshops import Workshop

WHY = "ws_why"
"""The prompt for the reason; keeps the workshop and the reason that was read back: "7 Aula dipakai."."""
WHY_LENGTH = 300
_CANCELS = re.compile(r"\bbatal(?:kan)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A workshop, and the reason that was read back; "" before that."""

    workshop: Workshop
    why: str


def cancellation(ctx: ChatContext, argument: str) -> Cancellation | None:
    """Return what the prompt keeps (a Reader)."""
    number, _, why = argument.partition(" ")
    workshop = card.open_workshop(ctx, number)
    return None if workshop is None else Cancellation(workshop, why)


def ask_why(ctx: ChatContext, workshop: Workshop) -> None:
    """Ask why a workshop is cancelled; of one to which nobody is invited, only whether."""
    count = len(notifications.concerned(ctx.connection, workshop))
    ctx.expect(WHY, f"{workshop.id} ")
    text = say("workshop.ask_why", count=count) if count else say("workshop.ask_why_draft", title=workshop.title)
    ctx.say(Reply(text=text, choices=() if count else (_yes(workshop),), actions=(_no(workshop),)))


def take_why(ctx: ChatContext, given: Input, kept: Cancellation) -> None:
    """Take the reason, or a typed yes to the one that was read back."""
    workshop = kept.workshop
    text = tidy(given.text) if isinstance(given, TextInput) else ""
    answer = _read_answer(text)
    if answer is False:
        ctx.expect_nothing()
        card.show(ctx, workshop)
    elif answer and _is_settled(ctx, kept):
        _cancel(ctx, kept)
    elif answer or not 1 < len(text) <= WHY_LENGTH:
        ctx.expect(WHY, f"{workshop.id} {kept.why}")
        ctx.say(Reply(text=say("workshop.no_why"), actions=(_no(workshop),)))
    else:
        _read_back(ctx, workshop, text)


def cancel(ctx: ChatContext, workshop: Workshop) -> None:
    """Cancel a workshop after a tapped yes; ask for the reason again if its prompt is gone."""
    prompt = ctx.cancelled_prompt
    number, _, why = ("" if prompt is None or prompt.kind != WHY else prompt.argument).partition(" ")
    kept = Cancellation(workshop, why)
    if number == str(workshop.id) and _is_settled(ctx, kept):
        _cancel(ctx, kept)
    else:
        ask_why(ctx, workshop)


def _read_answer(text: str) -> bool | None:
    """Return whether a text is a yes or a no to cancelling; "batalkan" alone is a yes here."""
    rest = _CANCELS.sub(" ", text).strip(" .,!")
    if rest == text.strip(" .,!"):
        return read_consent(text)
    return True if not rest else read_consent(rest)


def _read_back(ctx: ChatContext, workshop: Workshop, why: str) -> None:
    ctx.expect(WHY, f"{workshop.id} {why}")
    count = len(notifications.concerned(ctx.connection, workshop))
    text = say("workshop.read_why", count=count, title=workshop.title, why=why)
    ctx.say(Reply(text=text, choices=(_yes(workshop), _no(workshop))))


def _is_settled(ctx: ChatContext, kept: Cancellation) -> bool:
    """Tell whether the reason is known, or not needed because nobody would read it."""
    return bool(kept.why) or not notifications.concerned(ctx.connection, kept.workshop)


def _cancel(ctx: ChatContext, kept: Cancellation) -> None:
    ctx.expect_nothing()
    count = notifications.cancel(ctx.connection, ctx.app, kept.workshop, kept.why, ctx.now)
    ctx.audit("workshop cancelled", str(kept.workshop.id))
    ctx.say_first(say("workshop.cancelled", count=count) if count else say("workshop.cancelled_draft"))
    schedule(ctx)


def _yes(workshop: Workshop) -> Button:
    return Button(word("workshop.cancel_yes"), "ws_cancel_yes", str(workshop.id))


def _no(workshop: Workshop) -> Button:
    return Button(word("workshop.cancel_no"), "ws_show", str(workshop.id))
