"""Turns of a contact's conversations: beginning a draft, giving it inputs, applying what they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat import co_writers
from bot.chat.context import ChatContext, LoadedConversation
from flows.conversation import Cursor, Team, Turn, TurnInput
from flows.engine import engine
from flows.forms.model import Question, Value
from flows.messages import ButtonPress
from flows.review.round import reopened
from storage.drafts import conversations
from storage.people import units


def begin(ctx: ChatContext, flow_id: str, known: Mapping[str, Value] | None = None) -> None:
    """Start a draft in a form and make it the current one."""
    flow = ctx.forms.newest(flow_id)
    stored = conversations.create(ctx.connection, ctx.contact.id, flow.id, flow.version, flow.short, ctx.now)
    number = stored.conversation.id
    ctx.add(stored)
    ctx.switch(number)
    carried = {**_remembered(ctx), **(known or {})}
    take(ctx, number, engine.start(flow, number, ctx.now, source=ctx.source, known=carried, brief=ctx.is_brief))


def _remembered(ctx: ChatContext) -> dict[str, Value]:
    """Return the answers to `remember` questions in the newest five drafts, and the unit."""
    values: dict[str, Value] = {}
    for listed in conversations.of_contact(ctx.connection, ctx.contact.id)[:5]:
        loaded = ctx.open(listed.id)
        if loaded is None:
            continue
        flow = ctx.forms.flow(ctx.connection, listed.flow, listed.version)
        for name, answer in loaded.conversation.draft.answers.items():
            if flow.has(name) and flow.question(name).remember:
                values.setdefault(name, answer.value)
    unit = None if ctx.contact.unit is None else units.get(ctx.connection, ctx.contact.unit)
    if unit is not None:
        values.setdefault("unit_kerja", unit.name)
    return values


def advance(ctx: ChatContext, number: int, given: TurnInput) -> None:
    """Give an input to a conversation and apply the turn it leads to."""
    take(ctx, number, turn_of(ctx, number, given))


def act(ctx: ChatContext, number: int, verb: str, argument: str = "") -> None:
    """Advance a conversation as if a button with this verb was pressed."""
    advance(ctx, number, TurnInput(input=ButtonPress(verb=verb, argument=argument), source=ctx.source))


def turn_of(ctx: ChatContext, number: int, given: TurnInput) -> Turn:
    """Return the turn that an input leads to; nothing is stored yet."""
    loaded = _loaded(ctx, number)
    given = replace(given, brief=ctx.is_brief, team=team_of(ctx, loaded))
    return reopened(engine.advance(ctx.form(loaded), loaded.conversation, given, ctx.now))


def take(ctx: ChatContext, number: int, turn: Turn) -> None:
    """Apply a turn: keep its conversation and events, queue its replies, perform its effects."""
    loaded = _loaded(ctx, number)
    loaded.conversation = turn.conversation
    loaded.events.extend(turn.events)
    turn = ctx.app.after_turn(ctx, number, turn)
    for reply in turn.replies:
        ctx.say(reply, number)
    for effect in turn.effects:
        ctx.app.perform[effect.kind](ctx, effect)


def team_of(ctx: ChatContext, loaded: LoadedConversation) -> Team | None:
    """Return who else writes in a draft; None for a draft of one person."""
    if not loaded.stored.is_shared:
        return None
    return co_writers.team_of(ctx.connection, loaded.stored, ctx.contact.id, ctx.now)


def question_at(ctx: ChatContext, loaded: LoadedConversation, cursor: Cursor) -> Question | None:
    """Return the question a cursor stands at; None at the end, or if the form has it no more."""
    flow = ctx.form(loaded)
    return flow.question(cursor.question) if cursor.question is not None and flow.has(cursor.question) else None


def _loaded(ctx: ChatContext, number: int) -> LoadedConversation:
    loaded = ctx.open(number)
    assert loaded is not None, "only a contact's own conversations have turns"
    return loaded
