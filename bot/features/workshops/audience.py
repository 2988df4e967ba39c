"""The field "circle" of a workshop: its audience, in one tap where it is a usual one, else by the filters."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext
from bot.chat.field_form import Entry, FieldQuestion
from bot.chat.forms import OPENING
from bot.features.audience import menu
from bot.features.audience.filters import FILTERS, TYPED
from bot.features.workshops.fields import Answer
from bot.language.unit_names import KINDS
from bot.texts import say, word
from storage.outreach.audience import Audience
from storage.outreach.workshops import Workshop, WorkshopChanges
from storage.reports import progress
from storage.reports.progress import INOVATOR

WRITERS = Audience(roles=(INOVATOR,))
ALL, LATE, FILTER = "all", "late", "filter"
"""Values of buttons: all writers, units that handed in nothing, the menu of filters."""
OLD_VALUES = {"kinds": "kind", "units": "unit"}
"""Values of buttons on phones from before the filters; beside these a kind ("puskesmas"), and a unit's number."""


def ask_audience(ctx: ChatContext, _: Workshop) -> FieldQuestion[WorkshopChanges]:
    """Ask who is invited."""
    late = len(_late_units(ctx))
    buttons = (
        (word("workshop.audience_all"), ALL),
        (word("workshop.audience_kinds"), "kind"),
        *(((word("workshop.audience_late", count=late), LATE),) if late else ()),
        (word("workshop.audience_units"), "unit"),
        (word("workshop.audience_filter"), FILTER),
    )
    return FieldQuestion(text=say("workshop.ask_audience"), buttons=buttons)


def take_audience(entry: Entry[Workshop]) -> Answer:
    """Take the names of units, or of who is left out."""
    name = entry.said if entry.said in TYPED else "unit"
    before = audience_of(entry.value)
    audience, screen = menu.with_names(entry.ctx, before, name, entry.text)
    return _ask(screen, None if audience == before else audience)


def tap_audience(entry: Entry[Workshop], value: str) -> Answer:
    """Take all writers, the units that handed in nothing, or a step in the menu of filters."""
    ctx, audience = entry.ctx, audience_of(entry.value)
    if value == ALL:
        return {"audience": WRITERS}
    if value == LATE and (late := _late_units(ctx)):
        return {"audience": replace(WRITERS, units=late)}
    if value == menu.DONE:
        return {"audience": audience}
    name, _, chosen = _step(value).partition(" ")
    if name not in FILTERS:
        return _ask(menu.overview(ctx, audience))
    if not chosen:
        return _ask(menu.filter_screen(ctx, audience, name))
    changed = menu.toggled(ctx, audience, name, chosen)
    return _ask(menu.filter_screen(ctx, changed or audience, name), changed)


def audience_of(workshop: Workshop) -> Audience:
    """Return a workshop's audience; all writers before one was chosen, for an empty one would be everybody."""
    return WRITERS if workshop.audience == Audience() else workshop.audience


def _late_units(ctx: ChatContext) -> tuple[int, ...]:
    return tuple(unit.unit for unit in progress.standings(ctx.connection, OPENING) if not unit.is_delivered)


def _step(value: str) -> str:
    """Return the menu's step that a button means."""
    if value in KINDS:
        return f"kind {value}"
    return f"unit {value}" if value.isdecimal() else OLD_VALUES.get(value, value)


def _ask(screen: menu.Screen, audience: Audience | None = None) -> FieldQuestion[WorkshopChanges]:
    go_on = (word("audience.go_on", count=screen.count), menu.DONE)
    back = [(label, step or FILTER) for label, step in (screen.action,) if step != menu.DONE]
    return FieldQuestion(
        text=screen.text,
        buttons=screen.choices,
        actions=(go_on, *back),
        said=screen.typed,
        changes=None if audience is None else {"audience": audience},
        edits=screen.edits,
    )
