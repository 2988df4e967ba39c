"""Takes whom a workshop is for, in a few taps or by the names of units."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.context import ChatContext
from bot.chat.forms import OPENING
from bot.chat.row_ids import row_number
from bot.features.workshops import card, formatting
from bot.features.workshops.field_prompt import FieldKey, ask
from bot.language.unit_names import KINDS, find, likely
from bot.texts import say, word
from flows.messages import Input, TextInput
from flows.text_format import listed, tidy
from flows.texts import lines
from storage.outreach.audience import Audience
from storage.outreach.workshops import Workshop
from storage.people import units
from storage.reports import progress
from storage.reports.progress import INOVATOR

WRITERS = Audience(roles=(INOVATOR,))
ALL, BY_KIND, LATE, BY_NAME, DONE = "all", "kinds", "late", "units", "done"


def ask_audience(ctx: ChatContext, _: Workshop, spot: FieldKey) -> None:
    """Ask who is invited."""
    late = len(_late(ctx))
    buttons = (
        (word("workshop.circle_all"), ALL),
        (word("workshop.circle_kinds"), BY_KIND),
        *(((word("workshop.circle_late", count=late), LATE),) if late else ()),
        (word("workshop.circle_units"), BY_NAME),
    )
    ask(ctx, spot, say("workshop.ask_circle"), *buttons)


def _late(ctx: ChatContext) -> tuple[int, ...]:
    """Return the units that have handed in nothing."""
    return tuple(unit.unit for unit in progress.standings(ctx.connection, OPENING) if not unit.is_delivered)


def take_audience(ctx: ChatContext, given: Input, workshop: Workshop, spot: FieldKey) -> Workshop | None:
    """Take the names of units; those that are known stay, the others are asked for again."""
    names = [tidy(name) for name in re.split(r"[,;\n]", given.text)] if isinstance(given, TextInput) else []
    known = units.in_states(ctx.connection)
    found = {name: find(known, name) for name in names if name}
    numbers = list(dict.fromkeys(unit.id for unit in found.values() if unit is not None))
    if spot.said:
        numbers = list(dict.fromkeys([*workshop.audience.units, *numbers]))
    if numbers:
        workshop = card.change(ctx, workshop, audience=replace(WRITERS, units=tuple(numbers)))
    missing = [name for name, unit in found.items() if unit is None]
    if numbers and not missing:
        return workshop
    if missing:
        near = [unit for name in missing for unit in likely(known, name)][:4]
        now = say("workshop.units_now", circle=_now(ctx, workshop)) if workshop.audience.units else ()
        text = lines(say("workshop.near_units" if near else "workshop.no_units", names=listed(missing)), now)
        ask(ctx, replace(spot, said="+" if numbers else ""), text, *((unit.name, str(unit.id)) for unit in near))
    else:
        ask(ctx, spot, say("workshop.ask_units"))
    return None


def tap_audience(ctx: ChatContext, workshop: Workshop, spot: FieldKey, value: str) -> Workshop | None:
    """Take all writers, those of units that have handed in nothing, a kind of units, or one unit."""
    if value == ALL:
        return card.change(ctx, workshop, audience=WRITERS)
    if value == LATE and (late := _late(ctx)):
        return card.change(ctx, workshop, audience=replace(WRITERS, units=late))
    if value == DONE:
        return workshop
    if value == BY_KIND:
        _ask_kinds(ctx, workshop, spot)
    elif value in KINDS:
        _ask_kinds(ctx, card.change(ctx, workshop, audience=_toggled(workshop.audience, value)), spot)
    elif (unit := units.get(ctx.connection, row_number(value))) is not None:
        return card.change(ctx, workshop, audience=_with_unit(workshop.audience, unit.id))
    else:
        ask(ctx, spot, say("workshop.ask_units"))
    return None


def _ask_kinds(ctx: ChatContext, workshop: Workshop, spot: FieldKey) -> None:
    """Ask for kinds of units: each tap adds or removes one."""
    there = {unit.kind for unit in units.in_states(ctx.connection)}
    buttons = [
        (f"✓ {label}" if kind in workshop.audience.kinds else label, kind)
        for kind, label in KINDS.items()
        if kind in there
    ]
    done = ((word("workshop.kinds_done"), DONE),) if workshop.audience.kinds else ()
    ask(ctx, spot, say("workshop.ask_kinds", circle=_now(ctx, workshop)), *buttons, *done, edits=True)


def _toggled(audience: Audience, kind: str) -> Audience:
    kinds = tuple(other_kind for other_kind in KINDS if (other_kind in audience.kinds) != (other_kind == kind))
    return replace(WRITERS, kinds=kinds) if kinds else Audience()


def _with_unit(audience: Audience, unit: int) -> Audience:
    return replace(WRITERS, units=tuple(dict.fromkeys([*audience.units, unit])))


def _now(ctx: ChatContext, workshop: Workshop) -> str:
    return formatting.circle(ctx.connection, workshop.audience)
