"""The colleagues in a shared draft: names, claims, conflicting answers; without a team nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from flows.conversation import AnswerSource, ConfirmReason, Cursor, Event, EventKind, PendingAnswer
from flows.drafts import path
from flows.engine.turn.notes import written
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import LongText, Section, Value
from flows.language.command_words import asks_back, is_courtesy, is_none_yet, is_not_known, is_not_understood
from flows.messages import Button, ButtonPress, Input, LocationInput, Rich, TextInput
from flows.questions.kinds import show
from flows.text_format import listed
from flows.texts import lines, normal, say, word

CALLED = 30
"""Characters of a colleague's name: it stands inside sentences and on buttons."""
QUOTED = 300
"""Characters of a colleague's answer that are shown beside one's own."""


def called(builder: TurnBuilder, contact: str) -> str:
    """Return a colleague's name."""
    name = builder.team.names.get(contact, "") if builder.team is not None else ""
    return shortened(name, CALLED) if name else word("team.somebody")


def mine(builder: TurnBuilder) -> Iterator[Event]:
    """Yield the writer's own events, newest first."""
    team = builder.team
    return (event for event in reversed(builder.conversation.events) if team is None or event.source.contact == team.me)


def others(builder: TurnBuilder) -> list[str]:
    """Return the names of all other writers of the draft."""
    if builder.team is None:
        return []
    return [called(builder, member) for member in builder.team.members if member != builder.team.me]


def is_mine(builder: TurnBuilder, number: int) -> bool:
    """Return whether an event is the writer's own."""
    return builder.team is None or builder.conversation.events[number - 1].source.contact == builder.team.me


def is_anothers(builder: TurnBuilder, question: str) -> bool:
    """Return whether a question's current answer is a colleague's."""
    answer = builder.draft.answers.get(question)
    return answer is not None and not is_mine(builder, answer.event)


def rival(builder: TurnBuilder, section: Section) -> str | None:
    """Return the colleague who has claimed a section; None if nobody has, or the writer goes on there all the same."""
    if builder.team is None or builder.conversation.beside == section.id:
        return None
    holder = builder.team.takes.get(section.id)
    return None if holder in (None, builder.team.me) else holder


def next_open(builder: TurnBuilder, after: str | None) -> str | None:
    """Return the next question to ask, outside the sections that colleagues have claimed."""
    found = path.next_open(builder.flow, builder.conversation, after)
    if builder.team is None or found is None or rival(builder, builder.flow.section_of(found)) is None:
        return found
    way = path.path(builder.flow, builder.draft)
    start = way.index(found)
    return next((name for name in (*way[start:], *way[:start]) if _is_free(builder, name)), None)


def _is_free(builder: TurnBuilder, question: str) -> bool:
    if not path.is_wanted(builder.flow, builder.conversation, question):
        return False
    return rival(builder, builder.flow.section_of(question)) is None


def told_of_rivals(builder: TurnBuilder, question: str | None) -> TurnBuilder:
    """Add who writes in a question's section; without a question, in all sections left."""
    if builder.team is None:
        return builder
    if question is not None:
        holder = rival(builder, builder.flow.section_of(question))
        return builder if holder is None else builder.tell("team.busy_here", name=called(builder, holder))
    left = [
        question_id
        for question_id in path.path(builder.flow, builder.draft)
        if path.is_wanted(builder.flow, builder.conversation, question_id)
    ]
    holders = {rival(builder, builder.flow.section_of(question_id)) for question_id in left} - {None}
    if not holders:
        return builder
    return builder.tell(
        "team.rest_busy", names=listed(sorted(called(builder, str(other_holder)) for other_holder in holders))
    )


# --- an answer where somebody else writes --------------------------------------------------------


def held(builder: TurnBuilder, given: Input) -> TurnBuilder | None:
    """Return the builder with the answer pending because a colleague writes there; None if none does."""
    if (
        builder.team is None
        or builder.question is None
        or not isinstance(given, TextInput | ButtonPress | LocationInput)
    ):
        return None
    if rival(builder, builder.section) is None or (isinstance(given, TextInput) and _is_aside(given.text)):
        return None
    if _was_just_answered(builder, builder.question.id):
        return None
    pending = PendingAnswer(
        doubt=ConfirmReason.TAKEN, cursor=builder.cursor, value=_kept(given), raw=written(given), how=AnswerSource.TYPED
    )
    return builder.with_pending(pending)


def _was_just_answered(builder: TurnBuilder, question: str) -> bool:
    """Return whether a colleague answered the same question meanwhile: then both answers are shown."""
    answer = builder.draft.answers.get(question)
    return answer is not None and answer.event > builder.conversation.upto and is_anothers(builder, question)


