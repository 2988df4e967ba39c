"""Leads an admin through the circle of an announcement, one facet at a time: numbers first, then the tap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat.context import Visit
from bot.features.broadcasts.filters import FACETS, NAMED, circle_words, facet_words, is_value
from bot.features.broadcasts.preview import draft_of, lost
from bot.features.broadcasts.recipients import people
from bot.language.unit_names import find, likely
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Said, Wants
from flows.texts import lines
from storage.outreach import broadcasts
from storage.outreach.audience import Audience, called
from storage.outreach.broadcasts import Broadcast
from storage.people import units

NAMES = "siaran_named"
"""What an admin's next words are for: units, or whoever gets nothing."""
MOST = 8
"""Values shown at once: with the way back they fit into any channel's list."""
LANGUAGE = "lang"
_BETWEEN = re.compile(r"[,;\n]+")


def show_circle(visit: Visit, number: str) -> None:
    """Show how many an announcement is for, and by what they can be narrowed."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
        return
    count = _count(visit, one.audience)
    choices = tuple(
        Button(_labelled(visit, one.audience, name), "siaran_by", f"{one.id} {name}")
        for name in FACETS
        if name != LANGUAGE or one.audience.languages or len(FACETS[LANGUAGE].values(visit, one.audience)) > 1
    )
    text = lines(say("circle.head", count=count), say("circle.now", circle=circle_words(visit, one.audience)))
    go_on = Button(word("circle.go_on", count=count), "siaran_test", str(one.id))
    visit.say(
        Reply(
            text=lines(text, say("circle.how"), gap="\n\n"),
            choices=choices,
            actions=(go_on,),
            wants=Wants.CHOICE,
            edits=True,
        )
    )


def show_facet(visit: Visit, argument: str) -> None:
    """Show the values of one facet, each with how many people it would leave."""
    number, _, name = argument.partition(" ")
    one = draft_of(visit, number)
    if one is None or name not in FACETS:
        lost(visit)
        return
    if name in NAMED:
        visit.expect(NAMES, f"{one.id} {name}")
    choices = _values(visit, one, name)
    key = name if choices or name in NAMED else "none"
    text = lines(say("circle.now", circle=circle_words(visit, one.audience)), say(f"circle.by_{key}"), gap="\n\n")
    visit.say(Reply(text=text, choices=choices, actions=(_back(visit, one),), wants=Wants.CHOICE, edits=True))


def put(visit: Visit, argument: str) -> None:
    """Choose a value of a facet, or leave it."""
    number, _, rest = argument.partition(" ")
    name, _, value = rest.partition(" ")
    one = draft_of(visit, number)
    if one is None or name not in FACETS or not is_value(visit, one.audience, name, value):
        lost(visit)
        return
    broadcasts.change(visit.connection, one.id, audience=FACETS[name].put(one.audience, value))
    show_facet(visit, f"{one.id} {name}")


def take_names(visit: Visit, given: Input, argument: str) -> None:
    """Take names that an admin types: units, or for who is left out also people; several behind commas."""
    number, _, name = argument.partition(" ")
    one = draft_of(visit, number)
    if one is None or name not in NAMED:
        lost(visit)
        return
    visit.expect(NAMES, argument)
    typed = [part.strip() for part in _BETWEEN.split(given.text) if part.strip()] if isinstance(given, Said) else []
    audience, unknown = one.audience, []
    for text in typed:
        value = _meant(visit, name, text)
        if value is None:
            unknown.append(text)
        elif not FACETS[name].is_on(audience, value):
            audience = FACETS[name].put(audience, value)
    broadcasts.change(visit.connection, one.id, audience=audience)
    if typed and not unknown:
        show_facet(visit, argument)
    else:
        _offer(visit, one, name, unknown)


def _offer(visit: Visit, one: Broadcast, name: str, unknown: Sequence[str]) -> None:
    """Show what names may mean that are not known without doubt."""
    near = [value for text in unknown for value in _near(visit, name, text)]
    choices = tuple(Button(label, "siaran_put", f"{one.id} {name} {value}") for value, label in dict(near).items())
    key = "circle.near" if choices else "circle.unknown"
    text = say(key, text=", ".join(unknown)) if unknown else say(f"circle.by_{name}")
    visit.say(Reply(text=text, choices=choices[:MOST], actions=(_back(visit, one),), wants=Wants.CHOICE))


def _meant(visit: Visit, name: str, text: str) -> str | None:
    """Return the value that a name means without doubt."""
    unit = find(units.of(visit.connection), text)
    if unit is not None:
        return str(unit.id) if name == "unit" else f"u{unit.id}"
    found = called(visit.connection, text, 2) if name == "less" else []
    return f"p{found[0][0]}" if len(found) == 1 else None


def _near(visit: Visit, name: str, text: str) -> list[tuple[str, str]]:
    found = likely(units.of(visit.connection), text)
    if name == "unit":
        return [(str(one.id), one.name) for one in found]
    persons = [(f"p{number}", called_so) for number, called_so in called(visit.connection, text, MOST)]
    return [*persons, *((f"u{one.id}", one.name) for one in found)]


def _values(visit: Visit, one: Broadcast, name: str) -> tuple[Button, ...]:
    """Return a button for each value; where there are too many, for those that hold most people."""
    facet, shown = FACETS[name], []
    for value, label in facet.values(visit, one.audience):
        is_on = facet.is_on(one.audience, value)
        count = None if name == "less" else _count(visit, facet.put(facet.without(one.audience), value))
        mark = word("circle.ticked", label=label) if is_on else label
        text = mark if count is None else word("circle.value", label=mark, count=count)
        shown.append((is_on, count or 0, Button(text, "siaran_put", f"{one.id} {name} {value}")))
    kept = sorted(shown, key=lambda row: (not row[0], -row[1]))[:MOST]
    return tuple(row[2] for row in shown if row in kept)


def _labelled(visit: Visit, audience: Audience, name: str) -> str:
    chosen = facet_words(visit, audience, name)
    label = word(f"circle.facet_{name}")
    return word("circle.chosen", label=label, values=chosen) if chosen else label


def _count(visit: Visit, audience: Audience) -> int:
    return len(people(visit.connection, visit.forms, audience, visit.now))


def _back(visit: Visit, one: Broadcast) -> Button:
    now = draft_of(visit, str(one.id)) or one
    return Button(word("circle.back", count=_count(visit, now.audience)), "siaran_circle", str(one.id))
