"""Takes a section of a draft that is written together, so that colleagues go on elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from flows.conversation import Conversation, Effect, EffectKind, Source, Team, Turn
from flows.drafts import path
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import go_to, open_next
from flows.engine.moving.views import show_list, show_section
from flows.engine.turn import team as sharing
from flows.engine.turn.turn_builder import Scene
from flows.forms.model import Flow, Section
from flows.messages import Button, Reply, Wants
from flows.texts import say, word

_SAID = re.compile(
    r"(?:(?:biar )?(?:saya|aku|kami)(?: yang| mau| akan)? )?"
    r"(?:isi|ambil|kerjakan|pegang|tulis) bagian (?P<named>.{1,60}?)"
    r"|bagian (?P<number>\d{1,2}) (?:untuk )?(?:saya|aku|kami)",
    re.IGNORECASE,
)


def wanted(scene: Scene, text: str) -> str | None:
    """Return the section that a text asks for: "saya isi bagian 3"; None if it asks for none that there is."""
    said = _SAID.fullmatch(text.strip(" .!"))
    if scene.team is None or said is None:
        return None
    found = _named(scene, (said["named"] or said["number"]).lower())
    return None if found is None else found.id


def _named(scene: Scene, name: str) -> Section | None:
    for section in path.sections(scene.flow, scene.draft):
        if name in (section.id, section.number.lower(), section.title.lower()):
            return section
    return None


def take(scene: Scene, name: str) -> Turn:
    """Take a section, or ask first where a colleague has it; go on at what is open there."""
    section = _named(scene, name)
    if section is None:
        return show_list(scene, "")
    holder = sharing.rival(scene, section)
    if holder is not None:
        return _ask_taken(scene, section, holder)
    scene = scene.wish(Effect(kind=EffectKind.TAKE, argument=section.id))
    return _opened(scene.tell("team.yours", section=section.title), section)


def _ask_taken(scene: Scene, section: Section, holder: str) -> Turn:
    choices = (
        Button(word("button.join_section"), "join_section", section.id),
        Button(word("button.other_section"), "list"),
    )
    text = say("team.take_taken", section=section.title, name=sharing.called(scene, holder))
    return scene.turn(Reply(text=text, choices=choices, wants=Wants.CHOICE))


def join(scene: Scene, name: str) -> Turn:
    """Write in a section beside the colleague who has it."""
    section = _named(scene, name)
    if section is None:
        return show_list(scene, "")
    return _opened(scene.moved_to(replace(scene.conversation, beside=section.id)), section)


def _opened(scene: Scene, section: Section) -> Turn:
    names = [one for one in path.path(scene.flow, scene.draft) if scene.flow.section_of(one) is section]
    wanted_ones = [one for one in names if path.is_wanted(scene.flow, scene.conversation, one)]
    open_ones = [one for one in names if one not in scene.draft.answers]
    first = next(iter((*wanted_ones, *open_ones)), None)
    return show_section(scene, section.id) if first is None else go_to(scene, first)


def begin(
    flow: Flow, conversation: Conversation, now: datetime, source: Source, team: Team, *, brief: bool = False
) -> Turn:
    """Ask somebody who joins a draft the first open question where nobody writes just now."""
    begun_at = len(conversation.events)
    scene = Scene(
        flow=flow, conversation=conversation, now=now, source=source, team=team, brief=brief, begun_at=begun_at
    )
    found = sharing.next_open(scene, None)
    if found is None:  # the quick pass is in others' hands: there is more to write than that
        scene = scene.full()
        found = sharing.next_open(scene, None)
    if found is None:
        return show_list(sharing.told_of_rivals(scene, None), "")
    return ask(open_next(scene, found))
