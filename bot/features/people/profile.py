"""The name and unit of a contact, taken from their answers in a form."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat import turns
from bot.chat.context import OVER, ChatContext
from bot.features.drafts.drafts import go_on
from bot.features.people import role_admin
from bot.features.units import contact_unit
from bot.texts import say
from flows.conversation import AnswerSource, Cursor, EventKind, QuestionMessage, Turn, TurnInput
from flows.messages import TextInput
from storage.people import units
from storage.records import UnitState


def update_profile(ctx: ChatContext, number: int, turn: Turn) -> Turn:
    """Store the name and unit that a turn answered; return the turn, with likely units offered in its last reply."""
    draft = ctx.open(number)
    cover = None if draft is None else ctx.form(draft).cover
    if draft is None or cover is None:
        return turn
    name = _written(turn, cover.person)
    if name and not ctx.contact.name and draft.stored.contact == ctx.contact.id:
        role_admin.rename(ctx, name)  # the channel tells none
    unit = _written(turn, cover.unit)
    return contact_unit.learn(ctx, number, turn, unit) if unit else turn


def _written(turn: Turn, question: str) -> str:
    """Return the text that this turn answers a question with; "" if it does not."""
    values = [
        event.value
        for event in turn.events
        if event.kind is EventKind.ANSWERED and event.question == question and event.how is not AnswerSource.CARRIED
    ]
    return values[-1].strip() if values and isinstance(values[-1], str) else ""


@dataclass(frozen=True, slots=True)
class DraftUnitPayload:
    """What the button of a likely unit carries: the conversation that asked, and the unit."""

    conversation: int
    unit: int


def take_unit(ctx: ChatContext, chosen: DraftUnitPayload) -> None:
    """Store the unit that was tapped, and answer the draft that asked with its name in the roster."""
    unit = units.get(ctx.connection, chosen.unit)
    if unit is None or unit.state is not UnitState.LISTED:
        go_on(ctx)
        return
    contact_unit.join(ctx, unit.id)
    draft = ctx.open(chosen.conversation)
    cover = None if draft is None else ctx.form(draft).cover
    if draft is None or cover is None or draft.conversation.status in OVER:
        ctx.say_first(say("unit.joined", name=unit.name))
        go_on(ctx)
        return
    seen = QuestionMessage(ask=0, cursor=Cursor(question=cover.unit))
    turn = turns.turn_of(
        ctx, draft.conversation.id, TurnInput(input=TextInput(text=unit.name), source=ctx.source, seen=seen)
    )
    turns.take(ctx, draft.conversation.id, _acknowledged(turn, unit.name))
    if draft.conversation.id != ctx.contact.conversation:
        go_on(ctx)


def _acknowledged(turn: Turn, name: str) -> Turn:
    """Return the turn with the unit confirmed in its last reply, instead of what a second typed answer gets."""
    is_written = any(event.kind is EventKind.ANSWERED for event in turn.events)
    if not is_written or not turn.replies:
        return turn
    *before, last = turn.replies
    return replace(turn, replies=(*before, replace(last, said=say("unit.joined", name=name))))
