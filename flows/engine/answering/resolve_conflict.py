"""The resolution of conflicts between colleagues: writing beside each other, and whose answer is used."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flows.conversation import AnswerSource, ConfirmReason, Event, EventKind, PendingAnswer, Turn
from flows.engine.answering import answer as answering
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import go_on
from flows.engine.turn import team
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import TurnBuilder


def beside(builder: TurnBuilder, _: str) -> Turn:
    """Save the pending answer, and go on in this section beside the colleague who claimed it."""
    pending = _waiting(builder, ConfirmReason.TAKEN)
    if pending is None:
        return ask(builder)
    builder = builder.at(pending.cursor).beside_colleagues()
    return answering.take(builder, team.given_in(pending))


def aside(builder: TurnBuilder, _: str) -> Turn:
    """Leave a section to the colleague who claimed it; the pending answer becomes a note."""
    pending = _waiting(builder, ConfirmReason.TAKEN)
    if pending is None:
        return ask(builder)
    builder = builder.at(pending.cursor)
    builder = noted(builder, team.given_in(pending), pending.cursor.question)
    return go_on(builder.tell("team.left_to_them"), pending.cursor.question)


def keep_mine(builder: TurnBuilder, _: str) -> Turn:
    """Use the writer's own answer, even if a third person has answered since; all stay in the log."""
    pending = _waiting(builder, ConfirmReason.MET)
    if pending is None:
        return ask(builder)
    question = team.their_answer(builder, pending).question
    if team.is_anothers(builder, question):
        own = _own_answer(builder, question)
        builder = (
            builder.record(EventKind.ANSWERED, question, own.value, how=AnswerSource.BUTTON)
            if own is not None
            else builder
        )
    return _settled(builder.tell("team.kept_mine"), pending)


def take_theirs(builder: TurnBuilder, _: str) -> Turn:
    """Use the colleague's answer: the writer's own is undone, and stays in the log."""
    pending = _waiting(builder, ConfirmReason.MET)
    if pending is None:
        return ask(builder)
    theirs = team.their_answer(builder, pending)
    answer = builder.draft.answers.get(theirs.question)
    if team.is_anothers(builder, theirs.question):  # a third has answered since, or took the own answer back
        return _settled(builder.tell("team.newest_stands"), pending)
    if answer is not None and answer.event > theirs.number:
        builder = builder.record(EventKind.UNDONE, theirs.question, answer.event, how=AnswerSource.BUTTON)
    return _settled(builder.tell("team.took_theirs", name=team.called(builder, theirs.source.contact)), pending)


def join_both(builder: TurnBuilder, _: str) -> Turn:
    """Save the writer's own answer under the colleague's."""
    pending = _waiting(builder, ConfirmReason.MET)
    if pending is None:
        return ask(builder)
    theirs = team.their_answer(builder, pending)
    own = _own_answer(builder, theirs.question)
    both = answering.joined(theirs.value, builder.draft.value(theirs.question) if own is None else own.value)
    builder = builder.record(EventKind.ANSWERED, theirs.question, both, how=AnswerSource.BUTTON)
    return _settled(builder.tell("team.joined_both"), pending)


def _own_answer(builder: TurnBuilder, question: str) -> Event | None:
    answers = (event for event in team.mine(builder) if event.kind is EventKind.ANSWERED and event.question == question)
    return next(answers, None)


def _waiting(builder: TurnBuilder, doubt: ConfirmReason) -> PendingAnswer | None:
    pending = builder.conversation.pending
    return pending if pending is not None and pending.doubt is doubt else None


def _settled(builder: TurnBuilder, pending: PendingAnswer) -> Turn:
    """Offer the next conflicting answer, or go on."""
    left = cast(list[int], pending.value)[1:]
    if left:
        return ask(replace(builder.with_pending(None), met=tuple(left)))
    return go_on(builder.at(pending.cursor), pending.cursor.question)
