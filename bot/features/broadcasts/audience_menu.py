"""Leads an admin through the circle of a broadcast, one facet at a time: numbers first, then the tap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat.context import ChatContext
from bot.features.broadcasts.filters import FILTERS, NAMED, circle_words, facet_words, is_value
from bot.features.broadcasts.preview import draft_of, lost
from bot.features.broadcasts.recipients import people
from bot.language.unit_names import find, likely
from bot.texts import say, word
from flows.messages import Button, Input, Reply, TextInput
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


def show_audience(ctx: ChatContext, number: str) -> None:
    """Show how many a broadcast is for, and by what they can be narrowed."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
        return
    count = _count(ctx, broadcast.audience)
    choices = tuple(
        Button(_labelled(ctx, broadcast.audience, name), "siaran_by", f"{broadcast.id} {name}")
        for name in FILTERS
        if name != LANGUAGE
        or broadcast.audience.languages
        or len(FILTERS[LANGUAGE].values(ctx, broadcast.audience)) > 1
    )
    text = lines(say("circle.head", count=count), say("circle.now", circle=circle_words(ctx, broadcast.audience)))
    go_on = Button(word("circle.go_on", count=count), "siaran_test", str(broadcast.id))
    ctx.say(
        Reply(
            text=lines(text, say("circle.how"), gap="\n\n"),
            choices=choices,
            actions=(go_on,),
            edits=True,
        )
    )


def show_filter(ctx: ChatContext, argument: str) -> None:
    """Show the values of one facet, each with how many people it would leave."""
    number, _, name = argument.partition(" ")
    broadcast = draft_of(ctx, number)
    if broadcast is None or name not in FILTERS:
        lost(ctx)
        return
    if name in NAMED:
        ctx.expect(NAMES, f"{broadcast.id} {name}")
    choices = _values(ctx, broadcast, name)
    key = name if choices or name in NAMED else "none"
    text = lines(say("circle.now", circle=circle_words(ctx, broadcast.audience)), say(f"circle.by_{key}"), gap="\n\n")
    ctx.say(Reply(text=text, choices=choices, actions=(_back(ctx, broadcast),), edits=True))


def put(ctx: ChatContext, argument: str) -> None:
    """Choose a value of a facet, or leave it."""
    number, _, rest = argument.partition(" ")
    name, _, value = rest.partition(" ")
    broadcast = draft_of(ctx, number)
    if broadcast is None or name not in FILTERS or not is_value(ctx, broadcast.audience, name, value):
        lost(ctx)
        return
    broadcasts.change(ctx.connection, broadcast.id, audience=FILTERS[name].put(broadcast.audience, value))
    show_filter(ctx, f"{broadcast.id} {name}")


def take_names(ctx: ChatContext, given: Input, argument: str) -> None:
    """Take names that an admin types: units, or for who is left out also people; several behind commas."""
    number, _, name = argument.partition(" ")
    broadcast = draft_of(ctx, number)
    if broadcast is None or name not in NAMED:
        lost(ctx)
        return
    ctx.expect(NAMES, argument)
    typed = (
        [part.strip() for part in _BETWEEN.split(given.text) if part.strip()] if isinstance(given, TextInput) else []
    )
    audience, unknown = broadcast.audience, []
    for text in typed:
        value = _meant(ctx, name, text)
        if value is None:
            unknown.append(text)
        elif not FILTERS[name].is_on(audience, value):
            audience = FILTERS[name].put(audience, value)
    broadcasts.change(ctx.connection, broadcast.id, audience=audience)
    if typed and not unknown:
        show_filter(ctx, argument)
    else:
        _offer(ctx, broadcast, name, unknown)


def _offer(ctx: ChatContext, broadcast: Broadcast, name: str, unknown: Sequence[str]) -> None:
    """Show what names may mean that are not known without doubt."""
    near = [value for text in unknown for value in _near(ctx, name, text)]
    choices = tuple(
        Button(label, "siaran_put", f"{broadcast.id} {name} {value}") for value, label in dict(near).items()
    )
    key = "circle.near" if choices else "circle.unknown"
    text = say(key, text=", ".join(unknown)) if unknown else say(f"circle.by_{name}")
    ctx.say(Reply(text=text, choices=choices[:MOST], actions=(_back(ctx, broadcast),)))


def _meant(ctx: ChatContext, name: str, text: str) -> str | None:
    """Return the value that a name means without doubt."""
    unit = find(units.in_states(ctx.connection), text)
    if unit is not None:
        return str(unit.id) if name == "unit" else f"u{unit.id}"
    found = called(ctx.connection, text, 2) if name == "less" else []
    return f"p{found[0][0]}" if len(found) == 1 else None


def _near(ctx: ChatContext, name: str, text: str) -> list[tuple[str, str]]:
    found = likely(units.in_states(ctx.connection), text)
    if name == "unit":
        return [(str(unit.id), unit.name) for unit in found]
    persons = [(f"p{number}", called_so) for number, called_so in called(ctx.connection, text, MOST)]
    return [*persons, *((f"u{unit.id}", unit.name) for unit in found)]


def _values(ctx: ChatContext, broadcast: Broadcast, name: str) -> tuple[Button, ...]:
    """Return a button for each value; where there are too many, for those that hold most people."""
    facet, shown = FILTERS[name], []
    for value, label in facet.values(ctx, broadcast.audience):
        is_on = facet.is_on(broadcast.audience, value)
        count = None if name == "less" else _count(ctx, facet.put(facet.without(broadcast.audience), value))
        mark = word("circle.ticked", label=label) if is_on else label
        text = mark if count is None else word("circle.value", label=mark, count=count)
        shown.append((is_on, count or 0, Button(text, "siaran_put", f"{broadcast.id} {name} {value}")))
    kept = sorted(shown, key=lambda row: (not row[0], -row[1]))[:MOST]
    return tuple(row[2] for row in shown if row in kept)


def _labelled(ctx: ChatContext, audience: Audience, name: str) -> str:
    chosen = facet_words(ctx, audience, name)
    label = word(f"circle.facet_{name}")
    return word("circle.chosen", label=label, values=chosen) if chosen else label


def _count(ctx: ChatContext, audience: Audience) -> int:
    return len(people(ctx.connection, ctx.forms, audience, ctx.now))


def _back(ctx: ChatContext, broadcast: Broadcast) -> Button:
    now = draft_of(ctx, str(broadcast.id)) or broadcast
    return Button(word("circle.back", count=_count(ctx, now.audience)), "siaran_circle", str(broadcast.id))
