"""The claim of a section in a shared draft: colleagues are asked other sections meanwhile."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from flows.conversation import Conversation, Effect, EffectKind, InputSource, Team, Turn
from flows.drafts import path
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import go_to, open_next
from flows.engine.moving.views import show_list, show_section
from flows.engine.turn import team as sharing
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Flow, Section
from flows.messages import Button, Reply
from flows.texts import say, word

_SAID = re.compile(
    r"(?:(?:biar )?(?:saya|aku|kami)(?: yang| mau| akan)? )?"
    r"(?:isi|ambil|kerjakan|pegang|tulis) bagian (?P<named>.{1,60}?)"
    r"|bagian (?P<number>\d{1,2}) (?:untuk )?(?:saya|aku|kami)",
    re.IGNORECASE,
)


def wanted(builder: TurnBuilder, text: str) -> str | None:
    """Return the id of the section that a text claims ("saya isi bagian 3"); None if it claims none that exists."""
    said = _SAID.fullmatch(text.strip(" .!"))
    if builder.team is None or said is None:
        return None
    found = _named(builder, (said["named"] or said["number"]).lower())
    return None if found is None else found.id


def _named(builder: TurnBuilder, name: str) -> Section | None:
    for section in path.sections(builder.flow, builder.draft):
        if name in (section.id, section.number.lower(), section.title.lower()):
            return section
    return None


def take(builder: TurnBuilder, name: str) -> Turn:
    """Claim a section, or ask first where a colleague has it; go on at its open question."""
    section = _named(builder, name)
    if section is None:
        return show_list(builder, "")
    holder = sharing.rival(builder, section)
    if holder is not None:
        return _ask_taken(builder, section, holder)
    builder = builder.request(Effect(kind=EffectKind.TAKE, argument=section.id))
    return _opened(builder.tell("team.yours", section=section.title), section)


def _ask_taken(builder: TurnBuilder, section: Section, holder: str) -> Turn:
    choices = (
        Button(word("button.join_section"), "join_section", section.id),
        Button(word("button.other_section"), "list"),
    )
    text = say("team.take_taken", section=section.title, name=sharing.called(builder, holder))
    return builder.turn(Reply(text=text, choices=choices))


def join(builder: TurnBuilder, name: str) -> Turn:
    """Write in a section beside the colleague who claimed it."""
    section = _named(builder, name)
    if section is None:
        return show_list(builder, "")
    return _opened(builder.moved_to(replace(builder.conversation, beside=section.id)), section)


def _opened(builder: TurnBuilder, section: Section) -> Turn:
    names = [
        question for question in path.path(builder.flow, builder.draft) if builder.flow.section_of(question) is section
    ]
    wanted_ones = [name for name in names if path.is_wanted(builder.flow, builder.conversation, name)]
    open_ones = [name for name in names if name not in builder.draft.answers]
    first = next(iter((*wanted_ones, *open_ones)), None)
    return show_section(builder, section.id) if first is None else go_to(builder, first)


def begin(
    flow: Flow, conversation: Conversation, now: datetime, source: InputSource, team: Team, *, brief: bool = False
) -> Turn:
    """Ask a new member the first open question in a section nobody writes in just now."""
    begun_at = len(conversation.events)
    builder = TurnBuilder(
        flow=flow, conversation=conversation, now=now, source=source, team=team, brief=brief, begun_at=begun_at
    )
    found = sharing.next_open(builder, None)
    if found is None:  # the quick pass is in others' hands: there is more to write than that
        builder = builder.full()
        found = sharing.next_open(builder, None)
    if found is None:
        return show_list(sharing.told_of_rivals(builder, None), "")
    return ask(open_next(builder, found))
