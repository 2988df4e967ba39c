"""The screens on which an admin narrows an audience, whatever it belongs to: first the filters, then one's values.

Each choice carries a step: "" shows the filters, "role" the values of one, "role inovator" sets or unsets a value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.context import ChatContext
from bot.features.audience.filters import FILTERS, TYPED, audience_words, filter_words, is_value
from bot.features.audience.recipients import people
from bot.language.unit_names import find, likely
from bot.texts import say, word
from flows.messages import Rich
from flows.texts import lines
from storage.outreach.audience import Audience, named_like
from storage.people import units

LabelledStep = tuple[str, str]
"""A label, and the step behind it."""
MOST_VALUES = 8
"""Values shown at once: with the way back they fit into any channel's list."""
LANGUAGE = "lang"
DONE = "done"
"""The step that leaves the menu."""
_BETWEEN = re.compile(r"[,;\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One screen of the menu; its owner makes the buttons, and expects names where `typed` is a filter."""

    text: Rich
    count: int
    """People in the audience."""
    choices: tuple[LabelledStep, ...]
    action: LabelledStep
    typed: str = ""
    edits: bool = True


def overview(ctx: ChatContext, audience: Audience) -> Screen:
    """Return the screen with the audience's size and the filters."""
    count = _count(ctx, audience)
    choices = [(_label(ctx, audience, name), name) for name in FILTERS if _is_offered(ctx, audience, name)]
    now = say("audience.now", audience=audience_words(ctx, audience))
    return Screen(
        text=lines(lines(say("audience.head", count=count), now), say("audience.how"), gap="\n\n"),
        count=count,
        choices=tuple(choices),
        action=(word("audience.go_on", count=count), DONE),
    )


def filter_screen(ctx: ChatContext, audience: Audience, name: str) -> Screen:
    """Return the screen with the values of a filter, each with the number of people it would leave."""
    choices, count = _values(ctx, audience, name), _count(ctx, audience)
    key = name if choices or name in TYPED else "none"
    now = say("audience.now", audience=audience_words(ctx, audience))
    return Screen(
        text=lines(now, say(f"audience.by_{key}"), gap="\n\n"),
        count=count,
        choices=choices,
        action=_back(count),
        typed=name if name in TYPED else "",
    )


def toggled(ctx: ChatContext, audience: Audience, name: str, value: str) -> Audience | None:
    """Return the audience with a filter's value set, or unset if it was set; None if there is no such value."""
    if name not in FILTERS or not is_value(ctx, audience, name, value):
        return None
    return FILTERS[name].put(audience, value)


def with_names(ctx: ChatContext, audience: Audience, name: str, text: str) -> tuple[Audience, Screen]:
    """Return the audience with the units or people that a text names, several behind commas, and what to show."""
    typed = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    unknown = []
    for part in typed:
        value = _value_named(ctx, name, part)
        if value is None:
            unknown.append(part)
        elif not FILTERS[name].is_on(audience, value):
            audience = FILTERS[name].put(audience, value)
    if typed and not unknown:
        return audience, filter_screen(ctx, audience, name)
    return audience, _near_screen(ctx, audience, name, unknown)


def _near_screen(ctx: ChatContext, audience: Audience, name: str, unknown: Sequence[str]) -> Screen:
    """Return the screen with what unclear names may mean."""
    near = dict(value for text in unknown for value in _values_near(ctx, name, text))
    key, count = "audience.near" if near else "audience.unknown", _count(ctx, audience)
    return Screen(
        text=say(key, text=", ".join(unknown)) if unknown else say(f"audience.by_{name}"),
        count=count,
        choices=tuple((label, f"{name} {value}") for value, label in near.items())[:MOST_VALUES],
        action=_back(count),
        typed=name,
        edits=False,
    )


def _value_named(ctx: ChatContext, name: str, text: str) -> str | None:
    """Return the value that a name means beyond doubt."""
    unit = find(units.in_states(ctx.connection), text)
    if unit is not None:
        return str(unit.id) if name == "unit" else f"u{unit.id}"
    persons = named_like(ctx.connection, text, 2) if name == "less" else []
    return f"p{persons[0][0]}" if len(persons) == 1 else None


def _values_near(ctx: ChatContext, name: str, text: str) -> list[tuple[str, str]]:
    near = likely(units.in_states(ctx.connection), text)
    if name == "unit":
        return [(str(unit.id), unit.name) for unit in near]
    persons = [(f"p{contact}", full_name) for contact, full_name in named_like(ctx.connection, text, MOST_VALUES)]
    return [*persons, *((f"u{unit.id}", unit.name) for unit in near)]


def _values(ctx: ChatContext, audience: Audience, name: str) -> tuple[LabelledStep, ...]:
    """Return the values of a filter; of too many, those that are set and those that hold most people."""
    filter_, shown = FILTERS[name], []
    for value, label in filter_.values(ctx, audience):
        is_on = filter_.is_on(audience, value)
        count = None if name == "less" else _count(ctx, filter_.put(filter_.without(audience), value))
        mark = word("audience.ticked", label=label) if is_on else label
        text = mark if count is None else word("audience.value", label=mark, count=count)
        shown.append((is_on, count or 0, (text, f"{name} {value}")))
    kept = sorted(shown, key=lambda row: (not row[0], -row[1]))[:MOST_VALUES]
    return tuple(row[2] for row in shown if row in kept)


def _is_offered(ctx: ChatContext, audience: Audience, name: str) -> bool:
    """Tell whether a filter can narrow anything: one language can not."""
    return name != LANGUAGE or bool(audience.languages) or len(FILTERS[LANGUAGE].values(ctx, audience)) > 1


def _label(ctx: ChatContext, audience: Audience, name: str) -> str:
    values = filter_words(ctx, audience, name)
    label = word(f"audience.filter_{name}")
    return word("audience.chosen", label=label, values=values) if values else label


def _count(ctx: ChatContext, audience: Audience) -> int:
    return len(people(ctx.connection, ctx.forms, audience, ctx.now))


def _back(count: int) -> LabelledStep:
    return word("audience.back", count=count), ""
