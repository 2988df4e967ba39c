"""Learns who somebody is from what they answer in a form: their name, their unit."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import OVER, ChatContext
from bot.chat.row_ids import row_number
from bot.features.drafts.drafts import go_on
from bot.features.people import role_admin
from bot.features.units import contact_unit
from bot.texts import say
from flows.conversation import AnswerSource, Cursor, EventKind, QuestionMessage, Turn, TurnInput
from flows.messages import TextInput
from storage.people import units
from storage.records import UnitState


def update_profile(ctx: ChatContext, number: int, turn: Turn) -> Turn:
    """Look for name and unit in what was just answered, before the reply to it is said."""
    found = ctx.open(number)
    cover = None if found is None else ctx.form(found).cover
    if found is None or cover is None:
        return turn
    name = _written(turn, cover.person)
    if name and not ctx.contact.name and found.stored.contact == ctx.contact.id:
        role_admin.call(ctx, name)  # the channel tells none
    unit = _written(turn, cover.unit)
    return contact_unit.learn(ctx, number, turn, unit) if unit else turn


def _written(turn: Turn, question: str) -> str:
    """Return what the person just wrote to a question; "" if nothing."""
    values = [
        event.value
        for event in turn.events
        if event.kind is EventKind.ANSWERED and event.question == question and event.how is not AnswerSource.CARRIED
    ]
    return values[-1].strip() if values and isinstance(values[-1], str) else ""


def take_unit(ctx: ChatContext, argument: str) -> None:
    """Remember the unit that was tapped, and write its name as the roster does into the draft that asked."""
    number, _, chosen = argument.partition(" ")
    unit = units.get(ctx.connection, row_number(chosen))
    if unit is None or unit.state is not UnitState.LISTED:
        go_on(ctx)
        return
    contact_unit.join(ctx, unit.id)
    found = ctx.open(row_number(number))
    cover = None if found is None else ctx.form(found).cover
    if found is None or cover is None or found.conversation.status in OVER:
        ctx.say_first(say("unit.joined", name=unit.name))
        go_on(ctx)
        return
    seen = QuestionMessage(ask=0, cursor=Cursor(question=cover.unit))
    turn = ctx.turn(found.conversation.id, TurnInput(input=TextInput(text=unit.name), source=ctx.source, seen=seen))
    ctx.take(found.conversation.id, _acknowledged(turn, unit.name))
    if found.conversation.id != ctx.contact.conversation:
        go_on(ctx)


def _acknowledged(turn: Turn, name: str) -> Turn:
    """Say that the name is written so, in the place of what is said to a second answer that somebody types."""
    is_written = any(event.kind is EventKind.ANSWERED for event in turn.events)
    if not is_written or not turn.replies:
        return turn
    *before, last = turn.replies
    return replace(turn, replies=(*before, replace(last, said=say("unit.joined", name=name))))
