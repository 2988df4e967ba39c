"""The check-in by the code on the wall: who sends it on the day is present, invited or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.features.drafts.drafts import go_on, listed, offer_start
from bot.features.people import role_admin
from bot.features.teams.join import NAME_LENGTH
from bot.features.units import contact_unit
from bot.features.workshops import formatting
from bot.language.unit_names import MOST_OFFERED, find, likely
from bot.texts import say, word
from flows.messages import Button, Input, Reply, TextInput
from flows.text_format import tidy
from storage.outreach import workshops
from storage.outreach.workshops import Workshop, WorkshopState
from storage.people import codes, units
from storage.records import Unit, UnitState

NAME, UNIT = "ws_name", "ws_unit"
"""The prompts for the name and the unit of somebody who checked in."""
LINGER = timedelta(hours=6)
"""How long after the end of a workshop its code still counts: who forgot it sends it on the way home."""


def enter(ctx: ChatContext, text: str) -> bool:
    """Check a contact in by a code, behind which a unit may stand ("K7M2_pkm-wotu"); tell whether it is such a code."""
    first, _, unit = text.strip().partition("_")
    code = codes.read(first)
    if code is None or codes.paused_until(ctx.connection, ctx.address, ctx.now) is not None:
        return False
    workshop = workshops.by_code(ctx.connection, code)
    if workshop is None or workshop.state is WorkshopState.DRAFT:
        return False
    if unit and ctx.contact.unit is None:
        contact_unit.remember(ctx, unit.lower())
    _check_in(ctx, workshop)
    return True


def _check_in(ctx: ChatContext, workshop: Workshop) -> None:
    when = formatting.when(ctx.app, workshop)
    if workshop.state is WorkshopState.CANCELLED:
        ctx.say_first(say("presence.cancelled", title=workshop.title))
    elif ctx.now < _opens(ctx, workshop):
        ctx.say_first(say("presence.early", title=workshop.title, when=when))
    elif ctx.now > workshop.ends_at + LINGER:
        ctx.say_first(say("presence.late", title=workshop.title))
    elif workshops.arrive(ctx.connection, workshop.id, ctx.contact.id, ctx.now):
        ctx.audit("workshop attended", str(workshop.id))
        first = ctx.contact.name.split(" ")[0] if ctx.contact.name else ""
        ctx.say_first(say("presence.came", title=workshop.title, name=f", {first}" if first else ""))
        _ask_missing(ctx)
        return
    else:
        ctx.say_first(say("presence.came_again", title=workshop.title))
    _go_on(ctx)


def _opens(ctx: ChatContext, workshop: Workshop) -> datetime:
    """Return when the day of a workshop begins in the time zone of the people."""
    day = workshop.starts_at.astimezone(ctx.app.zone).date()
    return datetime.combine(day, time(0), ctx.app.zone)


def _ask_missing(ctx: ChatContext) -> None:
    """Ask for what the list of people lacks: a name where the channel gives none, a unit."""
    if not ctx.contact.name:
        ctx.expect(NAME)
        ctx.say(Reply(text=say("presence.ask_name"), actions=(_later_button(),)))
    elif ctx.contact.unit is None:
        _ask_unit(ctx)
    else:
        _go_on(ctx)


def take_name(ctx: ChatContext, given: Input, _: str) -> None:
    """Take the name of somebody who checked in."""
    name = tidy(given.text)[:NAME_LENGTH] if isinstance(given, TextInput) else ""
    if any(letter.isalpha() for letter in name):
        ctx.expect_nothing()
        role_admin.rename(ctx, name)
        ctx.say_first(say("presence.thanks", name=name))
    _ask_missing(ctx)


def _ask_unit(ctx: ChatContext) -> None:
    ctx.expect(UNIT)
    ctx.say(Reply(text=say("presence.ask_unit"), actions=(_later_button(),)))


def take_unit(ctx: ChatContext, given: Input, _: str) -> None:
    """Take the unit of somebody who checked in: a listed one, else the name as written, as a proposal."""
    text = tidy(given.text)[:NAME_LENGTH] if isinstance(given, TextInput) else ""
    if not any(letter.isalpha() for letter in text):
        _ask_unit(ctx)
        return
    known = units.in_states(ctx.connection)
    unit = find(known, text)
    if unit is not None:
        _join(ctx, unit)
        return
    ctx.expect_nothing()
    contact_unit.join(ctx, contact_unit.propose(ctx, text))
    near = likely(known, text, MOST_OFFERED)
    if not near:
        _go_on(ctx)
        return
    choices = tuple(Button(near_unit.name, "ws_of", str(near_unit.id)) for near_unit in near)
    other = Button(word("presence.unit_as_written", text=text), "ws_of", "")
    ctx.say(Reply(text=say("presence.unit_near"), choices=(*choices, other)))


@dataclass(frozen=True, slots=True)
class TappedUnit:
    """A listed unit; None: the one stays that was written."""

    unit: Unit | None


def tapped_unit(ctx: ChatContext, argument: str) -> TappedUnit:
    """Return the unit that a button names (a Reader)."""
    unit = units.get(ctx.connection, row_number(argument))
    return TappedUnit(unit if unit is not None and unit.state is UnitState.LISTED else None)


def tap_unit(ctx: ChatContext, tapped: TappedUnit) -> None:
    """Take the unit that was tapped."""
    if tapped.unit is not None:
        _join(ctx, tapped.unit)
    else:
        _go_on(ctx)


def _join(ctx: ChatContext, unit: Unit) -> None:
    ctx.expect_nothing()
    contact_unit.join(ctx, unit.id)
    ctx.say_first(say("presence.unit_known", unit=unit.name))
    _go_on(ctx)


def _later_button() -> Button:
    return Button(word("presence.later"), "open")


def _go_on(ctx: ChatContext) -> None:
    """Go on with the open draft; offer the start of one to a contact who has none."""
    if ctx.current() is not None or listed(ctx):
        go_on(ctx)
    else:
        offer_start(ctx, "")
