"""Knows what colleagues do in a draft that is written together; for who writes alone, it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from flows.conversation import Cursor, Doubt, Event, EventKind, How, Pending
from flows.drafts import path
from flows.engine.turn.notes import written
from flows.engine.turn.turn_builder import Scene, shortened
from flows.forms.model import LongText, Section, Value
from flows.language.command_words import asks_back, is_courtesy, is_none_yet, is_not_known, is_not_understood
from flows.messages import Button, Did, Input, Pinned, Rich, Said
from flows.questions.kinds import show
from flows.text_format import listed
from flows.texts import lines, normal, say, word

CALLED = 30
"""Characters of a colleague's name: it stands inside sentences and on buttons."""
QUOTED = 300
"""Characters of a colleague's answer that are shown beside one's own."""


def called(scene: Scene, contact: str) -> str:
    """Return what a colleague is called."""
    name = scene.team.names.get(contact, "") if scene.team is not None else ""
    return shortened(name, CALLED) if name else word("team.somebody")


def mine(scene: Scene) -> Iterator[Event]:
    """Yield what the person did in the draft, the newest first."""
    team = scene.team
    return (one for one in reversed(scene.conversation.events) if team is None or one.source.contact == team.me)


def others(scene: Scene) -> list[str]:
    """Return the names of all who write in the draft beside the person."""
    if scene.team is None:
        return []
    return [called(scene, one) for one in scene.team.members if one != scene.team.me]


def is_mine(scene: Scene, number: int) -> bool:
    """Tell whether an event is the person's own."""
    return scene.team is None or scene.conversation.events[number - 1].source.contact == scene.team.me


def is_anothers(scene: Scene, question: str) -> bool:
    """Tell whether a question's answer is a colleague's, as it stands."""
    answer = scene.draft.answers.get(question)
    return answer is not None and not is_mine(scene, answer.event)


def rival(scene: Scene, section: Section) -> str | None:
    """Return who else writes in a section just now; None if nobody does, or the person goes on there all the same."""
    if scene.team is None or scene.conversation.beside == section.id:
        return None
    holder = scene.team.takes.get(section.id)
    return None if holder in (None, scene.team.me) else holder


def next_open(scene: Scene, after: str | None) -> str | None:
    """Return the next question to ask: where colleagues write just now, nothing is asked unasked."""
    found = path.next_open(scene.flow, scene.conversation, after)
    if scene.team is None or found is None or rival(scene, scene.flow.section_of(found)) is None:
        return found
    way = path.path(scene.flow, scene.draft)
    start = way.index(found)
    return next((name for name in (*way[start:], *way[:start]) if _is_free(scene, name)), None)


def _is_free(scene: Scene, question: str) -> bool:
    if not path.is_wanted(scene.flow, scene.conversation, question):
        return False
    return rival(scene, scene.flow.section_of(question)) is None


def told_of_rivals(scene: Scene, question: str | None) -> Scene:
    """Say who writes where a question stands; with none open, where all that is left stands."""
    if scene.team is None:
        return scene
    if question is not None:
        holder = rival(scene, scene.flow.section_of(question))
        return scene if holder is None else scene.tell("team.busy_here", name=called(scene, holder))
    left = [one for one in path.path(scene.flow, scene.draft) if path.is_wanted(scene.flow, scene.conversation, one)]
    holders = {rival(scene, scene.flow.section_of(one)) for one in left} - {None}
    if not holders:
        return scene
    return scene.tell("team.rest_busy", names=listed(sorted(called(scene, str(one)) for one in holders)))


# --- an answer where somebody else writes --------------------------------------------------------


def held(scene: Scene, given: Input) -> Scene | None:
    """Return the scene in which an answer waits for a yes because a colleague writes there; None if none does."""
    if scene.team is None or scene.question is None or not isinstance(given, Said | Did | Pinned):
        return None
    if rival(scene, scene.section) is None or (isinstance(given, Said) and _is_aside(given.text)):
        return None
    if _was_just_answered(scene, scene.question.id):
        return None
    pending = Pending(doubt=Doubt.TAKEN, cursor=scene.cursor, value=_kept(given), raw=written(given), how=How.TYPED)
    return scene.doubting(pending)


def _was_just_answered(scene: Scene, question: str) -> bool:
    """Tell whether a colleague has answered what the person was asked: then both answers are shown side by side."""
    answer = scene.draft.answers.get(question)
    return answer is not None and answer.event > scene.conversation.upto and is_anothers(scene, question)