def _is_aside(text: str) -> bool:
    return any(says(text) for says in (is_courtesy, is_none_yet, is_not_known, is_not_understood, asks_back))


def _kept(given: TextInput | ButtonPress | LocationInput) -> Value:
    match given:
        case TextInput(text=text):
            return {"said": text}
        case ButtonPress(verb=verb, argument=argument):
            return {"did": verb, "argument": argument}
        case LocationInput(latitude=latitude, longitude=longitude):
            return {"pinned": [latitude, longitude]}


def given_in(pending: PendingAnswer) -> Input:
    """Return the input of a pending answer."""
    kept = cast(dict[str, Value], pending.value)
    if "said" in kept:
        return TextInput(text=str(kept["said"]))
    if "did" in kept:
        return ButtonPress(verb=str(kept["did"]), argument=str(kept["argument"]))
    latitude, longitude = cast(list[float], kept["pinned"])
    return LocationInput(latitude=latitude, longitude=longitude)


def ask_taken(builder: TurnBuilder, pending: PendingAnswer) -> tuple[Rich, tuple[Button, ...]]:
    """Ask whether an answer is saved although a colleague writes in its section."""
    section = builder.flow.section_of(pending.cursor.question or "")
    holder = builder.team.takes.get(section.id, "") if builder.team is not None else ""
    text = say("team.taken", name=called(builder, holder), section=section.title)
    return text, (Button(word("button.beside"), "beside"), Button(word("button.aside"), "aside"))


# --- two answers at once -------------------------------------------------------------------------


def met(builder: TurnBuilder) -> TurnBuilder:
    """Return the builder that offers a colleague's answer beside the one just saved over it."""
    theirs = builder.conversation.events[builder.met[0] - 1]
    pending = PendingAnswer(
        doubt=ConfirmReason.MET,
        cursor=Cursor(question=theirs.question),
        value=[*builder.met],
        raw="",
        how=AnswerSource.BUTTON,
    )
    here = builder.cursor.question
    builder = replace(builder, met=()).at(pending.cursor).with_pending(pending)
    return builder if here == theirs.question else builder.returning(here)


def their_answer(builder: TurnBuilder, pending: PendingAnswer) -> Event:
    """Return the event of the colleague's answer on offer."""
    return builder.conversation.events[cast(list[int], pending.value)[0] - 1]


def ask_met(builder: TurnBuilder, pending: PendingAnswer) -> tuple[Rich, tuple[Button, ...]]:
    """Ask whose answer is used where two people answered the same question at once."""
    theirs = their_answer(builder, pending)
    question = builder.flow.question(theirs.question)
    name = called(builder, theirs.source.contact)
    met_them = say("team.met", name=name, label=question.label, value=shortened(show(question, theirs.value), QUOTED))
    choices = [Button(word("button.mine"), "mine"), Button(word("button.theirs", name=name), "theirs")]
    if not isinstance(question, LongText):
        return lines(met_them, say("team.which"), gap="\n\n"), tuple(choices)
    choices.append(Button(word("button.both"), "both"))
    return lines(met_them, say("team.which_or_both"), gap="\n\n"), tuple(choices)


# --- what others did -----------------------------------------------------------------------------


def writers(builder: TurnBuilder, section: Section) -> Rich:
    """Return a line on who wrote which answers of a section; empty where one person writes alone."""
    if builder.team is None:
        return ()
    found: dict[str, list[str]] = {}
    for question in section.questions:
        name = writer(builder, question.id)
        if name:
            found.setdefault(name, []).append(question.label)
    told = [f"{name} ({', '.join(labels)})" for name, labels in found.items()]
    return say("team.written_by", names=listed(told)) if told else ()


def writer(builder: TurnBuilder, question: str) -> str:
    """Return who gave a question's answer, "Anda" for the writer; empty where unknown or alone."""
    answer = builder.draft.answers.get(question)
    if builder.team is None or answer is None:
        return ""
    contact = builder.conversation.events[answer.event - 1].source.contact
    if contact == builder.team.me:
        return word("team.you")
    return called(builder, contact) if contact in builder.team.names else ""


def busy(builder: TurnBuilder, section: Section) -> Rich:
    """Return a line on who has claimed a section."""
    if builder.team is None or section.id not in builder.team.takes:
        return ()
    holder = builder.team.takes[section.id]
    told = say("team.busy_you") if holder == builder.team.me else say("team.busy", name=called(builder, holder))
    return (*normal(" "), *told)


def is_written(event: Event) -> bool:
    """Return whether an event is work on its section."""
    return event.how is not AnswerSource.CARRIED and event.kind in (EventKind.ANSWERED, EventKind.ATTACHED)