def _is_aside(text: str) -> bool:
    return any(says(text) for says in (is_courtesy, is_none_yet, is_not_known, is_not_understood, asks_back))


def _kept(given: Said | Did | Pinned) -> Value:
    match given:
        case Said(text=text):
            return {"said": text}
        case Did(verb=verb, argument=argument):
            return {"did": verb, "argument": argument}
        case Pinned(latitude=latitude, longitude=longitude):
            return {"pinned": [latitude, longitude]}


def given_in(pending: Pending) -> Input:
    """Return the input that waited."""
    kept = cast(dict[str, Value], pending.value)
    if "said" in kept:
        return Said(text=str(kept["said"]))
    if "did" in kept:
        return Did(verb=str(kept["did"]), argument=str(kept["argument"]))
    latitude, longitude = cast(list[float], kept["pinned"])
    return Pinned(latitude=latitude, longitude=longitude)


def ask_taken(scene: Scene, pending: Pending) -> tuple[Rich, tuple[Button, ...]]:
    """Ask whether an answer is saved although a colleague writes in its section."""
    section = scene.flow.section_of(pending.cursor.question or "")
    holder = scene.team.takes.get(section.id, "") if scene.team is not None else ""
    text = say("team.taken", name=called(scene, holder), section=section.title)
    return text, (Button(word("button.beside"), "beside"), Button(word("button.aside"), "aside"))


# --- two answers at once -------------------------------------------------------------------------


def met(scene: Scene) -> Scene:
    """Return the scene that offers a colleague's answer beside the one just saved in its place."""
    theirs = scene.conversation.events[scene.met[0] - 1]
    pending = Pending(
        doubt=Doubt.MET,
        cursor=Cursor(question=theirs.question),
        value=[*scene.met],
        raw="",
        how=How.BUTTON,
    )
    here = scene.cursor.question
    scene = replace(scene, met=()).at(pending.cursor).doubting(pending)
    return scene if here == theirs.question else scene.returning(here)


def their_answer(scene: Scene, pending: Pending) -> Event:
    """Return the colleague's answer that is offered."""
    return scene.conversation.events[cast(list[int], pending.value)[0] - 1]


def ask_met(scene: Scene, pending: Pending) -> tuple[Rich, tuple[Button, ...]]:
    """Ask whose answer is used where two people answered the same question at once."""
    theirs = their_answer(scene, pending)
    question = scene.flow.question(theirs.question)
    name = called(scene, theirs.source.contact)
    met_them = say("team.met", name=name, label=question.label, value=shortened(show(question, theirs.value), QUOTED))
    choices = [Button(word("button.mine"), "mine"), Button(word("button.theirs", name=name), "theirs")]
    if not isinstance(question, LongText):
        return lines(met_them, say("team.which"), gap="\n\n"), tuple(choices)
    choices.append(Button(word("button.both"), "both"))
    return lines(met_them, say("team.which_or_both"), gap="\n\n"), tuple(choices)


# --- what others did -----------------------------------------------------------------------------


def writers(scene: Scene, section: Section) -> Rich:
    """Say who wrote which answers of a section; nothing where one person writes alone."""
    if scene.team is None:
        return ()
    found: dict[str, list[str]] = {}
    for question in section.questions:
        name = writer(scene, question.id)
        if name:
            found.setdefault(name, []).append(question.label)
    told = [f"{name} ({', '.join(labels)})" for name, labels in found.items()]
    return say("team.written_by", names=listed(told)) if told else ()


def writer(scene: Scene, question: str) -> str:
    """Return who gave a question's answer, "Anda" for the person; empty where that is not known or goes unsaid."""
    answer = scene.draft.answers.get(question)
    if scene.team is None or answer is None:
        return ""
    contact = scene.conversation.events[answer.event - 1].source.contact
    if contact == scene.team.me:
        return word("team.you")
    return called(scene, contact) if contact in scene.team.names else ""


def busy(scene: Scene, section: Section) -> Rich:
    """Say who writes in a section just now."""
    if scene.team is None or section.id not in scene.team.takes:
        return ()
    holder = scene.team.takes[section.id]
    told = say("team.busy_you") if holder == scene.team.me else say("team.busy", name=called(scene, holder))
    return (*normal(" "), *told)


def is_written(event: Event) -> bool:
    """Tell whether an event is somebody's work on its section."""
    return event.how is not How.CARRIED and event.kind in (EventKind.ANSWERED, EventKind.ATTACHED)
